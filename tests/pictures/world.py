"""A small SIMULASI regency in which every page has something to show; made through the actions, the demo's first."""

from typing import Any

from electcoord.accounts import demo as people
from electcoord.accounts.actions import create_user
from electcoord.accounts.models import Grant, User
from electcoord.common.management.commands.demo import demo_modules
from electcoord.elections import demo as places
from electcoord.elections.actions import propose_profile
from electcoord.elections.models import Election, Tps
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.papers.models import Photo, Placement
from recap import aggregate
from recap.actions.imports import keep_upload
from recap.models import Correction, CorrectionState, Sheet, Upload, VersionKind
from recap.states import SheetState

# Has an account and no role.
STRANGER = "tanpa-peran"
GOOD, BAD = "berkas-benar.csv", "berkas-salah.csv"


def build(*, is_whole: bool = False) -> None:
    """The demo in small, and beside it whatever a page needs that the demo happens not to have."""
    election = places.load(places.FULL if is_whole else places.SMALL)
    for module in demo_modules():
        if module is not places:
            module.seed()
    create_user(username=STRANGER, name="Tirta Dirgantara", password=people.PASSWORD, actor=SYSTEM)
    _uploads(election)
    values = {"kapasitas_tps": {"nilai": 400, "sumber": "PKPU contoh Pasal 1", "diverifikasi": "2028-12-01"}}
    propose_profile(election, values, reason="Batas pemilih per TPS dinaikkan.", actor=actor("sekretaris"))
    aggregate.refresh_stale(election_id=election.pk)


def actor(username: str) -> Actor:
    grant = Grant.objects.select_related("user").filter(user__username=username)[0]
    return Actor(str(grant.user.uuid), grant.role)


def _uploads(election: Election) -> None:
    """A file that may be written and one with mistakes, waiting for their owner."""
    sheets = Sheet.objects.filter(election=election, state=SheetState.BELUM_MASUK, contest__key="ppwp")
    contest, codes = election.contests.get(key="ppwp"), list(sheets.values_list("tps_code", flat=True)[:3])
    good = "kode_tps,suara_sah,suara_tidak_sah,suara_total\n" + "".join(f"{code},180,4,184\n" for code in codes)
    bad = good.replace("180", "seratus") + "123,1,2,3\n"
    for name, text in ((GOOD, good), (BAD, bad)):
        keep_upload(
            owner=User.objects.get(username="operator"), contest=contest, kind=VersionKind.ENTRI_SATU, name=name,
            content=text.encode(),
        )  # fmt: skip


def photographed(election: Election, state: SheetState) -> list[Sheet]:
    """Sheets in this state, those with a photo first."""
    places = {(p.contest_id, p.tps_code) for p in Placement.objects.all()}
    rows = Sheet.objects.filter(election=election, state=state).select_related("contest", "tps", "current")
    return sorted(rows, key=lambda s: ((s.contest_id, s.tps_code) not in places, s.tps_code, s.contest.order))


class World:
    """What the pages of the sweep are about."""

    def __init__(self) -> None:
        self.election = Election.objects.get(slug=places.SLUG)
        self.slug, self.kabupaten = self.election.slug, self.election.kabupaten_id
        self.kecamatan = f"{self.kabupaten}01"
        self.desa = Tps.objects.filter(code__startswith=self.kecamatan).order_by("code")[0].code[:10]
        self.party = self.election.contests.filter(kind="dpr")[0].key

    def sheet(self, state: SheetState, **wanted: Any) -> Sheet:
        found = photographed(self.election, state)
        return next(s for s in found if all(getattr(s.contest, key) == value for key, value in wanted.items()))

    def corrected(self) -> Sheet:
        return self.correction(CorrectionState.DISETUJUI).sheet

    def correction(self, state: CorrectionState) -> Correction:
        rows = Correction.objects.filter(sheet__election=self.election, state=state)
        return rows.select_related("sheet__contest").order_by("kind", "pk")[0]

    def photo(self) -> tuple[Sheet, Photo]:
        sheet = self.sheet(SheetState.TERVERIFIKASI_AWAL)
        rows = Placement.objects.filter(contest=sheet.contest_id, tps_code=sheet.tps_code)
        return sheet, rows.order_by("page")[0].photo

    def upload(self, name: str) -> Upload:
        return Upload.objects.get(name=name)


def everybody() -> list[str | None]:
    """Nobody signed in, everybody whom the demo lets in, and who has no role."""
    return [None, *people.LOGINS, STRANGER]
