"""Lists ask the database as much for many rows as for few; tests/benchmarks/meeting_pages.py measures the large ones."""

import pytest

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.elections.actions import import_package, load_phases
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from electcoord.regions.models import Region
from meetings import actions
from meetings.models import TrainingGroup
from meetings.selectors.calendar import VIEWS
from tests.cast import HULU, KABUPATEN, PASAR, TPS_1, TPS_2
from tests.meetings.hall import at, institution, invite, kpu, meeting
from tests.meetings.test_training import opened
from tests.packages import PILKADA, write_package

pytestmark = pytest.mark.django_db


def test_the_list_of_meetings(cast, count_queries):
    commission = kpu(cast)
    urls = ("/rapat/", "/rapat/?jenis=rakor", "/rapat/?cari=Rapat", "/rapat/edaran/")

    def plan(numbers):
        for number in numbers:
            kind = ("rakor", "bimtek", "pleno_terbuka")[number % 3]
            found = meeting(
                cast, commission, title=f"Rapat {number}", kind=kind, starts=at(5 + number), ends=at(5 + number, 12)
            )
            invite(found, commission, actor=cast.actor("staf"))

    plan(range(3))
    few = [count_queries("staf", url) for url in urls]
    plan(range(3, 12))
    assert [count_queries("staf", url) for url in urls] == few


def test_the_page_of_the_invited(cast, count_queries):
    found = meeting(cast, kpu(cast))
    urls = [f"/rapat/{found.uuid}/{tail}" for tail in ("", "undangan/", "meja/")]

    def bring(numbers):
        for number in numbers:
            invite(found, institution(cast, f"Dinas {number}", "Kepala"), actor=cast.actor("staf"))

    bring(range(3))
    few = [count_queries("staf", url) for url in urls]
    bring(range(3, 12))
    assert [count_queries("staf", url) for url in urls] == few


def test_coverage_and_the_desk_for_a_desa_and_for_the_kabupaten(cast, count_queries):
    """The TPS of a desa cost as much as those of the kabupaten, trained or not."""
    found = opened(cast)
    desk, coverage = f"/rapat/{found.uuid}/pelatihan/", f"/rapat/pelatihan/{cast.election.slug}/"
    actions.record_training(found, {TPS_1: {1: ""}}, actor=cast.actor("staf"))
    few = [count_queries("staf", url) for url in (f"{coverage}?wilayah={HULU}", desk, f"{desk}?desa={PASAR}")]
    regions = Region.objects.filter(code__startswith=KABUPATEN, kind="kecamatan")
    actions.set_targets(
        found, [(one, group) for one in regions for group in TrainingGroup.values], actor=cast.actor("staf")
    )
    everywhere = {code: dict.fromkeys(range(1, 8), "Nama") for code in (TPS_1, TPS_2)}
    actions.record_training(found, everywhere, actor=cast.actor("staf"))
    many = [count_queries("staf", url) for url in (coverage, desk, f"{desk}?desa={PASAR}")]
    assert many == few


def test_the_calendar_of_one_election_and_of_three(cast, count_queries, tmp_path):
    """Pemilu and Pilkada side by side, with their stages, in every view."""
    load_phases(cast.election, SYSTEM)
    urls = ["/rapat/", *(f"/kalender/?tampil={view}" for view in VIEWS)]
    few = [count_queries("staf", url) for url in urls]
    for slug, changes in (("pilbup", PILKADA), ("ulang", {})):
        election, _new = import_package(
            read_package(write_package(tmp_path / slug, **changes)), slug=slug, actor=SYSTEM
        )
        give_grant(cast["staf"], role=Role.STAF_KPU, region=KABUPATEN, election=election, actor=SYSTEM)
        load_phases(election, SYSTEM)
    many = [count_queries("staf", url) for url in urls]
    assert many == few
