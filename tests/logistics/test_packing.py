"""What goes into boxes comes out of the stock, of the right contest and dapil, and every difference has its reason."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electcoord.common.errors import RuleError
from electcoord.ledger import guards
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from logistics import actions
from logistics import verify as own
from logistics.accounts import Account
from logistics.actions import Arrived, Put, Seen, Statement, Wrong, WrongBallotsError
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, Holder, Item, ItemPlace, PackedLine, Packing, Side, StockMove
from logistics.selectors import packing, stock
from logistics.selectors.stock import Balance
from logistics.states import ContainerState
from tests.cast import HULU, TPS_1, Cast
from tests.logistics.filled import at, box, fill, good, known, packed
from tests.logistics.store import lot

A = Account
PPWP, DAPIL_1 = f"{TPS_1}-PPWP", f"{TPS_1}-DPRDKAB"
HILIR_BOX = "9901022001001-DPRDKAB"
UNKNOWN = "9901012002001-PPWP"


def lines(code: str) -> dict[str, tuple[int | None, int | None, str]]:
    rows = PackedLine.objects.filter(container__code=code).order_by("round", "number")
    return {row.item_code: (row.wanted, row.packed, row.reason) for row in rows}


def test_the_list_of_a_box_follows_from_dpt_reserve_and_catalogue(cast: Cast) -> None:
    fill(cast)
    actions.load_catalogue(cast.election, cast.actor("staf"))
    lists = packing.Lists(cast.election)
    first = {line.item_code: line.wanted for line in lists.of(box(PPWP))}
    assert first["surat-suara"] == 250 + 5
    assert (first["tinta"], first["alat-coblos"], first["c-hasil"], first["alat-bantu-ppwp"]) == (2, 4, 1, 1)
    assert first["segel"] is None, "nobody has set an amount"
    assert not {"bilik-suara", "kotak-suara", "kotak-hasil", "alat-bantu-dpd"} & first.keys()
    second = {line.item_code: line.wanted for line in lists.of(box(DAPIL_1))}
    assert (second["surat-suara"], second["c-hasil"]) == (255, 1)
    assert "tinta" not in second, "once per TPS"
    assert [line.wanted for line in lists.of(box(UNKNOWN)) if line.is_ballot] == [None]
    outside = Item.objects.get(election=cast.election, code="tinta")
    actions.change_item(outside, amount=None, source=outside.source, place=ItemPlace.LUAR, reason="dibawa terpisah",
                        actor=cast.actor("staf"))  # fmt: skip
    assert "tinta" not in {line.item_code for line in packing.Lists(cast.election).of(box(PPWP))}
    with pytest.raises(RuleError, match="ditempatkan"):
        actions.change_item(
            outside, amount=None, source=outside.source, place="kotak", reason="x", actor=cast.actor("staf")
        )


def test_packing_many_takes_what_they_need_from_the_stock(cast: Cast) -> None:
    fill(cast)
    rows = known(cast)
    assert actions.pack(rows, cast.actor("gudang")) == len(rows)
    assert actions.pack(rows, cast.actor("gudang")) == 0
    assert packed(lot(cast)) == sum((255, 244, 189, 13, 285)) == 2000 - good(lot(cast))
    assert packed(lot(cast, "dprd_kab_1")) == 255 + 244
    assert packed(lot(cast, "dprd_kab_2")) == 189 + 13 + 285
    assert lines(PPWP) == {"surat-suara": (255, 255, "")}
    assert box(PPWP).state == ContainerState.DIKEMAS
    told = json.loads(Entry.objects.get(action=ContainerAction.PACKED).payload)
    assert len(told["pindahan"]) == 3, "one move per lot, however many boxes"
    assert verify()[0] is None


def test_more_than_is_there_is_refused_with_its_place(cast: Cast) -> None:
    fill(cast, 900)
    with pytest.raises(RuleError, match=r"Surat suara .* di Gudang Uji, bagian baik: tercatat 900, diminta 986"):
        actions.pack(known(cast), cast.actor("gudang"))
    assert not Packing.objects.exists() and box(PPWP).state == ContainerState.DISIAPKAN


def test_psu_stock_is_never_packed(cast: Cast) -> None:
    store = fill(cast, 1200)
    actions.mark_psu(lot(cast), store, 1000, actor=cast.actor("staf"))
    with pytest.raises(RuleError, match="tercatat 200"):
        actions.pack([box(PPWP)], cast.actor("gudang"))


def test_goods_of_which_no_stock_is_kept_are_written_down_alone(cast: Cast) -> None:
    fill(cast, 2000, Arrived("tinta", None, 3, 3))
    actions.load_catalogue(cast.election, cast.actor("staf"))
    actions.pack([box(PPWP)], cast.actor("gudang"))
    row = PackedLine.objects.get(item_code="alat-coblos")
    assert (row.packed, row.lot) == (4, None)
    assert packed(lot(cast, None, "tinta")) == 2
    with pytest.raises(RuleError, match="Tinta di Gudang Uji, bagian baik: tercatat 1, diminta 2"):
        actions.pack([box(f"{TPS_1[:-1]}2-PPWP")], cast.actor("gudang"))


def test_a_difference_needs_its_reason(cast: Cast) -> None:
    fill(cast)
    actor = cast.actor("gudang")
    for put, message in (
        (Put("surat-suara", 250), "menurut daftar 255, dimasukkan 250"), (Put("surat-suara", None), "berapa yang"),
        (Put("entah", 1), "tidak ada dalam daftar"), (Put("surat-suara", 100_001), "0 sampai"),
        (Put("surat-suara", 250, "ya"), "alasannya"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=message):
            actions.pack([box(PPWP)], actor, puts=[put])
    actions.pack([box(PPWP)], actor, puts=[Put("surat-suara", 250, "lima  lembar rusak")])
    assert lines(PPWP) == {"surat-suara": (255, 250, "lima lembar rusak")}
    assert packed(lot(cast)) == 250
    with pytest.raises(RuleError, match="kotak demi kotak"):
        actions.pack([box(DAPIL_1), box(HILIR_BOX)], actor, puts=[Put("surat-suara", 1, "salah hitung")])


def test_an_unknown_dpt_is_counted_box_by_box(cast: Cast) -> None:
    fill(cast)
    actor = cast.actor("gudang")
    with pytest.raises(RuleError, match=f"{UNKNOWN}: DPT TPS ini belum diketahui"):
        actions.pack([box(UNKNOWN)], actor)
    actions.pack([box(UNKNOWN)], actor, puts=[Put("surat-suara", 120)])
    assert lines(UNKNOWN) == {"surat-suara": (None, 120, "")}


def test_a_box_is_packed_in_a_warehouse(cast: Cast) -> None:
    store = fill(cast)
    _hand(cast, at(store), Holder.objects.get(key=f"ppk:{HULU}"), PPWP)
    with pytest.raises(RuleError, match="dikemas di gudang"):
        actions.pack([box(PPWP)], cast.actor("gudang"))


def _hand(cast: Cast, giver: Holder, receiver: Holder, code: str) -> None:
    from django.utils import timezone

    uuid = uuid4()
    for side in Side:
        told = Statement(uuid, side, giver, receiver, (Seen(code),), timezone.now())
        actions.confirm(told, key=uuid4(), actor=cast.actor("staf"))


# Another dapil's ballots


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.sampled_from([PPWP, DAPIL_1, HILIR_BOX]), key=st.sampled_from(["ppwp", "dprd_kab_1", "dprd_kab_2"]),
    wrong=st.sampled_from([None, Wrong("perintah", "Sari Dewi"), Wrong("entah", "Sari"), Wrong("label", " ")]),
)  # fmt: skip
def test_no_ballot_of_another_dapil_is_packed_unsaid(cast: Cast, code: str, key: str, wrong: Wrong | None) -> None:
    if not Container.objects.exists():
        fill(cast)
    fits = box(code).contest.key == key
    with transaction.atomic():
        try:
            with transaction.atomic():
                actions.pack([box(code)], cast.actor("gudang"), ballots=cast.contest(key), wrong=wrong)
        except WrongBallotsError:
            assert not fits and wrong is None
        except RuleError:
            assert not fits and wrong is not None and (wrong.reason == "entah" or not wrong.by.strip())
        else:
            row = Packing.objects.get(container__code=code)
            assert fits or wrong == Wrong("perintah", "Sari Dewi")
            assert (row.wrong_reason, row.wrong_by) == (("", "") if fits else ("perintah", "Sari Dewi"))
            assert row.ballots.key == key == PackedLine.objects.get().contest.key
            assert packed(lot(cast, key)) == PackedLine.objects.get().packed
            deed = Entry.objects.filter(action__startswith="logistics.container").latest("pk")
            assert (deed.action == ContainerAction.PACKED_WRONG) == (not fits)
            assert "Sari" not in deed.payload
            if not fits:
                assert f'"surat_suara":"{key}"' in deed.payload and '"sebab_beda":"perintah"' in deed.payload
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("ballots", "reason", "message"),
    [("dprd_kab_2", "", "bukan untuk kotak"), ("dprd_kab_1", "", None), ("dprd_kab_2", "perintah", None)],
)
def test_the_database_itself_knows_the_dapil(cast: Cast, ballots: str, reason: str, message: str | None) -> None:
    """Rows behind the back of the actions."""
    from electcoord.ledger import recording

    fill(cast)
    target, contest, actor = box(DAPIL_1), cast.contest(ballots), cast.actor("gudang")

    def write() -> None:
        with (
            transaction.atomic(),
            recording.entry(ContainerAction.PACKED, chain="9901", actor=actor, payload={}) as deed,
        ):
            Packing(container=target, round=1, ballots=contest, entry=deed.uuid, by=actor.uuid, wrong_reason=reason,
                    wrong_by="Sari" if reason else "").save()  # fmt: skip
            PackedLine(container=target, round=1, number=1, item_code="surat-suara", contest=contest, wanted=5,
                       packed=5).save()  # fmt: skip

    if message:
        with pytest.raises(IntegrityError, match=message):
            write()
    else:
        write()


# Taking out again


def test_what_has_not_left_is_unpacked_back_into_stock(cast: Cast) -> None:
    fill(cast)
    actor = cast.actor("gudang")
    actions.pack([box(PPWP)], actor)
    actions.attach_seals(box(PPWP), ["A1"], actor=actor)
    with pytest.raises(RuleError, match="masih bersegel"):
        actions.unpack(box(PPWP), reason="salah hitung", actor=actor)
    actions.open_container(box(PPWP), reason="salah hitung", actor=actor)
    actions.unpack(box(PPWP), reason="salah hitung", actor=actor)
    assert (packed(lot(cast)), good(lot(cast)), box(PPWP).state) == (0, 2000, ContainerState.DISIAPKAN)
    actions.pack([box(PPWP)], actor)
    assert [(row.round, row.unpacked_at is None) for row in Packing.objects.order_by("round")] == [
        (1, False),
        (2, True),
    ]
    assert packed(lot(cast)) == 255
    assert verify()[0] is None


def test_what_has_left_stays_as_it_was_packed(cast: Cast) -> None:
    store = fill(cast)
    actor, ppk = cast.actor("gudang"), Holder.objects.get(key=f"ppk:{HULU}")
    actions.pack([box(PPWP)], actor)
    _hand(cast, at(store), ppk, PPWP)
    for _turn in range(2):
        with pytest.raises(RuleError, match="sudah keluar dari gudang"):
            actions.unpack(box(PPWP), reason="salah hitung", actor=actor)
        if box(PPWP).holder == ppk:
            _hand(cast, ppk, at(store), PPWP)
    assert packed(lot(cast)) == 255


STEPS = st.lists(st.tuples(st.sampled_from(["kemas", "bongkar", "segel", "buka"]), st.integers(0, 11), st.integers(0, 300)),
                 min_size=1, max_size=14)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_packed_and_taken_out_the_balance_closes(cast: Cast, steps: list[tuple[str, int, int]]) -> None:
    if not Container.objects.exists():
        fill(cast, 700)
    actor, codes = (
        cast.actor("gudang"),
        sorted(Container.objects.filter(election=cast.election).values_list("code", flat=True)),
    )
    deeds = {
        "kemas": lambda row, n: actions.pack([row], actor, puts=[Put("surat-suara", n, "menurut hitungan")]),
        "bongkar": lambda row, n: actions.unpack(row, reason="dihitung ulang", actor=actor),
        "segel": lambda row, n: actions.attach_seals(row, [f"S{uuid4().hex[:12]}"], actor=actor),
        "buka": lambda row, n: actions.open_container(row, reason="diperiksa", actor=actor),
    }
    with transaction.atomic():
        for name, number, count in steps:
            try:
                with transaction.atomic():
                    deeds[name](box(codes[number % len(codes)]), count)
            except RuleError:
                continue
        inside: dict[int, int] = {}
        for row in PackedLine.objects.filter(lot__isnull=False):
            if Packing.objects.filter(container=row.container_id, round=row.round, unpacked_at__isnull=True).exists():
                inside[row.lot_id] = inside.get(row.lot_id, 0) + row.packed
        for one, balance in stock.balances(cast.election):
            held = stock.held(one)
            assert held[A.TERKEMAS] == inside.get(one.pk, 0), "the books say what the boxes hold"
            assert held[A.BAIK] + held[A.TERKEMAS] == 700 and held[A.BAIK] >= 0
            assert balance.unexplained == 0 and balance.received == 700
            assert Balance.of(held).gap == held[A.BAIK]
        for row in Container.objects.all():
            assert (row.state == "disiapkan") == (not row.packings.filter(unpacked_at__isnull=True).exists())
        transaction.set_rollback(True)


# The database alone


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE logistics_container SET state = 'dikemas' WHERE id = {waiting}",
        "UPDATE logistics_container SET state = 'disiapkan' WHERE id = {packed}",
        "UPDATE logistics_packedline SET packed = 1",
        "DELETE FROM logistics_packedline",
        "UPDATE logistics_packing SET wrong_reason = 'label', wrong_by = 'x'",
        "UPDATE logistics_packing SET round = 7",
        "DELETE FROM logistics_packing",
        "INSERT INTO logistics_packedline (uuid, container_id, round, number, item_code, contest_id, wanted, packed, reason) "
        "SELECT {fresh}, container_id, round, 99, item_code, contest_id, wanted, packed, reason FROM logistics_packedline",
        "INSERT INTO logistics_packing (uuid, container_id, round, ballots_id, wrong_reason, wrong_by, entry, \"by\", at, unpack_reason) "
        "SELECT {fresh}, {waiting}, 1, ballots_id, '', '', {fresh}, \"by\", at, '' FROM logistics_packing",
    ],
)  # fmt: skip
def test_the_database_itself_keeps_what_was_packed(cast: Cast, statement: str) -> None:
    fill(cast)
    actions.pack([box(PPWP)], cast.actor("gudang"))
    fresh = uuid4()
    values = {"waiting": box(DAPIL_1).pk, "packed": box(PPWP).pk,
              "fresh": f"'{fresh.hex if connection.vendor == 'sqlite' else fresh}'"}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**values))


def test_a_changed_line_is_found(cast: Cast) -> None:
    fill(cast)
    actions.pack(known(cast), cast.actor("gudang"))
    assert own.packing_equals_the_ledger() is None
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE logistics_packedline SET packed = packed - 1, wanted = wanted - 1 WHERE id = "
                       "(SELECT MIN(id) FROM logistics_packedline)")  # fmt: skip
    assert "isi kotak tidak sama" in str(own.packing_equals_the_ledger())


def test_many_boxes_cost_hardly_more_queries_than_one(cast: Cast) -> None:
    fill(cast)
    rows = known(cast)
    with CaptureQueriesContext(connection) as one:
        actions.pack(rows[:1], cast.actor("gudang"))
    with CaptureQueriesContext(connection) as all_others:
        actions.pack(rows[1:], cast.actor("gudang"))
    assert len(all_others) <= len(one) + 6, "a check per further lot"
    assert StockMove.objects.filter(to_account=A.TERKEMAS).count() == 1 + 3
