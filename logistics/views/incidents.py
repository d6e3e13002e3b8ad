"""Pages of swapped ballots: the report, and the exchange; the rest of an incident is on its own page."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from electcoord.office.selectors import election_or_404, remember
from electcoord.situation import incident_pages
from electcoord.situation.models import Incident
from logistics import actions
from logistics.forms.swaps import ExchangeForm, SwapForm
from logistics.models import Holder

READ_WRITE = ["GET", "HEAD", "POST"]


@access.requires(Can.REPORT_INCIDENTS)
@require_http_methods(READ_WRITE)
def swap(request: HttpRequest, slug: str) -> HttpResponse:
    election = election_or_404(request, slug)
    if not access.scope(request.user, Can.REPORT_INCIDENTS, election):
        raise PermissionDenied
    remember(request, election)
    first = {"kunci": uuid4(), "waktu": timezone.localtime()}
    form = SwapForm(request.POST if request.method == "POST" else None, initial=first, election=election)
    if form.is_bound and form.is_valid():
        try:
            made = _report(request, election, form)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(label)s tercatat.") % {"label": made.label})
            return redirect("situation:incident", made.uuid)
    page = {"election": election, "form": form, "crumbs": incident_pages.crumbs(_("Surat suara tertukar"))}
    return render(request, "logistics/swap_new.html", page, status=422 if form.is_bound else 200)


def _report(request: HttpRequest, election: Election, form: SwapForm) -> Incident:
    found = form.swap()
    if not access.may(request.user, Can.REPORT_INCIDENTS, region=found.here.code, election=election):
        raise RuleError(_("TPS %(code)s di luar wilayah akun ini.") % {"code": found.here.code})
    actor = access.acting(request.user, Can.REPORT_INCIDENTS, region=found.here.code, election=election)
    return actions.report_swap(
        found, files=request.FILES.getlist("berkas"), key=form.cleaned_data["kunci"], actor=actor
    )  # fmt: skip


@access.requires(Can.REPORT_INCIDENTS)
@require_POST
def exchange(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The ballots were brought where they belong; a refusal is said on the incident's page."""
    election = election_or_404(request, slug)
    found = incident_pages.incident_or_404(request.user, uuid)
    if found.election_id != election.pk or not hasattr(found, "swap"):
        raise Http404
    actor = incident_pages.acting(request.user, found, can=Can.REPORT_INCIDENTS)
    form, problem = ExchangeForm(request.POST), _("Isi siapa yang menukar, waktunya, dan bagaimana.")
    if form.is_valid():
        data = form.cleaned_data
        try:
            by = Holder.objects.filter(election=election, key=data["pemegang"]).first()
            if by is None:
                raise RuleError(_("Pemegang tidak dikenal; pilih dari daftar."))
            actions.exchange(found, by=by, at=data["waktu"], text=data["teks"], seen=data["urutan"], actor=actor)
        except RuleError as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Penukaran tercatat."))
            return redirect("situation:incident", uuid)
    page = incident_pages.detail_page(request, found) | {"problem": problem, "typed": request.POST}
    return render(request, "situation/incident.html", page, status=422)
