"""Vehicles with boxes: planned, loaded, departed, late, silent, arrived, closed; in the browser as the cast."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.directory.actions import add_institution, change_institution
from electcoord.directory.models import Booking, Unit, Vehicle
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.outbox.models import Message
from electcoord.outbox.reminders import send_due_reminders
from electcoord.regions.models import Region
from electcoord.situation import incidents
from electcoord.situation.ledger_actions import IncidentAction
from electcoord.situation.models import Incident
from logistics import actions
from logistics.actions import Aim, Plan, Seen, Statement
from logistics.actions.lateness import open_late
from logistics.models import Container, Holder, Movement, Side, Stop
from logistics.selectors.movements import with_alarms
from logistics.states import MovementState
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, TPS_1, TPS_2, Cast
from tests.directory.ground import Ground, lay_ground
from tests.logistics.ground import holder, prepare
from tests.standing import laid

Sign = Callable[[str | None], Client]
ROAD = "/logistik/talang/perjalanan/"
BOXES = (f"{TPS_1}-PPWP", f"{TPS_2}-PPWP")


@laid
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


@laid
def store(cast: Cast) -> Holder:
    found = prepare(cast)
    actions.make_boxes(cast.election, found, cast.actor("staf"))
    return found


def _hours(count: float) -> datetime:
    return timezone.now() + timedelta(hours=count)


def _typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _form(store: Holder, *stops: tuple[str, float, str], leaves: float = 1, **more: object) -> dict[str, object]:
    data = {
        "keperluan": "antar", "dari": store.name, "berangkat": _typed(_hours(leaves)), "gelombang": "1",
        "jalur": "darat", "rute": "Jalan Lintas", "pengemudi": "Pak Contoh", "sunyi": "60", "kunci": str(uuid4()),
        "t-TOTAL_FORMS": str(len(stops) + 1), "t-INITIAL_FORMS": "0",
    }  # fmt: skip
    for number, (place, after, boxes) in enumerate(stops):
        data |= {f"t-{number}-tujuan": place, f"t-{number}-tiba": _typed(_hours(after)), f"t-{number}-kotak": boxes}
    return data | more


def _pass(giver: Holder, receiver: Holder, cast: Cast, codes: tuple[str, ...] = BOXES) -> None:
    made = uuid4()
    for side, who in ((Side.PEMBERI, "staf"), (Side.PENERIMA, "gudang")):
        told = Statement(made, side, giver, receiver, tuple(Seen(code) for code in codes), timezone.now())
        actions.confirm(told, key=uuid4(), actor=cast.actor(who))


def _planned(cast: Cast, store: Holder, *, leaves: float = -3, arrives: float = -1, **more: object) -> Movement:
    aim = Aim(holder(f"ppk:{HULU}", cast.election), _hours(arrives))
    return actions.plan_movement(store, "antar", Plan(_hours(leaves), (aim,), **more), actor=cast.actor("staf"))


def test_a_truck_takes_boxes_past_the_ppk_to_a_pps_and_a_ppk(
    cast: Cast, ground: Ground, as_person: Sign, store: Holder
) -> None:
    staff, ppk, pps = as_person("staf"), as_person("sekretariat-hulu"), holder(f"pps:{PASAR}", cast.election)
    town = holder(f"ppk:{HULU}", cast.election)
    assert "Belum ada perjalanan" in staff.get(ROAD).content.decode()
    data = _form(store, (pps.name, 2, "2"), (town.key, 3, ""), kendaraan=ground.truck.pk, pengawal=ground.squad.pk)
    more = staff.post(f"{ROAD}baru/", data | {"tambah": "1"})
    assert more.status_code == 200 and b"t-6-tujuan" in more.content and Movement.objects.count() == 0
    made = staff.post(f"{ROAD}baru/", data)
    assert made.status_code == 302
    # The form sent twice is one movement, booked once.
    assert staff.post(f"{ROAD}baru/", data)["Location"] == made["Location"]
    row = Movement.objects.get()
    assert Booking.objects.active().filter(subject=row.subject).count() == 2
    assert [str(stop.holder) for stop in row.stops.order_by("number")] == [pps.name, town.name]
    url = row.get_absolute_url()
    leave = {"perbuatan": "berangkat", "pada": _typed(timezone.now())}
    refused = staff.post(url, leave)
    assert refused.status_code == 422 and "Belum ada kotak yang dimuat" in refused.content.decode()
    _pass(store, row.holder, cast)
    # Only who lets vehicles leave from there departs it; who receives may look.
    assert ppk.post(url, leave).status_code == 403 and ppk.get(url).status_code == 200
    assert staff.post(url, leave).status_code == 302
    row.refresh_from_db()
    assert row.state == MovementState.BERANGKAT
    paper = staff.get(f"{url}surat-jalan.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert BOXES[0] in str(row.document.in_force.content) and "Pak Contoh" in str(row.document.in_force.content)
    assert "Pak Contoh" not in "".join(Entry.objects.values_list("payload", flat=True))
    first, second = row.stops.order_by("number")
    there = {"perbuatan": "tiba", "tujuan": str(second.uuid), "pada": _typed(timezone.now())}
    assert ppk.post(url, there).status_code == 302 and ppk.post(url, there).status_code == 302
    assert staff.post(url, {"perbuatan": "selesai"}).status_code == 422
    assert staff.post(url, there | {"tujuan": str(first.uuid)}).status_code == 302
    left = staff.post(url, {"perbuatan": "selesai"})
    assert left.status_code == 422 and "Masih ada 2 kotak" in left.content.decode()
    _pass(row.holder, pps, cast)
    assert ppk.post(url, {"perbuatan": "selesai"}).status_code == 403
    assert staff.post(url, {"perbuatan": "selesai"}).status_code == 302
    assert Container.objects.filter(holder=pps).count() == 2
    page = staff.get(url).content.decode()
    assert "selesai" in page and "Tutup perjalanan" not in page
    assert verify()[0] is None


def test_a_booked_truck_is_taken_only_by_who_knows(cast: Cast, ground: Ground, as_person: Sign, store: Holder) -> None:
    staff, town = as_person("staf"), holder(f"ppk:{HULU}", cast.election)
    data = _form(store, (town.name, 3, ""), kendaraan=ground.truck.pk)
    first = staff.post(f"{ROAD}baru/", data)
    again = data | {"kunci": str(uuid4())}
    clash = staff.post(f"{ROAD}baru/", again)
    assert clash.status_code == 422 and "Tetap pakai" in clash.content.decode() and Movement.objects.count() == 1
    assert staff.post(f"{ROAD}baru/", again | {"tabrakan": "on"}).status_code == 302
    url = first["Location"]
    assert staff.post(url, {"perbuatan": "batal", "alasan": ""}).status_code == 422
    assert staff.post(url, {"perbuatan": "batal", "alasan": "Truk mogok"}).status_code == 302
    assert Booking.objects.active().count() == 1
    assert staff.get(f"{url}ubah/").status_code == 302


def test_a_plan_changes_until_it_leaves(cast: Cast, ground: Ground, as_person: Sign, store: Holder) -> None:
    staff = as_person("staf")
    town, other = (holder(f"ppk:{code}", cast.election) for code in (HULU, HILIR))
    url = staff.post(f"{ROAD}baru/", _form(store, (town.name, 3, "4"), kendaraan=ground.truck.pk))["Location"]
    page = staff.get(f"{url}ubah/").content.decode()
    assert town.name in page and "Pak Contoh" in page
    changed = _form(store, (other.name, 4, ""), rute="Lewat sungai", jalur="sungai")
    assert staff.post(f"{url}ubah/", changed).status_code == 302
    row = Movement.objects.get()
    assert [stop.holder for stop in row.stops.filter(is_active=True)] == [other] and row.vehicle is None
    assert Booking.objects.active().count() == 0
    assert staff.post(f"{url}ubah/", _form(store, (town.name, 5, ""))).status_code == 302
    assert [stop.holder for stop in row.stops.filter(is_active=True)] == [town]
    copy = staff.get(f"{ROAD}baru/?seperti={row.uuid}").content.decode()
    assert town.name in copy and "Jalan Lintas" in copy


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"dari": "Entah"}, "Pemegang tidak dikenal"), ({"t-0-tujuan": "Entah"}, "Pemegang tidak dikenal"),
        ({"t-0-tiba": ""}, "Isi kapan tiba"), ({"t-0-tiba": "besok"}, "t-0-tiba"), ({"berangkat": ""}, "berangkat"),
        ({"t-0-kotak": "-1"}, "t-0-kotak"), ({"t-0-kotak": "x"}, "t-0-kotak"), ({"gelombang": "0"}, "gelombang"),
        ({"t-TOTAL_FORMS": "0"}, "Isi 1 sampai"), ({"t-TOTAL_FORMS": "x"}, "t-TOTAL_FORMS"),
        ({"jalur": "udara"}, "jalur"), ({"kendaraan": "999"}, "kendaraan"), ({"sunyi": "1"}, "sunyi"),
        ({"rute": "x" * 300}, "rute"), ({"kunci": "x"}, "kunci"), ({"dari": "a\x00b"}, "dari"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_told_and_kept(
    cast: Cast, as_person: Sign, store: Holder, more: dict[str, str], told: str
) -> None:
    town = holder(f"ppk:{HULU}", cast.election)
    answer = as_person("staf").post(f"{ROAD}baru/", _form(store, (town.name, 3, "4")) | more)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert (Movement.objects.count() == 0 and "Jalan Lintas" in answer.content.decode()) or "rute" in more


def test_who_is_elsewhere_sees_nothing_and_who_only_looks_changes_nothing(
    cast: Cast, as_person: Sign, store: Holder
) -> None:
    row = _planned(cast, store)
    url = row.get_absolute_url()
    assert as_person("bawaslu").get(url).status_code == 200
    for step in ("berangkat", "kabar", "batal"):
        data = {"perbuatan": step, "pada": _typed(timezone.now()), "kabar": "Aman", "alasan": "x", "kunci": uuid4()}
        assert as_person("bawaslu").post(url, data).status_code == 403
    for who, status in (("sekretariat-hilir", 404), ("saksi-hulu", 403), ("tetangga", 404), ("asing", 404)):
        assert as_person(who).get(url).status_code == status, who
    assert as_person("bawaslu").get(f"{ROAD}baru/").status_code == 403
    # A PPK lets vehicles leave from its own places, not from the warehouse.
    town = holder(f"ppk:{HULU}", cast.election)
    form = _form(store, (town.name, 3, ""))
    assert as_person("sekretariat-hulu").post(f"{ROAD}baru/", form).status_code == 422
    back = _form(town, (store.name, 3, ""), keperluan="kembali")
    assert as_person("sekretariat-hulu").post(f"{ROAD}baru/", back).status_code == 302


def test_late_and_silent_vehicles_are_told_to_whoever_waits(cast: Cast, as_person: Sign, store: Holder) -> None:
    ppk, far = as_person("sekretariat-hulu"), as_person("sekretariat-hilir")
    row = _planned(cast, store, leaves=-3, arrives=2)
    assert "terlambat berangkat, 3 jam" in ppk.get(ROAD).content.decode()
    _pass(store, row.holder, cast)
    actions.depart(row, at=_hours(-3), actor=cast.actor("staf"))
    # The hand-over a moment ago is a sign of life.
    assert "tanpa kabar" not in ppk.get(ROAD).content.decode()
    row.refresh_from_db()
    ((_row, _stops, alarm),) = with_alarms([row], _hours(1.5))
    assert alarm and alarm.kind == "sunyi"
    ((_row, _stops, alarm),) = with_alarms([row], _hours(2.5))
    assert alarm and alarm.kind == "terlambat" and str(alarm.stop.holder).startswith("PPK")
    url = row.get_absolute_url()
    sign = {"perbuatan": "kabar", "kabar": "Ban bocor, lanjut 20 menit lagi", "kunci": str(uuid4())}
    assert ppk.post(url, sign).status_code == 302 and ppk.post(url, sign).status_code == 302
    assert row.signs.count() == 1 and "Ban bocor" in ppk.get(url).content.decode()
    ((_row, _stops, alarm),) = with_alarms([row], _hours(0.5))
    assert alarm is None
    QuerySet(Stop).filter(movement=row).update(planned_at=_hours(-1))
    assert "terlambat tiba di PPK" in ppk.get(ROAD).content.decode()
    assert "terlambat" in ppk.get("/").content.decode() and "terlambat tiba" not in far.get("/").content.decode()


def test_an_alarm_is_written_once_to_the_commission_and_to_the_escort(
    cast: Cast, ground: Ground, store: Holder
) -> None:
    region = Region.objects.get(pk=KABUPATEN)
    add_institution(kind="kpu", name="KPU Talang Maju", region=region, email="kpu@contoh.id", actor=ground.clerk)
    change_institution(ground.police, email="polres@contoh.id", actor=ground.clerk)
    row = _planned(cast, store, leaves=-1, arrives=2, escort=ground.squad)
    before = _planned(cast, store, leaves=30, arrives=40)
    assert send_due_reminders() == 2 and send_due_reminders() == 0
    assert set(Message.objects.values_list("to", flat=True)) == {"kpu@contoh.id", "polres@contoh.id"}
    assert "terlambat berangkat" in Message.objects.first().body
    assert Message.objects.filter(about=before.subject).count() == 0
    _pass(store, row.holder, cast)
    actions.depart(row, at=_hours(-1), actor=cast.actor("staf"))
    # On the road it is silent, and later it is late: another letter for each.
    assert send_due_reminders(_hours(1.2)) == 2 and send_due_reminders(_hours(1.4)) == 0
    assert send_due_reminders(_hours(2.5)) == 2 and Message.objects.filter(about=row.subject).count() == 6


def test_the_past_of_a_movement_stays(cast: Cast, store: Holder) -> None:
    row = _planned(cast, store)
    _pass(store, row.holder, cast)
    actions.depart(row, at=_hours(-2), actor=cast.actor("staf"))
    stop = row.stops.get()
    with pytest.raises(RuleError):
        actions.arrive(stop, at=_hours(-2.5), actor=cast.actor("staf"))
    with pytest.raises(RuleError):
        actions.arrive(stop, at=_hours(1), actor=cast.actor("staf"))
    actions.arrive(stop, at=_hours(-1), actor=cast.actor("staf"))
    for model, key, change in (
        (Movement, row.pk, {"departed_at": _hours(-1)}), (Movement, row.pk, {"state": "direncanakan"}),
        (Movement, row.pk, {"origin_id": stop.holder_id}), (Stop, stop.pk, {"arrived_at": None}),
        (Stop, stop.pk, {"planned_at": _hours(5)}),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            QuerySet(model).filter(pk=key).update(**change)


def test_a_wave_is_told_to_the_police_by_two_people(cast: Cast, ground: Ground, as_person: Sign, store: Holder) -> None:
    _planned(cast, store, leaves=2, arrives=4, vehicle=ground.truck, escort=ground.squad)
    url = f"{ROAD}antar/1/"
    staff, chair = as_person("staf"), as_person("ketua")
    assert staff.post(url, {"perbuatan": "sahkan"}).status_code == 403
    assert chair.post(url, {"perbuatan": "sahkan"}).status_code == 422
    assert staff.post(url, {"perbuatan": "susun"}).status_code == 302
    assert staff.post(url, {"perbuatan": "susun"}).status_code == 302
    assert chair.post(url, {"perbuatan": "sahkan"}).status_code == 302
    page = chair.get(url).content.decode()
    assert "disahkan" in page and "-SD/9901/" in page
    assert chair.get(f"{url}pemberitahuan.pdf").content.startswith(b"%PDF")
    assert as_person("sekretariat-hulu").get(url).status_code == 404
    assert staff.get(f"{ROAD}antar/7/").status_code == 200 and staff.get(f"{ROAD}terbang/1/").status_code == 404
    assert staff.post(f"{ROAD}antar/7/", {"perbuatan": "susun"}).status_code == 422


def test_pages_ask_as_much_of_one_truck_as_of_many(cast: Cast, as_person: Sign, store: Holder) -> None:
    client, row = as_person("staf"), _planned(cast, store, leaves=-2, arrives=4)
    addresses = (ROAD, row.get_absolute_url(), f"{ROAD}antar/1/")
    client.get(ROAD)
    before = [_queries(client, url) for url in addresses]
    for number in range(6):
        _planned(cast, store, leaves=-number, arrives=number + 1)
    _pass(store, row.holder, cast, tuple(Container.objects.filter(holder=store).values_list("code", flat=True)[:9]))
    after = [_queries(client, url) for url in addresses]
    assert all(late <= early + 3 for early, late in zip(before, after, strict=True)), (before, after)
    assert max(after) <= 32


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_directory_rows_of_elsewhere_are_no_choice(cast: Cast, as_person: Sign, store: Holder) -> None:
    assert Vehicle.objects.count() == Unit.objects.count() == 0
    page = as_person("staf").get(f"{ROAD}baru/").content.decode()
    assert "tanpa kendaraan dari direktori" in page


def test_a_vehicle_that_is_an_hour_late_opens_one_incident_by_itself(
    cast: Cast, as_person: Sign, store: Holder
) -> None:
    row = _planned(cast, store, leaves=-0.9, arrives=2)
    send_due_reminders()
    assert not Incident.objects.exists(), "not yet an hour"
    send_due_reminders(_hours(0.2))
    found = Incident.objects.get()
    assert (found.kind, found.about, found.is_automatic, found.state) == ("terlambat", row.subject, True, "terbuka")
    told = Entry.objects.get(action=IncidentAction.OPENED)
    assert (told.actor, told.role) == ("", "sistem") and "Pak" not in told.payload and found.note_count == 1
    page = as_person("staf").get(row.get_absolute_url()).content.decode()
    assert found.label in page and f"/insiden/{found.uuid}/" in page
    assert row.get_absolute_url() in as_person("staf").get(f"/insiden/{found.uuid}/").content.decode()
    # Still late, by another stop too, and closed meanwhile: it is not opened again, nor is anything added.
    incidents.take_up(found, actor=cast.actor("staf"))
    incidents.close(found, result="tiba", text="Berangkat sesudah hujan.", actor=cast.actor("staf"))
    _pass(store, row.holder, cast)
    actions.depart(row, at=_hours(-0.1), actor=cast.actor("staf"))
    send_due_reminders(_hours(4))
    found.refresh_from_db()
    assert (Incident.objects.count(), found.state, found.note_count) == (1, "selesai", 3)
    assert verify()[0] is None


def test_silence_and_what_arrived_meanwhile_open_nothing(cast: Cast, store: Holder) -> None:
    row = _planned(cast, store, leaves=-3, arrives=-2)
    _pass(store, row.holder, cast)
    actions.depart(row, at=_hours(-3), actor=cast.actor("staf"))
    stale = Movement.objects.select_related("election", "origin", "holder", "vehicle").get(pk=row.pk)
    actions.arrive(row.stops.get(), at=_hours(-1), actor=cast.actor("staf"))
    assert open_late([stale], timezone.now()) == 0
    silent = _planned(cast, store, leaves=-3, arrives=9)
    _pass(store, silent.holder, cast, (f"{TPS_1}-DPRDKAB",))
    actions.depart(silent, at=_hours(-3), actor=cast.actor("staf"))
    send_due_reminders(_hours(5))
    assert not Incident.objects.filter(about=silent.subject).exists()


@pytest.mark.parametrize(("who", "sees"), [("staf", True), ("sekretariat-hulu", True), ("bawaslu", False)])
def test_an_incident_of_a_vehicle_is_reported_from_its_page(
    cast: Cast, as_person: Sign, store: Holder, who: str, sees: bool
) -> None:
    row = _planned(cast, store, leaves=1, arrives=2)
    client = as_person(who)
    page = client.get(row.get_absolute_url()).content.decode()
    begins = f"/insiden/baru/?jenis=kecelakaan&amp;asal=logistics.movement%3A{row.uuid}"
    assert (begins in page) == sees
    if not sees:
        return
    form = client.get("/insiden/baru/", {"jenis": "kecelakaan", "asal": row.subject, "judul": "Truk"})
    assert f'value="{row.subject}"' in form.content.decode()
    region = Region.objects.get(pk=HULU)
    told = incidents.Report(kind="kecelakaan", what="Terguling di tikungan.", election=cast.election, region=region,
                            occurred_at=_hours(-1), about=row.subject,
                            details={"kendaraan": "BG 1", "muatan": "utuh"})  # fmt: skip
    made = incidents.report(told, actor=cast.actor("staf"))
    assert made.label in client.get(row.get_absolute_url()).content.decode()
