"""The day of distribution: boxes by hour, counted when they first come, against what should come."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from electcoord.elections import calendar
from logistics import actions
from logistics.actions import Aim, Plan
from logistics.models import Custody
from logistics.selectors import timeline
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, TPS_1, Cast
from tests.logistics.ground import holder
from tests.logistics.road import Road, vote_on
from tests.standing import laid

Sign = Callable[[str | None], Client]
URL = "/logistik/talang/garis-waktu/"


@laid
def road(cast: Cast) -> Road:
    vote_on(cast.election, cast, timezone.localdate() + timedelta(days=3))
    return Road(cast)


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def cells(client: Client, query: str = "") -> dict[str, list[str]]:
    """The CSV's rows by name: before, by hour, until the day's end, expected."""
    rows = client.get(f"{URL}{KABUPATEN}/unduh/csv/{query}").getvalue().decode("utf-8-sig").splitlines()
    return {row.split(",")[1]: row.split(",")[2:] for row in rows}


def test_boxes_stand_in_the_hour_in_which_they_came(road: Road, cast: Cast, as_person: Sign) -> None:
    road.deliver(TPS_1)
    count, whole = len(road.boxes(TPS_1)), len(road.boxes(HULU))
    hour = timezone.now().astimezone(calendar.zone_of(cast.election)).hour
    client = as_person("ketua")
    head, hulu = cells(client)["Kecamatan"], cells(client)["Hulu"]
    assert hulu[head.index(f"{hour:02d}")] == str(count)
    assert hulu[-2:] == [str(count), str(whole)]
    assert cells(client)["Hilir"][-2] == "0"
    assert cells(client, "?ke=ppk")["Hulu"][-2] == str(count)
    page = text_of(client, f"{URL}{KABUPATEN}/")
    assert f"0 sudah sampai sebelum hari ini, {count} hari ini" in page
    assert "<polyline" in page and "Lihat sebagai tabel" in page
    assert f"{URL}{HULU}/?tanggal=" in page


def test_another_day_knows_what_came_before(road: Road, as_person: Sign) -> None:
    road.deliver(TPS_1)
    client, count = as_person("ketua"), str(len(road.boxes(TPS_1)))
    tomorrow, yesterday = (timezone.localdate() + timedelta(days=step) for step in (1, -1))
    assert cells(client, f"?tanggal={tomorrow}")["Hulu"][0] == count
    assert cells(client, f"?tanggal={yesterday}")["Hulu"][0] == "0"
    page = text_of(client, f"{URL}{KABUPATEN}/?tanggal={tomorrow}")
    assert "Tidak ada kotak yang sampai pada hari ini" in page
    assert f"tanggal={timezone.localdate()}" in page, "the day on which something came is offered"
    for nonsense in ("?tanggal=2029-99-99", "?tanggal=x&ke=bulan", "?tanggal=%00"):
        assert client.get(f"{URL}{KABUPATEN}/{nonsense}").status_code == 200


def test_the_way_back_is_not_counted_again(road: Road) -> None:
    road.deliver(TPS_1)
    road.hand(f"kpps:{TPS_1}", f"ppk:{HULU}", *road.boxes(TPS_1))
    found = timeline.arrivals(road.election, KABUPATEN, "ppk")
    assert found.count() == len(road.boxes(TPS_1)) < Custody.objects.filter(holder__kind="ppk").count()


def test_nobody_has_anything_yet(road: Road, as_person: Sign) -> None:
    assert "Belum ada kotak yang sampai di tingkat ini" in text_of(as_person("ketua"), f"{URL}{KABUPATEN}/")
    assert as_person("ketua").get(URL)["Location"] == f"{URL}{KABUPATEN}/"
    assert "TPS 001" in text_of(as_person("ketua-hulu"), f"/logistik/talang/kesiapan/{PASAR}/")


def test_vehicles_of_the_day_stand_beside_the_boxes(road: Road, as_person: Sign) -> None:
    cast, now = road.cast, timezone.now()
    truck = actions.plan_movement(
        road.store, "antar", Plan(now, (Aim(holder(f"ppk:{HULU}", cast.election), now + timedelta(hours=1)),)),
        actor=cast.actor("staf"),
    )  # fmt: skip
    assert truck.holder.name not in text_of(as_person("ketua"), f"{URL}{HULU}/")
    actions.depart(truck, at=now, is_list_open=True, actor=cast.actor("staf"))
    page = text_of(as_person("ketua"), f"{URL}{HULU}/")
    assert truck.holder.name in page and timezone.localtime(now).strftime("%H.%M") in page
    assert truck.holder.name not in text_of(as_person("ketua"), f"{URL}{HILIR}/")
