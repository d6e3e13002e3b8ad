"""Goods between our own warehouses, and ballots for a repeated vote: in both books, by a decision, never from nothing."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electcoord.common.errors import RuleError
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from logistics import actions
from logistics.accounts import IN_STORE, Account
from logistics.actions.stock import Line, entry, post
from logistics.ledger_actions import StockAction
from logistics.models import Lot, PsuIssue, Relocation, StockMove, Warehouse
from logistics.selectors import stock
from logistics.selectors.stock import Balance
from tests.cast import TPS_1, Cast
from tests.logistics.store import ballots, lot, received, warehouse, yesterday

A = Account
Sign = Callable[[str | None], Client]


@pytest.fixture
def stores(cast: Cast) -> tuple[Warehouse, Warehouse]:
    """100 good ballots in the first, 900 unsorted; nothing in the second."""
    here, there = warehouse(cast), warehouse(cast, "Asrama Haji")
    received(cast, here, ballots(cast, 1000))
    actions.sort(lot(cast), here, day=yesterday(), workers=2, good=100, damage={}, actor=cast.actor("staf"))
    return here, there


def page_of(one: Lot) -> str:
    return reverse("logistics:lot", args=[one.election.slug, one.uuid])


def form(here: Warehouse, there: Warehouse | None = None, **more: Any) -> dict[str, Any]:
    plain = {"kunci": str(uuid4()), "gudang": str(here.uuid), "tanggal": str(yesterday()), "jumlah": "40"}
    if there:
        plain |= {"perbuatan": "antargudang", "gudang_tujuan": str(there.uuid), "bagian": "baik", "alasan": "penuh"}
    return plain | more


def test_goods_go_to_another_warehouse_in_both_books(cast: Cast, as_person: Sign, stores: tuple) -> None:
    here, there = stores
    one, staff = lot(cast), as_person("staf")
    data = form(here, there)
    for _twice in range(2):
        assert staff.post(page_of(one), data).status_code == 302
    assert Relocation.objects.get().quantity == 40
    assert (stock.held(one, here)[A.BAIK], stock.held(one, there)[A.BAIK]) == (60, 40)
    whole = stock.held(one)
    assert (whole[A.BAIK], whole[A.ANTARGUDANG]) == (100, 0)
    balance = Balance.of(whole)
    assert (balance.received, balance.unexplained, balance.between) == (1000, 0, 0)
    told = json.loads(Entry.objects.get(action=StockAction.RELOCATED).payload)
    assert (told["asal"], told["tujuan"], len(told["pindahan"])) == (here.name, there.name, 2)
    assert "Pergeseran antargudang" in staff.get(page_of(one)).content.decode()
    # Back again, and packing or destruction may take it from there: it is the warehouse's own.
    assert staff.post(page_of(one), form(there, here)).status_code == 302
    assert stock.held(one, there)[A.BAIK] == 0 and verify()[0] is None


@pytest.mark.parametrize(
    ("change", "says"),
    [({"jumlah": "101"}, "tercatat 100, diminta 101"), ({"jumlah": "0"}, "Tulis berapa"), ({"alasan": " "}, "Alasan"),
     ({"gudang_tujuan": ""}, "Pilih gudangnya"), ({"bagian": "terkemas"}, "Pilih bagian"), ({"bagian": "x"}, "bagian"),
     ({"tanggal": "2099-01-01"}, "belum tiba"), ({"jumlah": "-1"}, "Jumlah"), ({"same": "1"}, "tidak boleh sama")],
)  # fmt: skip
def test_what_cannot_be_moved_is_refused_and_kept(
    cast: Cast, as_person: Sign, stores: tuple, change: dict, says: str
) -> None:
    here, there = stores
    sent = form(here, here if "same" in change else there, **change)
    response = as_person("staf").post(page_of(lot(cast)), sent)
    assert response.status_code == 422 and says in response.content.decode()
    assert not Relocation.objects.exists() and not StockMove.objects.filter(to_account=A.ANTARGUDANG).exists()


@pytest.mark.parametrize(("who", "status"), [("staf", 302), ("gudang", 403), ("ketua-hulu", 404), (None, 302)])
def test_planners_move_goods_between_warehouses(
    cast: Cast, as_person: Sign, stores: tuple, who: str | None, status: int
) -> None:
    assert as_person(who).post(page_of(lot(cast)), form(*stores)).status_code == status
    assert Relocation.objects.exists() == (who == "staf")


def _post(cast: Cast, *lines: Line, subject: str = "") -> None:
    with transaction.atomic(), entry(
        StockAction.RELOCATED, cast.election, cast.actor("staf"), subject or lines[0].lot.subject, lines
    ) as deed:  # fmt: skip
        post(deed, lines)


def test_the_database_takes_up_only_what_the_same_deed_sent(cast: Cast, stores: tuple) -> None:
    here, there = stores
    one = lot(cast)
    out, back = Line(one, here, A.BAIK, A.ANTARGUDANG, 30), Line(one, there, A.ANTARGUDANG, A.BAIK, 30)
    for lines in (
        (back,), (out, Line(one, there, A.ANTARGUDANG, A.BAIK, 31)), (out, Line(one, there, A.ANTARGUDANG, A.PSU, 30)),
        (out, Line(one, here, A.ANTARGUDANG, A.BAIK, 30)), (out, back, back), (back, out),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="tidak dikirim gudang lain"):
            _post(cast, *lines)
    _post(cast, out, back)
    with pytest.raises(IntegrityError, match="tidak dikirim gudang lain"):
        _post(cast, back)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from(IN_STORE), st.integers(1, 60)), min_size=1, max_size=12))
def test_whatever_goes_between_warehouses_nothing_appears_or_vanishes(cast: Cast, stores: tuple, steps: list) -> None:
    one = lot(cast)
    with transaction.atomic():
        before = stock.held(one)
        told = {store.pk: stock.held(one, store) for store in stores}
        for goes, account, quantity in steps:
            source, target = stores if goes else reversed(stores)
            fits = told[source.pk][account] >= quantity
            try:
                actions.relocate(one, source, target, account=account, quantity=quantity, reason="uji",
                                 day=yesterday(), actor=cast.actor("staf"))  # fmt: skip
            except RuleError:
                assert not fits
                continue
            assert fits
            for store, sign in ((source, -1), (target, 1)):
                told[store.pk][account] += sign * quantity
        assert stock.held(one) == before
        for store in stores:
            held = stock.held(one, store)
            assert {account: held[account] for account in IN_STORE} == {
                account: told[store.pk][account] for account in IN_STORE
            }
            assert all(held[account] >= 0 for account in IN_STORE)
        transaction.set_rollback(True)


# The stock for a repeated vote


@pytest.fixture
def kept(cast: Cast, stores: tuple) -> tuple[Lot, Warehouse]:
    """80 of them set apart."""
    one = lot(cast)
    actions.mark_psu(one, stores[0], 80, actor=cast.actor("staf"))
    return one, stores[0]


def issue(store: Warehouse, **more: str) -> dict[str, Any]:
    plain = {"perbuatan": "keluar-psu", "tps": TPS_1, "keputusan": "Keputusan KPU 12/2029"}
    return form(store) | plain | more


def test_a_decided_psu_takes_from_its_stock_and_stands_in_the_balance(
    cast: Cast, as_person: Sign, kept: tuple[Lot, Warehouse]
) -> None:
    one, store = kept
    staff, data = as_person("staf"), issue(store)
    for _twice in range(2):
        assert staff.post(page_of(one), data).status_code == 302
    row = PsuIssue.objects.get()
    assert (row.quantity, row.tps.code, row.decision) == (40, TPS_1, "Keputusan KPU 12/2029")
    balance = Balance.of(stock.held(one))
    assert (balance.psu, balance.psu_issued, balance.unexplained) == (40, 40, 0)
    assert balance.accounted == 80
    page = " ".join(staff.get(page_of(one)).content.decode().split())
    assert "Keputusan KPU 12/2029" in page and TPS_1 in page and "sudah disisihkan 80" in page
    assert "dikeluarkan 40" in " ".join(staff.get("/logistik/talang/stok/").content.decode().split())
    assert Entry.objects.filter(action=StockAction.PSU_ISSUED, payload__contains="12/2029").count() == 1
    assert verify()[0] is None


@pytest.mark.parametrize(
    ("change", "says"),
    [({"keputusan": ""}, "Nomor Keputusan KPU"), ({"tps": "9901011001999"}, "TPS tidak dikenal"), ({"tps": ""}, "TPS"),
     ({"jumlah": "81"}, "tercatat 80, diminta 81"), ({"jumlah": "0"}, "Tulis berapa")],
)  # fmt: skip
def test_without_a_decision_or_a_tps_nothing_leaves(
    cast: Cast, as_person: Sign, kept: tuple[Lot, Warehouse], change: dict, says: str
) -> None:
    response = as_person("staf").post(page_of(kept[0]), issue(kept[1], **change))
    assert response.status_code == 422 and says in response.content.decode()
    assert not PsuIssue.objects.exists() and stock.held(kept[0])[A.PSU] == 80


def test_ballots_of_a_dapil_go_to_its_own_tps(cast: Cast, kept: tuple[Lot, Warehouse]) -> None:
    store = kept[1]
    received(cast, store, ballots(cast, 50, key="dprd_kab_2"), note="SJ-9")
    with pytest.raises(RuleError, match="tidak memilih dalam kontes ini"):
        actions.issue_psu(lot(cast, "dprd_kab_2"), store, Tps.objects.get(election=cast.election, code=TPS_1),
                          quantity=1, decision="12", day=yesterday(), actor=cast.actor("staf"))  # fmt: skip


def test_the_database_wants_the_decision_behind_what_leaves(cast: Cast, kept: tuple[Lot, Warehouse]) -> None:
    one, store = kept
    line = Line(one, store, A.PSU, A.DIPAKAI_PSU, 5)
    with pytest.raises(IntegrityError, match="hanya dengan keputusan"):
        _post(cast, line)
    tps = Tps.objects.get(election=cast.election, code=TPS_1)
    row = actions.issue_psu(one, store, tps, quantity=5, decision="12", day=yesterday(), actor=cast.actor("staf"))
    with pytest.raises(IntegrityError, match="hanya dengan keputusan"):
        _post(cast, line, subject=row.subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        blank = PsuIssue(lot=one, warehouse=store, tps=tps, quantity=5, decision="", day=yesterday(), by="",
                         at=timezone.now())  # fmt: skip
        with entry(StockAction.PSU_ISSUED, cast.election, cast.actor("staf"), blank.subject, []):
            blank.save(force_insert=True)
