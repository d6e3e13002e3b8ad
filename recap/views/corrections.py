"""Corrections: one proposes beside the paper, another decides."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import ConflictError, RuleError
from electcoord.office.selectors import election_or_404
from recap import actions
from recap.actions.corrections import Proposal
from recap.ballot import Ballot, ballot_of
from recap.boxes import Boxes
from recap.forms import CorrectionForm, DecisionForm
from recap.models import CorrectionReason, Sheet, VersionKind
from recap.selectors import corrections as pages
from recap.selectors import places
from recap.selectors.blind import Blind
from recap.states import CORRECTABLE
from recap.views.desk import sheet_or_404


@access.requires(Can.PROPOSE_CORRECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    found = election_or_404(request, slug)
    sheet = sheet_or_404(request, found, code, key)
    access.check(request.user, Can.PROPOSE_CORRECTION, region=code, election=found)
    if sheet.state not in CORRECTABLE or Blind.of(request.user, found).sheet(sheet.state, code):
        messages.info(request, _("Koreksi menunggu sampai kedua entri lembar ini selesai."))
        return redirect(f"{places.tps_url(found, code)}#{key}")
    ballot = ballot_of(sheet.contest)
    if request.method == "POST":
        return _propose(request, sheet, ballot)
    form = CorrectionForm(photos=pages.photo_choices(sheet), stages=found.open_stages)
    page = pages.propose_page(request, sheet, ballot)
    return render(request, "recap/correct.html", page | {"grounds": form, "key": uuid4()})


def _propose(request: HttpRequest, sheet: Sheet, ballot: Ballot) -> HttpResponse:
    actor = access.acting(request.user, Can.PROPOSE_CORRECTION, region=sheet.tps_code, election=sheet.election)
    boxes = Boxes.read(request.POST, ballot)
    photos = pages.photo_choices(sheet)
    form = CorrectionForm(request.POST, photos=photos, stages=sheet.election.open_stages)
    problem = ""
    if boxes.errors:
        problem = _("%(count)s isian tidak dapat dibaca; perbaiki yang ditandai.") % {"count": len(boxes.errors)}
    if form.is_valid() and not problem:
        data = form.cleaned_data
        proposal = Proposal(
            kind=VersionKind(data["jenis"]), changes=boxes.figures, reason_code=CorrectionReason(data["sebab"]),
            reason=data["penjelasan"], photo=pages.photo(sheet, data["foto"]), legal_basis=data["dasar"],
            initials=data["paraf"], incident=data["kejadian"],
        )  # fmt: skip
        try:
            made = actions.propose_correction(sheet, proposal, base=data["versi"], key=data["kunci"], actor=actor)
        except (RuleError, ConflictError) as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Usul koreksi tercatat; angka berubah setelah disetujui orang lain."))
            return redirect("recap:correction", sheet.election.slug, made.uuid)
    page = pages.propose_page(request, sheet, ballot, boxes)
    key = request.POST.get("kunci", "")
    page |= {"grounds": form, "problem": problem, "key": key if len(key) == 36 else uuid4()}
    return render(request, "recap/correct.html", page, status=422)


@access.requires(Can.VIEW_RECAP)
@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    found = election_or_404(request, slug)
    if not places.entrances(request.user, found):
        raise PermissionDenied
    return render(request, "recap/corrections.html", pages.list_page(request, found))


@access.requires(Can.VIEW_RECAP)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = election_or_404(request, slug)
    correction = pages.correction_or_404(request, found, uuid)
    sheet = correction.sheet
    form = DecisionForm(request.POST or None)
    problem = ""
    if request.method == "POST":
        deed = request.POST.get("putusan", "")
        can = Can.PROPOSE_CORRECTION if deed == "tarik" else Can.APPROVE_CORRECTION
        actor = access.acting(request.user, can, region=sheet.tps_code, election=found)
        if form.is_valid():
            note, key = form.cleaned_data["catatan"], form.cleaned_data["kunci"]
            try:
                if deed == "setujui":
                    actions.approve_correction(correction, note=note, key=key, actor=actor)
                elif deed == "tolak":
                    actions.reject_correction(correction, note=note, actor=actor)
                elif deed == "tarik":
                    actions.withdraw_correction(correction, actor=actor)
                else:
                    raise RuleError(_("Pilih setujui, tolak atau tarik."))
            except (RuleError, ConflictError) as refusal:
                problem = str(refusal)
            else:
                messages.success(request, _("Putusan tercatat."))
                return redirect("recap:correction", slug, uuid)
        else:
            problem = _("Halaman ini tidak lengkap; muat ulang.")
    page = pages.correction_page(request, correction) | {"form": form, "problem": problem, "key": uuid4()}
    return render(request, "recap/correction.html", page, status=422 if problem else 200)
