"""What the SIMULASI regency has settled: a difference decided rightly, and one wrongly, whose correction waits."""

from uuid import UUID, uuid5

from electcoord.accounts.models import Grant
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.papers.models import Placement
from recap import demo, layout
from recap.actions import decide_difference, propose_correction
from recap.actions.corrections import Proposal
from recap.ballot import ballot_of
from recap.decided import Decided
from recap.models import CorrectionReason, Sheet, SheetVersion, VersionKind
from recap.reading import differences, reading_of
from recap.states import SheetState

KEYS = UUID("3c0f0a52-53b1-4c3c-8a53-6a0f4a3a9d10")


def load(election: Election) -> None:
    """Decides two photographed differences and proposes the correction of one; once."""
    if SheetVersion.objects.filter(sheet__election=election, kind=VersionKind.KEPUTUSAN).exists():
        return
    photographed = Placement.objects.filter(contest__election=election)
    sheets = Sheet.objects.filter(election=election, state=SheetState.BEDA_ENTRI)
    chosen = [
        sheet
        for sheet in sheets.select_related("contest", "tps").order_by("tps_code", "contest__order")
        if photographed.filter(contest=sheet.contest_id, tps=sheet.tps_id).exists()
    ][:2]
    for number, sheet in enumerate(chosen):
        _decide(sheet, rightly=number == 0, actor=_actor("ketua"))
        if number:
            _propose(sheet, _actor("operator"))


def _actor(username: str) -> Actor:
    grant = Grant.objects.select_related("user").get(user__username=username)
    return Actor(str(grant.user.uuid), grant.role)


def _decide(sheet: Sheet, *, rightly: bool, actor: Actor) -> None:
    ballot = ballot_of(sheet.contest)
    truth = demo.paper_of(sheet, sheet.contest, ballot).cells(ballot)
    first, second = (reading_of(version) for version in sheet.versions.order_by("number"))
    decided = {
        code: Decided("pertama" if (a == truth[code]) is rightly else "kedua")
        for code, a, _ in differences(first, second, ballot)
    }
    decide_difference(sheet, decided, note="", key=uuid5(KEYS, f"putus {sheet.uuid}"), actor=actor)


def _propose(sheet: Sheet, actor: Actor) -> None:
    ballot = ballot_of(sheet.contest)
    sheet = Sheet.objects.select_related("contest", "current").get(pk=sheet.pk)
    truth = demo.paper_of(sheet, sheet.contest, ballot)
    changes = {code: right for code, _, right in differences(reading_of(sheet.current), truth, ballot)}
    page = layout.strips(ballot)[next(iter(changes))].page
    photo = Placement.objects.get(contest=sheet.contest_id, tps=sheet.tps_id, page=page).photo
    proposal = Proposal(
        VersionKind.SALAH_BACA, changes, CorrectionReason.ANGKA, "Angka di foto berbeda dari yang diputuskan.", photo
    )
    key = uuid5(KEYS, f"usul {sheet.uuid}")
    propose_correction(sheet, proposal, base=sheet.current.number, key=key, actor=actor)
