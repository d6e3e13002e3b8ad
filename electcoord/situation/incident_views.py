"""Pages of incidents: fetch, call, answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import download
from electcoord.common.errors import ConflictError, RuleError
from electcoord.papers import attachments
from electcoord.papers import render as printing
from electcoord.situation import evidence, incident_pages, incidents, kinds
from electcoord.situation.forms import grouped, owner_of, owners_in
from electcoord.situation.incident_forms import IncidentDeedForm, ReportForm
from electcoord.situation.incident_paper import make_paper, paper_of
from electcoord.situation.models import Incident

READ_WRITE = ["GET", "HEAD", "POST"]


def _enter(request: HttpRequest) -> None:
    """Whoever may see incidents somewhere, or owns one."""
    if access.has_anywhere(request.user, Can.VIEW_INCIDENTS):
        return
    if not incident_pages.incidents_for(request.user).exists():
        raise PermissionDenied


@access.signed_in
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    _enter(request)
    return render(request, "situation/incidents.html", incident_pages.board_page(request))


@access.signed_in
@require_safe
def board_file(request: HttpRequest, form: str) -> HttpResponse:
    _enter(request)
    if form not in download.FORMATS:
        raise Http404
    rows = incident_pages.file_rows(request)
    response = download.table_response(incident_pages.file_titles(), rows, name=f"insiden.{form}", form=form)
    response["Cache-Control"] = "private, no-store"
    return response


@access.requires(Can.REPORT_INCIDENTS)
@require_http_methods(READ_WRITE)
def report(request: HttpRequest) -> HttpResponse:
    """First which kind; then its form."""
    if not access.has_anywhere(request.user, Can.REPORT_INCIDENTS):
        raise PermissionDenied
    key = request.GET.get("jenis", "")
    crumbs = incident_pages.crumbs(_("Laporkan insiden"))
    if not kinds.known(key) or kinds.kind_of(key).form:
        page = {"kinds": _choices(request), "crumbs": crumbs}
        return render(request, "situation/incident_kinds.html", page, status=422 if request.method == "POST" else 200)
    kind = kinds.kind_of(key)
    first = {"kunci": uuid4(), "waktu": timezone.localtime(), "asal": request.GET.get("asal", "")[:80],
             "judul": request.GET.get("judul", "").replace("\x00", "")[:200]}  # fmt: skip
    form = ReportForm(request.POST if request.method == "POST" else None, initial=first, user=request.user, kind=kind)
    if form.is_bound and form.is_valid():
        try:
            made = _report(request, kind, form)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(label)s tercatat.") % {"label": made.label})
            return redirect("situation:incident", made.uuid)
    page = {"form": form, "kind": kind, "crumbs": crumbs}
    return render(request, "situation/incident_new.html", page, status=422 if form.is_bound else 200)


def _choices(request: HttpRequest) -> list[dict[str, Any]]:
    """Every kind with where it is reported; one with a form of its own is of an election."""
    election = access.elections_of(request.user).first()
    about = {name: request.GET[name] for name in ("asal", "judul") if request.GET.get(name)}
    found = []
    for kind in kinds.every():
        if kind.form and election is None:
            continue
        asked = urlencode({"jenis": kind.key, **about})
        url = reverse(kind.form, args=[election.slug]) if kind.form else f"?{asked}"
        found.append({"kind": kind, "url": url})
    return found


def _report(request: HttpRequest, kind: kinds.Kind, form: ReportForm) -> Incident:
    data, (election, region, tps) = form.cleaned_data, form.where()
    actor = access.acting(request.user, Can.REPORT_INCIDENTS, region=tps or region.pk, election=election)
    told = incidents.Report(
        kind=kind.key, what=data["kejadian"], election=election, region=region, tps_code=tps,
        occurred_at=data["waktu"], severity=data["tingkat"], cause=data["sebab"], details=form.details,
        about=data["asal"], about_title=data["judul"] if data["asal"] else "",
    )  # fmt: skip
    return incidents.report(told, files=request.FILES.getlist("berkas"), key=data["kunci"], actor=actor)


@access.signed_in
@require_http_methods(READ_WRITE)
def incident(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = incident_pages.incident_or_404(request.user, uuid)
    if request.method != "POST":
        return _page(request, found)
    name = request.POST.get("perbuatan", "")
    can = Can.REPORT_INCIDENTS if name == "catat" else Can.MANAGE_INCIDENTS
    actor = incident_pages.acting(request.user, found, can=can, as_owner=name in BY_OWNER)
    form = IncidentDeedForm(request.POST)
    if not form.is_valid() or name not in DEEDS:
        return _page(request, found, _("Isian tidak lengkap atau tidak terbaca; periksa, lalu kirim lagi."), form)
    form.files_sent = request.FILES.getlist("berkas")
    try:
        DEEDS[name](found, form, actor)
    except RuleError as refusal:
        return _page(request, found, str(refusal), form, 409 if isinstance(refusal, ConflictError) else 422)
    messages.success(request, _("Tercatat."))
    return redirect("situation:incident", uuid)


def _page(
    request: HttpRequest, found: Incident, problem: str = "", form: Any = None, status: int = 422
) -> HttpResponse:
    if problem:
        found = incident_pages.incident_or_404(request.user, found.uuid)
    page = incident_pages.detail_page(request, found) | {"problem": problem, "typed": form.data if form else {}}
    if page["may_change"]:
        page["owner_groups"] = grouped(owners_in({found.region_id}))
    response = render(request, "situation/incident.html", page, status=status if problem else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@access.signed_in
@require_safe
def evidence_file(request: HttpRequest, uuid: UUID, one: UUID) -> HttpResponse:
    """A file of the incident, for whoever may see its page."""
    found = incident_pages.incident_or_404(request.user, uuid)
    return evidence.respond(request, found.notes.all(), one)


@access.signed_in
@require_safe
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The berita acara as PDF, for whoever may see its page."""
    found = incident_pages.incident_or_404(request.user, uuid)
    if (document := paper_of(found)) is None:
        raise Http404
    response = HttpResponse(printing.pdf(document.in_force or document.latest), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="berita-acara-{found.label}.pdf"'
    return attachments.guarded(response)


def _said(form: IncidentDeedForm, *, files: bool = False) -> dict[str, Any]:
    data = form.cleaned_data
    return {"text": data["teks"], "seen": data["urutan"], **({"files": form.files_sent} if files else {})}


def _dated(deed: Callable[..., Any]) -> Callable[..., Any]:
    def act(found: Incident, form: IncidentDeedForm, actor: Any) -> Any:
        if form.due is None:
            raise RuleError(_("Isi tenggat yang baru."))
        return deed(found, due=form.due, **_said(form), actor=actor)

    return act


def _hand_over(found: Incident, form: IncidentDeedForm, actor: Any) -> None:
    chosen = owners_in({found.region_id}).get(form.cleaned_data["penanggung"])
    if chosen is None:
        raise RuleError(_("Pilih penanggung jawab yang baru."))
    incidents.hand_over(found, **owner_of(chosen), **_said(form), actor=actor)


BY_OWNER = {"tangani", "catat"}
DEEDS: dict[str, Callable[[Incident, IncidentDeedForm, Any], Any]] = {
    "tangani": lambda found, form, actor: incidents.take_up(found, **_said(form), actor=actor),
    "catat": lambda found, form, actor: incidents.note(found, **_said(form, files=True), actor=actor),
    "selesai": lambda found, form, actor: incidents.close(
        found, result=form.cleaned_data["hasil"], **_said(form, files=True), actor=actor
    ),
    "batalkan": lambda found, form, actor: incidents.cancel(found, **_said(form), actor=actor),
    "buka-lagi": _dated(incidents.reopen),
    "tenggat": _dated(incidents.reschedule),
    "alihkan": _hand_over,
    "naskah": lambda found, form, actor: make_paper(found, seen=form.cleaned_data["urutan"], actor=actor),
}
