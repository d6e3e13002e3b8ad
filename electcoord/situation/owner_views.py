"""The owner's page without an account: what is asked, by when, and reports on it. The token is the authority."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from electcoord.common.errors import RuleError
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from electcoord.situation import evidence, follow_ups, owners, selectors
from electcoord.situation.forms import DeedForm
from electcoord.situation.models import FollowUp
from electcoord.situation.states import OWED, FollowUpState

DEEDS = {"mulai", "lapor"}


@require_http_methods(["GET", "HEAD", "POST"])
@links.door(owners.PURPOSE)
def owner(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    row = _row(link)
    if request.method == "POST":
        return _post(request, link, row)
    return _page(request, link, row)


@require_http_methods(["GET", "HEAD"])
@links.door(owners.PURPOSE)
def owner_file(request: HttpRequest, link: PersonalLink, one: UUID) -> HttpResponse:
    """A file that came through this holder's own reports."""
    return evidence.respond(request, selectors.own_notes(link, _row(link)), one)


def _row(link: PersonalLink) -> FollowUp:
    row = FollowUp.objects.select_related(*selectors.RELATED).filter(uuid=UUID(link.about.partition(":")[2])).first()
    if row is None:
        raise Http404
    return row


def _post(request: HttpRequest, link: PersonalLink, row: FollowUp) -> HttpResponse:
    form = DeedForm(request.POST)
    if not form.is_valid() or (name := form.cleaned_data["perbuatan"]) not in DEEDS:
        return _page(request, link, row, _("Isian tidak lengkap atau tidak terbaca; periksa, lalu kirim lagi."))
    said = {"text": form.cleaned_data["teks"], "seen": form.cleaned_data["urutan"], "actor": links.actor(link)}
    try:
        if name == "mulai":
            follow_ups.start(row, **said)
        else:
            sent = request.FILES.getlist("berkas")
            follow_ups.report(row, evidence=form.cleaned_data["bukti"], files=sent, **said)
    except RuleError as refusal:
        row.refresh_from_db()
        return _page(request, link, row, str(refusal))
    return redirect(f"{reverse('situation:owner', args=[links.token(link)])}?tercatat=1")


def _page(request: HttpRequest, link: PersonalLink, row: FollowUp, problem: str = "") -> HttpResponse:
    page = {
        **selectors.line(row, timezone.localdate()), "follow_up": row, "problem": problem, "is_personal": True,
        "typed": request.POST, "is_saved": "tercatat" in request.GET and not problem,
        "story": selectors.owner_story(link, row), "token": links.token(link), "may_report": row.state in OWED,
        "may_start": row.state == FollowUpState.TERBUKA, "until": link.expires_at,
    }  # fmt: skip
    return render(request, "situation/owner.html", page, status=422 if problem else 200)
