"""The catalogue of items: shipped with sources, kept by the office; plans stay what they were."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from electcoord.common.errors import RuleError
from electcoord.elections.actions import change_dpt, import_package
from electcoord.elections.actions.stations import Voters
from electcoord.elections.models import ContestKind
from electcoord.elections.packages import read_package
from electcoord.elections.profiles import MARKS, shipped
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from logistics import catalogue
from logistics.actions import add_item, change_item, freeze_plan, load_catalogue
from logistics.models import Item, ItemBasis, ItemGroup, NeedPlan
from tests.cast import TPS_1, Cast
from tests.packages import PILKADA, write_package

SUMBER_1 = "9901012002001"


@pytest.mark.once
@pytest.mark.parametrize("regime", ["pemilu", "pilkada"])
def test_the_shipped_catalogue_invents_no_amount(regime: str) -> None:
    items = catalogue.shipped(regime)
    profile = shipped(regime)
    assert len({item.code for item in items}) == len(items)
    for item in items:
        assert item.group in ItemGroup.values, item.code
        assert item.basis in ItemBasis.values, item.code
        assert item.mark in MARKS, item.code
        assert 0 < len(item.source) <= 250, item.code
        assert len(item.code) <= 40
        assert item.profile_key == "" or item.profile_key in profile, item.code
        assert item.amount is None or not item.profile_key, "one amount, not two"
        assert set(item.kinds) <= {kind.value for kind in ContestKind if kind.regime == regime}, item.code
        if "belum diperoleh" in item.source or "belum dibaca" in item.source:
            assert item.amount is None, item.code
    known = {item.code for item in items}
    # The seven of the law, and what H.1 lists besides.
    assert {"surat-suara", "kotak-suara", "tinta", "bilik-suara", "segel", "alat-coblos", "tempat-pemungutan"} <= known
    assert {"sampul", "formulir", "segel-plastik", "kotak-hasil", "kotak-rekapitulasi", "salinan-dptb"} <= known


def test_the_catalogue_is_loaded_once(cast: Cast) -> None:
    actor = cast.actor("staf")
    due = len(catalogue.shipped("pemilu"))
    assert load_catalogue(cast.election, actor) == due
    assert load_catalogue(cast.election, actor) == 0
    assert Item.objects.filter(election=cast.election).count() == due
    assert Entry.objects.filter(action="logistics.items.loaded").count() == 1
    assert verify()[0] is None


def test_a_pilkada_has_its_own_items(db: None, tmp_path: Path) -> None:
    files = {**PILKADA, "election": "regime,tanggal,zona\npilkada,2030-11-27,WIB\n"}
    election, _ = import_package(read_package(write_package(tmp_path, **files)), slug="pilkada", actor=SYSTEM)
    load_catalogue(election, SYSTEM)
    psu = Item.objects.get(election=election, code="surat-suara-psu")
    assert psu.kinds == ["pilbup", "pilwako"]
    assert Item.objects.filter(election=election, code="alat-bantu-dpd").count() == 0


def test_an_amount_is_set_with_its_source_and_reason(cast: Cast) -> None:
    actor = cast.actor("staf")
    load_catalogue(cast.election, actor)
    seal = Item.objects.get(election=cast.election, code="segel")
    assert seal.amount is None
    done = change_item(seal, amount=60, source="KPT 1281/2023 lampiran I", reason="naskah sudah diterima", actor=actor)
    assert (done.amount, done.mark) == (60, "kantor")
    told = Entry.objects.get(action="logistics.item.changed")
    assert '"rincian":"jumlah kosong → 60, sumber"' in told.payload
    assert change_item(done, amount=60, source="KPT 1281/2023 lampiran I", reason="", actor=actor) == done
    assert Entry.objects.filter(action="logistics.item.changed").count() == 1, "nothing differed"
    # A reload keeps what the office said.
    load_catalogue(cast.election, actor)
    seal.refresh_from_db()
    assert seal.amount == 60
    with pytest.raises(RuleError, match="Alasan"):
        change_item(seal, amount=61, source="KPT", reason=" ", actor=actor)
    with pytest.raises(RuleError, match="0 sampai 1\\.000\\.000"):
        change_item(seal, amount=1_000_001, source="KPT", reason="x", actor=actor)
    with pytest.raises(RuleError, match="Sumber wajib diisi"):
        change_item(seal, amount=6, source=" ", reason="x", actor=actor)
    assert verify()[0] is None


@pytest.mark.parametrize("code", ["kotak-suara", "surat-suara", "surat-suara-psu"])
def test_what_the_profile_says_is_changed_in_the_profile(cast: Cast, code: str) -> None:
    actor = cast.actor("staf")
    load_catalogue(cast.election, actor)
    item = Item.objects.get(election=cast.election, code=code)
    with pytest.raises(RuleError, match="profil"):
        change_item(item, amount=4, source="DKI", reason="empat jenis", actor=actor)
    dropped = change_item(item, amount=None, source=item.source, is_active=False, reason="diurus provinsi", actor=actor)
    assert (dropped.is_active, dropped.mark) == (False, item.mark), "whose source did not change"


def test_an_office_adds_an_item_of_its_own(cast: Cast) -> None:
    actor = cast.actor("staf")
    parts = {"code": "tenda", "name": "Tenda cadangan", "group": "lainnya", "unit": "buah", "basis": "pps",
             "amount": 2, "source": "Rapat pleno 12", "actor": actor}  # fmt: skip
    made = add_item(cast.election, **parts)
    assert (made.position, made.mark) == (1, "kantor")
    wrong = [({}, "sudah ada"), ({"code": "Tenda 2"}, "Kode barang"), ({"code": "t", "group": "x"}, "kelompok"),
             ({"code": "t", "basis": "surat_suara"}, "dasar hitungan"), ({"code": "t", "kinds": ["pilgub"]}, "pilgub"),
             ({"code": "t", "name": " "}, "Nama barang"), ({"code": "t", "amount": -1}, "Jumlah")]  # fmt: skip
    for change, match in wrong:
        with pytest.raises(RuleError, match=match):
            add_item(cast.election, **{**parts, **change})
    assert Entry.objects.filter(action="logistics.item.added").count() == 1


def test_a_plan_is_the_basis_of_an_order(cast: Cast) -> None:
    actor = cast.actor("staf")
    with pytest.raises(RuleError, match="katalog"):
        freeze_plan(cast.election, purpose="Cetak", actor=actor)
    load_catalogue(cast.election, actor)
    plan = freeze_plan(cast.election, purpose="Pengadaan tahap II", actor=actor)
    assert (plan.number, plan.tps_total, plan.tps_known, plan.profile) == (1, 6, 5, cast.election.profile)
    assert plan.dpt == 250 + 239 + 185 + 12 + 279
    assert plan.is_intact
    with pytest.raises(RuleError, match="sejak rencana 1"):
        freeze_plan(cast.election, purpose="Lagi", actor=actor)
    change_dpt(cast.election, {SUMBER_1: Voters(50, 50)}, basis="BA 1", actor=actor)
    assert freeze_plan(cast.election, purpose="Tambahan", actor=actor).number == 2
    assert [entry.region for entry in Entry.objects.filter(action="logistics.plan.frozen")] == ["9901", "9901"]
    assert verify()[0] is None


def test_the_database_keeps_items_and_plans(cast: Cast) -> None:
    actor = cast.actor("staf")
    load_catalogue(cast.election, actor)
    plan = freeze_plan(cast.election, purpose="Cetak", actor=actor)
    item = Item.objects.get(election=cast.election, code="segel")
    statements = [
        ("UPDATE logistics_item SET basis = 'ppk' WHERE id = %s", item), ("DELETE FROM logistics_item WHERE id = %s", item),
        ("UPDATE logistics_item SET kinds = '[\"ppwp\"]' WHERE id = %s", item),
        ("UPDATE logistics_needplan SET dpt = 1 WHERE id = %s", plan),
        ("DELETE FROM logistics_needplan WHERE id = %s", plan),
        ("UPDATE logistics_item SET amount = 1 WHERE id = %s",
         Item.objects.get(election=cast.election, code="surat-suara")),
    ]  # fmt: skip
    for statement, row in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])
    with pytest.raises(UnledgeredWriteError):
        Item.objects.filter(pk=item.pk).update(amount=5)
    again = NeedPlan(election=cast.election, number=9, profile=plan.profile, purpose="x", tps_total=1, tps_known=1,
                     made_at=datetime.now(UTC), dpt=1, content=plan.content, digest=plan.digest)  # fmt: skip
    with pytest.raises(UnledgeredWriteError):
        again.save()
    assert TPS_1 in plan.content
