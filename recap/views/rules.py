"""Pages about the rules: the board of findings, the catalogue, and the trial of another profile."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections import actions, profiles
from electcoord.elections.models import Election
from electcoord.elections.profiles import Values
from electcoord.office.selectors import election_or_404
from recap.forms import PlaceFilterForm, TrialForm, TrialProposalForm
from recap.selectors import board, lists, places
from recap.selectors import catalogue as catalogues
from recap.selectors import trial as trials


def _room(request: HttpRequest, slug: str) -> Election:
    found = election_or_404(request, slug)
    if not places.entrances(request.user, found):
        raise PermissionDenied
    return found


@access.requires(Can.VIEW_RECAP)
@require_safe
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    found = _room(request, slug)
    wanted = lists.Filter.of(request.GET)
    page = board.findings_page(request, found, wanted)
    choices = {name: page.get(name, ()) for name in ("contests", "regions", "rules", "severities", "ages")}
    return render(request, "recap/findings.html", {**page, "form": PlaceFilterForm(wanted.values, **choices)})


@access.requires(Can.VIEW_RECAP)
@require_safe
def catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "recap/rules.html", catalogues.catalogue_page(request, _room(request, slug)))


@access.requires(Can.VIEW_PROFILE)
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    found = election_or_404(request, slug)
    if not access.may_somewhere(request.user, Can.VIEW_PROFILE, found):
        raise PermissionDenied
    form = TrialForm(request.POST or request.GET, values=found.profile.values)
    ground = TrialProposalForm(request.POST or None)
    if request.method == "POST":
        actor = access.acting(request.user, Can.PROPOSE_PROFILE, region=found.kabupaten_id, election=found)
        if form.is_valid() and ground.is_valid():
            data = ground.cleaned_data
            values = form.proposal(data["sumber"], data["diverifikasi"])
            try:
                actions.propose_profile(found, values, reason=data["alasan"], actor=actor)
            except RuleError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Usulan dicatat; orang lain yang berwenang menyetujuinya."))
                return redirect("office:profile", slug)
    change, after = _tried(form)
    page = trials.trial_page(request, found, change, after)
    status = 422 if request.method == "POST" or form.errors else 200
    return render(request, "recap/rule_trial.html", {**page, "form": form, "ground": ground}, status=status)


def _tried(form: TrialForm) -> tuple[trials.Change, Values | None]:
    """What is changed and the whole profile with it; nothing where the form does not make one."""
    nothing = trials.Change({}, {})
    if not form.is_valid() or not (change := form.change()):
        return nothing, None
    try:
        return change, profiles.changed(form.values, form.proposal("uji coba", None))
    except RuleError as refusal:
        form.add_error(None, str(refusal))
        return nothing, None
