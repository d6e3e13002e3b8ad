"""Stock: nothing appears or vanishes (reliability J2), and the balance of regulations H.6 closes or names its gap."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.ledger.verification import verify
from logistics import actions
from logistics.accounts import IN_STORE, MOVES, SOURCES, Account, Damage
from logistics.actions import Arrived, Witness, destruction
from logistics.actions.stock import Line, entry
from logistics.ledger_actions import StockAction
from logistics.models import Destruction, Lot, Receipt, StockMove
from logistics.selectors import stock
from logistics.selectors.stock import Balance
from tests.cast import TPS_1, Cast
from tests.logistics.store import ballots, lot, move, received, warehouse, yesterday

A = Account
POLRI = Witness("Andi Wijaya", "Polres Talang Maju", "polri")
BAWASLU = Witness("Budi Santoso", "Bawaslu Talang Maju", "bawaslu")


def test_a_receipt_books_what_was_counted_and_numbers_its_bttb(cast: Cast) -> None:
    store = warehouse(cast)
    row = received(cast, store, ballots(cast, 1000, 990, 7), Arrived("kotak-suara", None, 30, 32))
    held = stock.held(lot(cast), store)
    assert (held[A.BELUM_DISORTIR], held[A.RUSAK], held[A.PERCETAKAN]) == (983, 7, -990)
    boxes = stock.held(lot(cast, None, "kotak-suara"), store)
    assert (boxes[A.BAIK], boxes[A.BELUM_DISORTIR]) == (32, 0), "only ballots are sorted"
    version = row.document.in_force
    assert version.register_number.text == f"1/PP.08-BTTB/9901/{yesterday().year}"
    assert version.pdf_sha256
    [told] = [b["baris"] for b in version.content["blok"] if b["jenis"] == "tabel"]
    assert [line[-1] for line in told] == ["kurang 10", "lebih 2"]
    deed = json.loads(Entry.objects.get(action=StockAction.RECEIVED).payload)
    assert deed["barang"][0] == {"barang": "surat-suara/ppwp", "surat_jalan": 1000, "dihitung": 990, "rusak": 7}
    assert verify()[0] is None


def test_what_is_short_makes_a_letter_that_somebody_else_approves(cast: Cast) -> None:
    row = received(cast, warehouse(cast), ballots(cast, 100, 90, 2), ballots(cast, 50, key="dprd_kab_1"))
    assert row.request.latest.is_draft
    with pytest.raises(RuleError, match="pejabat lain"):
        actions.approve_request(row, actor=cast.actor("gudang"))
    version = actions.approve_request(row, actor=cast.actor("ketua"))
    assert version.register_number.kind.code == "SD"
    [told] = [b["baris"] for b in version.content["blok"] if b["jenis"] == "tabel"]
    assert len(told) == 1, "only what is wanting is asked for"
    assert told[0][-3:] == ["10", "2", "12"]
    with pytest.raises(RuleError, match="sudah disahkan"):
        actions.approve_request(row, actor=cast.actor("ketua"))
    whole = received(cast, row.warehouse, ballots(cast, 5), note="SJ-2")
    assert whole.request is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lines": []}, "paling sedikit satu barang"),
        ({"day": timezone.localdate() + timedelta(days=2)}, "belum tiba"),
        ({"day": date(2020, 1, 1)}, "tidak dipakai pada"),
        ({"delivery_note": " "}, "surat jalan wajib diisi"),
        ({"lines": [Arrived("emas", None, 1, 1)]}, "tidak dikenal"),
        ({"lines": [Arrived("tinta", None, 0, 0)]}, "isi jumlahnya"),
        ({"lines": [Arrived("tinta", None, 5, 5, 6)]}, "lebih banyak dari yang dihitung"),
        ({"lines": [Arrived("tinta", None, 5, -1)]}, "bilangan bulat"),
        ({"lines": [Arrived("tinta", None, 5, 5), Arrived("tinta", None, 5, 5)]}, "dua baris"),
        ({"lines": [Arrived("surat-suara", None, 5, 5)]}, "pilih kontesnya"),
    ],
)
def test_a_receipt_that_makes_no_sense_leaves_no_trace(cast: Cast, change: dict, sentence: str) -> None:
    store = warehouse(cast)
    before = Entry.objects.count()
    plain = {"delivery_note": "SJ-1", "day": yesterday(), "lines": [Arrived("tinta", None, 5, 5)]}
    with pytest.raises(RuleError, match=sentence):
        actions.receive(election=cast.election, warehouse=store, printer="PT", actor=cast.actor("staf"),
                        **{**plain, **change})  # fmt: skip
    assert (Entry.objects.count(), Receipt.objects.count(), Lot.objects.count()) == (before, 0, 0)


def test_a_surat_jalan_counts_once(cast: Cast) -> None:
    store, key = warehouse(cast), uuid4()
    same = {"election": cast.election, "warehouse": store, "printer": "PT", "delivery_note": "SJ-9", "day": yesterday(),
            "actor": cast.actor("staf"), "key": key}  # fmt: skip
    first = actions.receive(lines=[ballots(cast, 10)], **same)
    assert actions.receive(lines=[ballots(cast, 10)], **same) == first
    with pytest.raises(ConflictError):
        actions.receive(lines=[ballots(cast, 11)], **same)
    with pytest.raises(RuleError, match="sudah dicatat"):
        actions.receive(lines=[ballots(cast, 10)], **{**same, "key": uuid4()})
    assert stock.held(lot(cast))[A.BELUM_DISORTIR] == 10


def test_sorting_takes_as_much_as_it_gives(cast: Cast) -> None:
    store = warehouse(cast)
    received(cast, store, ballots(cast, 500))
    row = actions.sort(lot(cast), store, day=yesterday(), workers=12, good=395,
                       damage={Damage.SOBEK: 3, Damage.NODA: 2, Damage.WARNA: 0}, actor=cast.actor("gudang"))  # fmt: skip
    assert (row.taken, row.damaged, row.damage) == (400, 5, {"noda": 2, "sobek": 3})
    held = stock.held(lot(cast), store)
    assert (held[A.BELUM_DISORTIR], held[A.BAIK], held[A.RUSAK]) == (100, 395, 5)
    for change, sentence in (
        ({"good": 101}, "tinggal 100"), ({"good": 0}, "Tulis berapa"), ({"workers": 0}, "Jumlah petugas"),
        ({"damage": {"gigitan": 1}}, "tidak dikenal"),
    ):  # fmt: skip
        plain = {"day": yesterday(), "workers": 3, "good": 10, "damage": {}, "actor": cast.actor("gudang")}
        with pytest.raises(RuleError, match=sentence):
            actions.sort(lot(cast), store, **{**plain, **change})


def test_the_stock_for_a_repeated_vote_has_its_measure_and_stays(cast: Cast) -> None:
    store = warehouse(cast)
    received(cast, store, ballots(cast, 3000))
    one = lot(cast)
    actions.sort(one, store, day=yesterday(), workers=9, good=3000, damage={}, actor=cast.actor("gudang"))
    actions.mark_psu(one, store, 600, actor=cast.actor("staf"))
    with pytest.raises(RuleError, match=r"menurut profil 1\.000 lembar; sudah disisihkan 600"):
        actions.mark_psu(one, store, 401, actor=cast.actor("staf"))
    actions.mark_psu(one, store, 400, actor=cast.actor("staf"))
    for target in (A.TERKEMAS, A.DIMUSNAHKAN, A.BAIK):
        with pytest.raises(RuleError, match="tidak dapat dipindahkan"), transaction.atomic():
            move(cast, one, store, A.PSU, target, 1)
    assert stock.held(one)[A.PSU] == 1000


def test_a_difference_is_booked_by_a_second_person(cast: Cast) -> None:
    store = warehouse(cast)
    received(cast, store, Arrived("tinta", None, 100, 100))
    one = lot(cast, None, "tinta")
    plain = {"account": A.BAIK, "day": yesterday(), "actor": cast.actor("gudang")}
    assert actions.count_stock(one, store, counted=100, **plain).state == "cocok"
    old = actions.count_stock(one, store, counted=90, **plain)
    row = actions.count_stock(one, store, counted=97, **plain)
    old.refresh_from_db()
    assert (old.state, row.state, row.difference) == ("diganti", "selisih", -3)
    assert stock.held(one)[A.BAIK] == 100, "nothing is corrected before somebody decides"
    for who, reason, sentence in (
        ("gudang", "sudah dicari ke mana-mana", "orang lain"), ("staf", "hilang", "paling sedikit"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=sentence):
            actions.book_count(row, reason=reason, actor=cast.actor(who))
    actions.book_count(row, reason="tidak ditemukan setelah dicari", actor=cast.actor("staf"))
    held = stock.held(one)
    assert (held[A.BAIK], held[A.HILANG]) == (97, 3)
    with pytest.raises(RuleError, match="sudah dibukukan"):
        actions.book_count(row, reason="tidak ditemukan setelah dicari", actor=cast.actor("staf"))
    more = actions.count_stock(one, store, counted=102, **plain)
    actions.book_count(more, reason="tiga kembali, dua dari kiriman lama", actor=cast.actor("staf"))
    held = stock.held(one)
    assert (held[A.BAIK], held[A.HILANG], held[A.DITEMUKAN]) == (102, 0, -2)
    [(_, balance)] = stock.balances(cast.election)
    assert not balance.is_closed
    assert ("ditemukan lebih", 2) in balance.parts
    assert balance.unexplained == 0


def test_goods_go_to_and_come_from_another_regency_by_order(cast: Cast) -> None:
    store = warehouse(cast)
    received(cast, store, Arrived("tinta", None, 10, 10))
    one = lot(cast, None, "tinta")
    plain = {"party": "KPU Kabupaten Sebelah", "order": "Surat KPU Provinsi 12/2026", "day": yesterday(),
             "actor": cast.actor("staf")}  # fmt: skip
    actions.transfer(one, store, is_outward=True, quantity=4, **plain)
    actions.transfer(one, store, is_outward=False, quantity=3, **plain)
    with pytest.raises(RuleError, match="tercatat 9, diminta 10"):
        actions.transfer(one, store, is_outward=True, quantity=10, **plain)
    [(_, balance)] = stock.balances(cast.election)
    assert (balance.sent_away, balance.taken_in, balance.good, balance.unexplained) == (4, 3, 9, 0)


def _ready(cast: Cast, key: str, damaged: int, excess: int, used: int = 0) -> tuple[Lot, tuple[int, int]]:
    """Ballots of a contest sorted, `used` of them packed; what is damaged and in excess is left."""
    store = cast.store
    received(cast, store, ballots(cast, used + damaged + excess, key=key), note=f"SJ-{key}")
    one = lot(cast, key)
    actions.sort(one, store, day=yesterday(), workers=4, good=used + excess, damage={Damage.SOBEK: damaged},
                 actor=cast.actor("gudang"))  # fmt: skip
    if used:
        move(cast, one, store, A.BAIK, A.TERKEMAS, used)
    return one, (damaged, excess)


@pytest.fixture
def on_the_day_before(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> date:
    """The election's H-1 is yesterday."""
    monkeypatch.setattr(destruction, "due_days", lambda election: (yesterday(), yesterday()))
    cast.store = warehouse(cast)
    return yesterday()


def burn(cast: Cast, day: date, counted: dict[Lot, tuple[int, int]], **more: object) -> Destruction:
    plain = {"place": "Halaman gudang", "method": "dibakar", "witnesses": [POLRI, BAWASLU]}
    return actions.destroy(election=cast.election, warehouse=cast.store, day=day, counted=counted,
                           actor=cast.actor("staf"), **{**plain, **more})  # fmt: skip


def test_destruction_goes_to_zero_and_closes_the_balance(cast: Cast, on_the_day_before: date) -> None:
    ppwp = _ready(cast, "ppwp", 13, 20, used=500)
    dapil = _ready(cast, "dprd_kab_1", 9, 0, used=300)
    row = burn(cast, on_the_day_before, dict([ppwp, dapil]))
    assert row.warnings == []
    assert row.document.in_force.register_number.text.startswith("1/PP.08-BA/9901/")
    for one, balance in stock.ballot_balances(cast.election):
        assert balance.is_closed, one
        assert balance.parts == []
        assert balance.received == balance.accounted
    whole = stock.together(balance for _, balance in stock.ballot_balances(cast.election))
    assert (whole.received, whole.distributed, whole.destroyed) == (842, 800, 42)
    told = Entry.objects.get(action=StockAction.DESTROYED).payload
    assert "Andi" not in told and '"saksi":["bawaslu","polri"]' in told
    assert verify()[0] is None


def test_destruction_leaves_not_one_ballot(cast: Cast, on_the_day_before: date) -> None:
    one, _ = _ready(cast, "ppwp", 13, 20, used=500)
    for pair in ((12, 20), (13, 19), (14, 20), (13, 0)):
        with pytest.raises(RuleError, match="menurut buku"):
            burn(cast, on_the_day_before, {one: pair})
    with pytest.raises(RuleError, match="paling sedikit dari satu kontes"):
        burn(cast, on_the_day_before, {one: (0, 0)})
    with pytest.raises(RuleError, match="Tulis saksi"):
        burn(cast, on_the_day_before, {one: (13, 20)}, witnesses=[])
    with pytest.raises(RuleError, match="Tidak disaksikan Polri"):
        burn(cast, on_the_day_before, {one: (13, 20)}, witnesses=[BAWASLU])
    assert not Destruction.objects.exists()


def test_another_day_is_warned_of_and_written_down(cast: Cast, on_the_day_before: date) -> None:
    one, pair = _ready(cast, "ppwp", 1, 1)
    day = on_the_day_before - timedelta(days=1)
    with pytest.raises(RuleError, match="Pemusnahan tidak pada H-1"):
        burn(cast, day, {one: pair})
    row = burn(cast, day, {one: pair}, reason="gudang harus dikosongkan lebih awal")
    assert len(row.warnings) == 1
    assert "Alasan: gudang harus dikosongkan lebih awal" in json.dumps(row.document.in_force.content)


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        # Bangka Barat 2024: PPWP, DPR, DPD, DPRD provinsi, DPRD kabupaten dapil 1 to 4; Buleleng 2024.
        ([13, 486, 263, 216, 9, 10, 25, 52], 1074),
        ([3307, 5028], 8335),
    ],
)
def test_destroyed_ballots_add_up_as_the_news_told(parts: list[int], total: int) -> None:
    rows = [Balance(received=1000 + n, distributed=1000, destroyed=n) for n in parts]
    whole = stock.together(rows)
    assert whole.destroyed == total
    assert all(row.is_closed for row in [*rows, whole])
    left = stock.together([*rows, Balance(received=5, damaged=5)])
    assert (left.gap, left.parts, left.is_closed) == (5, [("rusak, belum dimusnahkan", 5)], False)


# The database alone


def _insert(cast: Cast, one: Lot, source: str, target: str, quantity: int, **more: object) -> None:
    """A row behind the back of the actions, with an entry that tells it."""
    line = Line(one, cast.store, A.BAIK, A.RUSAK, 1)
    with entry(StockAction.SORTED, cast.election, cast.actor("staf"), one.subject, [line]) as deed:
        values = {"subject": deed.subject, "entry": deed.uuid, "by": deed.actor.uuid, **more}
        StockMove(lot=one, warehouse=cast.store, from_account=source, to_account=target, quantity=quantity,
                  at=timezone.now(), **values).save(force_insert=True)  # fmt: skip


def test_the_database_refuses_every_move_that_the_table_does_not_hold(cast: Cast) -> None:
    """Every account holds enough, so nothing else stands in the way."""
    cast.store = warehouse(cast)
    received(cast, cast.store, ballots(cast, 100))
    one = lot(cast)
    move(cast, one, cast.store, A.BELUM_DISORTIR, A.BAIK, 90)
    for target in MOVES[A.BAIK]:
        move(cast, one, cast.store, A.BAIK, target, 5)
    tps = Tps.objects.get(election=cast.election, code=TPS_1)
    actions.issue_psu(one, cast.store, tps, quantity=2, decision="12", day=yesterday(), actor=cast.actor("staf"))
    tried = 0
    for source in Account:
        for target in Account:
            if target in MOVES[source]:
                continue
            with pytest.raises(IntegrityError, match="tidak diizinkan"), transaction.atomic():
                _insert(cast, one, source, target, 1)
            tried += 1
    assert tried == len(Account) ** 2 - sum(map(len, MOVES.values()))


def test_the_database_refuses_what_is_not_there_or_not_told(cast: Cast) -> None:
    cast.store = warehouse(cast)
    received(cast, cast.store, ballots(cast, 100))
    one = lot(cast)
    elsewhere = warehouse(cast, "Gudang Dua")
    for more, sentence in (
        ({"quantity": 101}, "melebihi"), ({"quantity": 0}, "quantity"), ({"entry": uuid4()}, "tidak sama"),
        ({"subject": "logistics.lot:lain"}, "tidak sama"), ({"by": str(uuid4())}, "tidak sama"),
        ({"warehouse": elsewhere}, "melebihi"),
    ):  # fmt: skip
        row = {"quantity": 5, **more}
        store, cast.store = cast.store, row.pop("warehouse", cast.store)
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            _insert(cast, one, A.BELUM_DISORTIR, A.BAIK, row.pop("quantity"), **row)
        cast.store = store
    _insert(cast, one, A.BELUM_DISORTIR, A.BAIK, 100)
    with pytest.raises(UnledgeredWriteError):
        StockMove.objects.filter(lot=one).update(quantity=1)
    for statement in ("UPDATE logistics_stockmove SET quantity = 1", "DELETE FROM logistics_stockmove",
                      "UPDATE logistics_lot SET unit = 'x'", "UPDATE logistics_receiptline SET counted = 0"):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# What two warehouses, or a decision, belong to has tests of its own (test_store_moves.py).
LEGAL = [
    (source, target) for source, targets in MOVES.items() for target in targets
    if A.ANTARGUDANG not in (source, target) and target != A.DIPAKAI_PSU
]  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(LEGAL), st.integers(1, 40)), min_size=1, max_size=25))
def test_whatever_legal_moves_come_the_sums_close(cast: Cast, steps: list) -> None:
    if not Lot.objects.exists():
        cast.store = warehouse(cast)
        received(cast, cast.store, ballots(cast, 60))
    store, one = cast.store, lot(cast)
    with transaction.atomic():
        told = stock.held(one, store)
        for (source, target), quantity in steps:
            fits = source in SOURCES or told[source] >= quantity
            try:
                with transaction.atomic():
                    move(cast, one, store, source, target, quantity)
            except RuleError:
                assert not fits
                continue
            assert fits
            told[source] -= quantity
            told[target] += quantity
        held = stock.held(one, store)
        assert held == told
        assert sum(held.values()) == 0
        assert all(held[account] >= 0 for account in Account if account not in SOURCES)
        balance = Balance.of(held)
        assert balance.unexplained == 0
        assert balance.gap == sum(count if word != "ditemukan lebih" else -count for word, count in balance.parts)
        assert set(IN_STORE) <= set(held)
        transaction.set_rollback(True)


def test_books_of_many_lots_cost_as_many_queries_as_of_one(cast: Cast, django_assert_num_queries) -> None:
    store = warehouse(cast)
    received(cast, store, ballots(cast, 10))
    with django_assert_num_queries(2):
        assert len(stock.balances(cast.election)) == 1
    received(cast, store, ballots(cast, 10, key="dprd_kab_1"), ballots(cast, 10, key="dprd_kab_2"),
             Arrived("tinta", None, 4, 4), note="SJ-2")  # fmt: skip
    with django_assert_num_queries(2):
        assert stock.balances(cast.election)[0][0].key == "surat-suara/ppwp"


def test_stock_and_catalogue_share_one_vocabulary(cast: Cast) -> None:
    store, actor = warehouse(cast), cast.actor("staf")
    assert Arrived("stiker-kotak", None, 5, 5).item_code in stock.goods_codes(cast.election)
    # A lot that was booked under its former code goes on.
    with entry(StockAction.RECEIVED, cast.election, actor, "logistics.lot:lama", []):
        old = Lot(election=cast.election, item_code="stiker", unit="lembar")
        old.save(force_insert=True)
    received(cast, store, Arrived("stiker-kotak", None, 5, 5))
    assert Lot.objects.get() == old and str(old) == "Stiker nomor kotak suara"
    actions.load_catalogue(cast.election, actor)
    actions.add_item(cast.election, code="tenda-cadangan", name="Tenda", group="lainnya", unit="buah", basis="tps",
                     amount=1, source="Rapat pleno 12", actor=actor)  # fmt: skip
    received(cast, store, Arrived("tenda-cadangan", None, 3, 3), note="SJ-2")
    assert str(lot(cast, None, "tenda-cadangan")) == "Tenda cadangan"
    for code in ("surat-suara-psu", "tempat-pemungutan", "entah"):
        with pytest.raises(RuleError, match="tidak dikenal"):
            received(cast, store, Arrived(code, None, 1, 1), note="SJ-3")
