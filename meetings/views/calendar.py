"""The calendar in its four views, and the page of one stage."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections import actions as elections
from electcoord.elections.models import Election, Phase, PhaseOutcome
from electcoord.ledger.recording import Actor
from meetings.forms_calendar import PlanForm
from meetings.selectors import calendar as pages
from meetings.selectors import stages
from meetings.views.answers import first_error


@access.requires(Can.VIEW_CALENDAR)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    if not access.has_anywhere(request.user, Can.VIEW_CALENDAR):
        raise PermissionDenied
    return render(request, "meetings/calendar.html", pages.page(request))


def _editor(request: HttpRequest, election: Election) -> Actor:
    return access.acting(request.user, Can.EDIT_CALENDAR, region=election.kabupaten_id, election=election)


@access.requires(Can.EDIT_CALENDAR)
@require_http_methods(["POST"])
def load(request: HttpRequest) -> HttpResponse:
    """The shipped stages of an election; once more adds what is new."""
    if not access.has_anywhere(request.user, Can.EDIT_CALENDAR):
        raise PermissionDenied
    slug = request.POST.get("pemilu", "").replace("\x00", "")[:60]
    election = get_object_or_404(access.elections_of(request.user), slug=slug)
    access.check(request.user, Can.EDIT_CALENDAR, region=election.kabupaten_id, election=election)
    count = len(elections.load_phases(election, _editor(request, election)))
    messages.success(
        request, ngettext("%(n)s tahapan dimuat.", "%(n)s tahapan dimuat.", count) % {"n": count}
    )  # fmt: skip
    first = stages.first_day(election)
    query = f"?tampil=gantt&pemilu={election.slug}" + (f"&bulan={first:%Y-%m}" if first else "")
    return redirect(reverse("calendar:calendar") + query)


def _stage(request: HttpRequest, uuid: UUID) -> Phase:
    """404 outside the account's elections, 403 inside them without the right."""
    phase = get_object_or_404(Phase.objects.select_related("election__kabupaten", "election__profile"), uuid=uuid)
    if not access.elections_of(request.user).filter(pk=phase.election_id).exists():
        raise Http404
    if not access.may_somewhere(request.user, Can.VIEW_CALENDAR, phase.election):
        raise PermissionDenied
    return phase


@access.requires(Can.VIEW_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: HttpRequest, uuid: UUID) -> HttpResponse:
    phase = _stage(request, uuid)
    if request.method != "POST":
        return _shown(request, phase, PlanForm(initial=stages.plan_of(phase)))
    actor = _editor(request, phase.election)
    form = PlanForm(request.POST)
    try:
        done = _done(request.POST.get("perbuatan", ""), phase, form, actor)
    except RuleError as refusal:
        return _shown(request, phase, form, str(refusal))
    messages.success(request, done)
    return redirect("calendar:stage", uuid)


def _shown(request: HttpRequest, phase: Phase, form: PlanForm, problem: str = "") -> HttpResponse:
    page = stages.stage_page(request, phase) | {"form": form, "problem": problem}
    return render(request, "meetings/stage.html", page, status=422 if problem else 200)


def _done(deed: str, phase: Phase, form: Any, actor: Actor) -> str:
    if not form.is_valid():
        raise RuleError(first_error(form))
    data = form.cleaned_data
    if deed == "rencana":
        elections.plan_phase(phase, start=data["mulai"], end=data["selesai"], reason=data["alasan"], actor=actor)
        return _("Rencana tersimpan.")
    outcome = {"selesai": PhaseOutcome.SELESAI, "batal": PhaseOutcome.BATAL, "buka": ""}.get(deed)
    if outcome is None:
        raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
    elections.settle_phase(phase, outcome, reason=data["alasan"], actor=actor)
    return _("Keadaan tahapan tersimpan.")
