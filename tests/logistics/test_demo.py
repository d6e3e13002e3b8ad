"""The simulated logistics: what is shown on the eve of a vote and on the evening after one is really there."""

from collections.abc import Callable

import pytest
from django.test import Client

from electcoord.accounts import demo as accounts
from electcoord.accounts.models import User
from electcoord.directory import demo as directory
from electcoord.elections import demo as elections
from electcoord.elections.demo import SLUG, SMALL, SUSULAN
from electcoord.elections.models import Election
from electcoord.ledger.verification import verify
from electcoord.situation.models import Incident
from logistics import demo
from logistics.models import Container, Custody, Destruction, Lot, Movement, Seal
from logistics.selectors import stock

Door = Callable[[str], str]


@pytest.fixture
def door(db: None, client: Client) -> Door:
    elections.load(SMALL)
    elections.load_calendar()
    accounts.seed()
    directory.seed()
    demo.seed()
    client.force_login(User.objects.get(username="staf"))

    def page(url: str) -> str:
        response = client.get(url, follow=True)
        assert response.status_code == 200, url
        return " ".join(response.content.decode().split())

    return page


def test_the_eve_of_the_susulan_and_the_evening_of_the_pemilu(door: Door) -> None:
    eve, pemilu = (Election.objects.get(slug=slug) for slug in (SUSULAN, SLUG))
    boxes = Container.objects.filter(election=eve)
    # Most boxes are delivered and sealed; the vehicle that is late has the others.
    assert boxes.count() == boxes.filter(state="disegel").count() == eve.tps.count()
    delivered = boxes.filter(holder__kind__in=("ppk", "pps", "kpps")).count()
    late = Movement.objects.get(election=eve, state="berangkat")
    assert delivered > boxes.count() / 2 and boxes.filter(holder=late.holder).count() == boxes.count() - delivered
    road = door(f"/logistik/{SUSULAN}/perjalanan/")
    assert "terlambat tiba di PPK" in road and late.vehicle.plate in road
    kinds = sorted(Incident.objects.filter(election=eve).values_list("kind", flat=True))
    assert kinds == ["segel_rusak", "tertukar"]
    board = door(f"/insiden/?pemilu={SUSULAN}")
    assert "segel rusak" in board.lower() and "surat suara tertukar" in board.lower()
    # Damaged and excess ballots are gone, those for a PSU are kept apart, the rest is in the boxes.
    for lot in Lot.objects.filter(election=eve, contest__isnull=False).select_related("contest", "election"):
        held = stock.held(lot)
        assert (held["baik"], held["rusak"], held["psu"]) == (0, 0, 1000) and held["terkemas"] > 0
    assert Destruction.objects.filter(election=eve).count() == 1 and Seal.objects.filter(election=eve).exists()

    missing = door(f"/logistik/{SLUG}/kembali/?tampil=daftar")
    left = Container.objects.filter(election=pemilu, holder__kind__in=("pps", "kpps"))
    assert left.count() == 3 and all(row.code in missing for row in left)
    assert Movement.objects.filter(election=pemilu, purpose="kembali", state="berangkat").count() == 2
    assert "tanpa kabar" in door(f"/logistik/{SLUG}/perjalanan/") or "terlambat" in door(
        f"/logistik/{SLUG}/perjalanan/"
    )
    passed = Custody.objects.count()
    demo.seed()
    assert Custody.objects.count() == passed
    assert verify()[0] is None
