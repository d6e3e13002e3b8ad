"""The arithmetic of needs: figures that were published, and sums that agree at every level."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from electcoord.elections.profiles import shipped
from logistics import catalogue
from logistics.models import ItemBasis
from logistics.needs import DESA, KABUPATEN, KECAMATAN, TPS, Area, Basis, Good, Needs, is_due, reckoner, tally

pytestmark = pytest.mark.once

PEMILU, PILKADA = reckoner(20, "atas"), reckoner(25, "atas")
NATIONAL_TPS = 820_161
FIVE = ("ppwp", "dpr", "dpd", "dprd_prov", "dprd_kab")


def number(regime: str, key: str) -> Any:
    return shipped(regime)[key]["nilai"]


def sagaranten(spare: Callable[[int], int] = PEMILU) -> Needs:
    """151 TPS of one kecamatan, all in the same five contests."""
    dpts = {f"3202101001{n:03d}": 270 for n in range(1, 152)}
    return Needs.of(dpts, [Area(kind, kind, ("3202",)) for kind in FIVE], spare)


@pytest.mark.parametrize(
    ("dpt", "spare", "ballots"),
    [(287, PEMILU, 293), (250, PEMILU, 255), (251, PEMILU, 257), (0, PEMILU, 0), (1, PEMILU, 2), (280, PILKADA, 287),
     (600, PILKADA, 615), (287, reckoner(20, "bawah"), 292), (250, reckoner(25, "terdekat"), 256)],
)  # fmt: skip
def test_a_tps_needs_its_voters_and_the_reserve(dpt: int, spare: Callable[[int], int], ballots: int) -> None:
    assert tally([dpt], spare).ballots == ballots


def test_kotim_rounds_in_every_tps() -> None:
    """309,973 voters, 8,055 in reserve, 2,000 for a repeated vote, 320,028 in all; on the sum it would be 7,750."""
    dpts = [500] * 611 + [480] * 9 + [153]
    whole = tally(dpts, PILKADA)
    assert (whole.dpt, whole.reserve) == (309_973, 8_055)
    assert whole.ballots + number("pilkada", "stok_psu") == 320_028
    assert tally([309_973], PILKADA).reserve == 7_750


def test_malang_keeps_the_stock_for_its_own_contest_alone() -> None:
    """Governor 2,113,895, regent 2,115,895: the difference is exactly the stock of the kabupaten."""
    [psu] = [item for item in catalogue.shipped("pilkada") if item.basis == Basis.JENIS]
    good = Good(psu.code, psu.basis, number("pilkada", psu.profile_key), psu.kinds)
    areas = [Area("pilgub", "pilgub", ("35",)), Area("pilbup", "pilbup", ("3507",))]
    needs = Needs.of({"3507011001001": 500}, areas, PILKADA)
    governor, regent = (needs.contest(area).ballots for area in areas)
    assert needs.kinds(good) == {"pilbup": 1}
    assert regent + needs.amount(good) - governor == 2_115_895 - 2_113_895 == 2_000


def test_sagaranten_has_604_boxes_in_one_run_and_755_in_all() -> None:
    needs = sagaranten()
    assert needs.amount(Good("kotak", "tps", number("pemilu", "logistik_kotak_per_tps"))) == 755
    assert needs.amount(Good("kotak", "kontes", 1)) == 755
    assert needs.amount(Good("kotak", "kontes", 1, FIVE[1:])) == 604
    assert needs.amount(Good("alat-bantu-dpd", "kontes", 1, ("dpd",))) == 151
    assert needs.amount(Good("c-hasil", "kontes", 1, ("ppwp",))) == 151


@pytest.mark.parametrize(
    ("key", "published"),
    [("logistik_bilik_per_tps", 3_280_644), ("logistik_tinta_per_tps", 1_640_322)],
)
def test_the_nation_needs_so_many_per_tps(key: str, published: int) -> None:
    assert number("pemilu", key) * NATIONAL_TPS == published


def test_the_nation_needs_five_boxes_per_tps_and_some_for_committees() -> None:
    in_tps = number("pemilu", "logistik_kotak_per_tps") * NATIONAL_TPS
    assert in_tps == 5 * NATIONAL_TPS < 4_164_552
    [box] = [item for item in catalogue.shipped("pemilu") if item.code == "kotak-rekapitulasi"]
    assert (box.amount, box.profile_key, box.basis) == (None, "", "ppk"), "how many a PPK has is not known"


def test_an_unknown_dpt_is_not_nought() -> None:
    whole = tally([250, None, 12], PEMILU)
    assert (whole.tps, whole.known, whole.ballots) == (3, 2, 250 + 5 + 12 + 1)
    nobody = tally([None, None], PEMILU)
    assert (nobody.dpt, nobody.reserve, nobody.ballots, nobody.is_whole) == (None, None, None, False)
    assert tally([], PEMILU).ballots is None


def test_an_amount_that_nobody_set_is_not_nought() -> None:
    assert sagaranten().amount(Good("segel", "tps", None)) is None
    assert sagaranten().amount(Good("segel", "tps", 0)) == 0


def test_ballots_for_a_repeated_vote_are_of_the_kabupaten_alone() -> None:
    psu = Good("surat-suara-psu", "jenis", 1000)
    assert [is_due(psu, digits) for digits in (KABUPATEN, KECAMATAN, DESA, TPS)] == [True, False, False, False]
    needs = sagaranten()
    assert needs.amount(psu) == 5000
    assert needs.contest(needs.areas[0]).ballots == 151 * (270 + 6), "no TPS holds any of it"
    dapil = (Area("dprd_kab_1", "dprd_kab", ("990101",)), Area("dprd_kab_2", "dprd_kab", ("990102",)))
    two = Needs.of({"9901011001001": 100, "9901021001001": 100}, dapil, PEMILU)
    assert two.kinds(psu) == {"dprd_kab": 2}
    assert two.amount(psu) == 1000, "per jenis, however many dapil"


def test_the_words_of_the_arithmetic_are_those_of_the_rows() -> None:
    assert {basis.value for basis in Basis} == set(ItemBasis.values)


CODES = st.builds(
    lambda kec, desa, number: f"9901{kec:02d}{1000 + desa}{number:03d}",
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 5),
)  # fmt: skip
STATIONS = st.dictionaries(CODES, st.none() | st.integers(0, 9999), min_size=1, max_size=40)
RESERVES = st.builds(reckoner, st.integers(0, 1000), st.sampled_from(["atas", "bawah", "terdekat"]))
GOODS = st.builds(
    Good, st.just("x"), st.sampled_from([b.value for b in Basis if b not in (Basis.SURAT_SUARA, Basis.JENIS)]),
    st.integers(0, 50), st.sampled_from([(), ("ppwp",), ("dprd_kab",)]),
)  # fmt: skip
# The whole kabupaten, and four dapil: two kecamatan each, the second pair cut by desa.
AREAS = (
    Area("ppwp", "ppwp", ("9901",)), Area("dprd_kab_1", "dprd_kab", ("990101", "990102")),
    Area("dprd_kab_2", "dprd_kab", ("990103", "9901041001", "9901041002")),
    Area("dprd_kab_3", "dprd_kab", ("9901041003", "9901041004")),
)  # fmt: skip


@settings(deadline=None)
@given(STATIONS, RESERVES, GOODS)
def test_sums_agree_at_every_level(dpts: dict[str, int | None], spare: Callable[[int], int], good: Good) -> None:
    stations = Needs.of(dpts, AREAS, spare, digits=TPS)
    kabupaten = Needs.of(dpts, AREAS, spare)
    assert stations.whole == kabupaten.whole
    for digits in (KECAMATAN, DESA):
        parts = kabupaten.split(digits).values()
        assert sum((part.whole.ballots or 0) for part in parts) == (kabupaten.whole.ballots or 0)
        for area in AREAS:
            mine = [part.contest(area) for part in parts]
            assert sum(mine, type(kabupaten.whole)()) == kabupaten.contest(area) == stations.contest(area)
        if is_due(good, digits):
            assert sum(part.amount(good) for part in parts) == kabupaten.amount(good) == stations.amount(good)
    # Dapil of a kind that cover everything need as much as the contest of the whole kabupaten.
    assert sum((kabupaten.contest(area) for area in AREAS[1:]), type(kabupaten.whole)()) == kabupaten.whole


@settings(deadline=None)
@given(STATIONS, st.integers(0, 1000))
def test_the_reserve_is_the_share_of_each_tps_rounded_up(dpts: dict[str, int | None], permil: int) -> None:
    known = [dpt for dpt in dpts.values() if dpt is not None]
    expected = sum(ceil(Fraction(permil, 1000) * dpt) for dpt in known)
    assert tally(dpts.values(), reckoner(permil, "atas")).reserve == (expected if known else None)
