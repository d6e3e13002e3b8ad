"""Surat mandat of witnesses: what was checked, and the form."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections.models import Choice, ContestKind, Party
from electcoord.ledger.recording import Actor
from meetings import actions
from meetings.forms import MandateForm
from meetings.models import Meeting
from meetings.selectors import access_meeting, papers, room
from meetings.views.answers import acting, attempt, first_error

READ_WRITE = ["GET", "HEAD", "POST"]


def _mandate_form(found: Meeting, data: Any = None) -> MandateForm:
    guests = [(str(g.uuid), f"{g.name} · {g.office_text or g.institution_text}".strip(" ·"))
              for g in found.guests.filter(invitee__isnull=True)]  # fmt: skip
    return MandateForm(data, guests=guests, contestants=_contestants(found))


def _contestants(found: Meeting) -> list[tuple[str, str]]:
    """Parties in their contests, pairs and candidates in theirs."""
    kinds = dict.fromkeys(found.election.contests.order_by("order").values_list("kind", flat=True))
    parties = list(found.election.parties.order_by("number"))
    rows = []
    for kind in map(ContestKind, kinds):
        if kind.is_party_list:
            rows += [(f"{kind}:partai:{p.uuid}", f"{kind.label} · {p.number} {p.name}") for p in parties]
    choices = Choice.objects.filter(contest__election=found.election, party__isnull=True).select_related("contest")
    rows += [(f"{c.contest.kind}:pilihan:{c.uuid}", f"{c.contest.title} · {c.number} {c.name}")
             for c in choices.order_by("contest__order", "position")
             if not c.is_empty_column and not ContestKind(c.contest.kind).is_party_list]  # fmt: skip
    return rows


@access.requires(Can.RECORD_MEETING)
@require_http_methods(READ_WRITE)
def mandates(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    is_check = request.POST.get("perbuatan") == "periksa"
    form = _mandate_form(found, request.POST if is_check else None)

    def page() -> dict[str, Any]:
        rows = list(found.mandates.select_related("guest", "party", "choice").order_by("-pk"))
        papers.put_scans(found, rows)
        return room.head(request, found, _("Mandat saksi")) | {"form": form, "mandates": rows}

    if request.method != "POST":
        return render(request, "meetings/mandates.html", page())
    actor = acting(request, Can.RECORD_MEETING, found)

    def deed() -> None:
        if is_check:
            _check_mandate(found, form, actor)
            return
        data = _uuid_of(request.POST.get("mandat", ""))
        mandate = get_object_or_404(found.mandates.all(), uuid=data)
        actions.revoke_mandate(mandate, reason=request.POST.get("alasan", "").replace("\x00", ""), actor=actor)

    return attempt(request, deed, done=_("Mandat tercatat."), then=reverse("meetings:mandates", args=[uuid]), page=page,
                   template="meetings/mandates.html")  # fmt: skip


def _uuid_of(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi.")) from None


def _check_mandate(found: Meeting, form: MandateForm, actor: Actor) -> None:
    if not form.is_valid():
        raise RuleError(first_error(form))
    data = form.cleaned_data
    kind, sort, one = data["peserta"].split(":")
    model = Party if sort == "partai" else Choice
    actions.check_mandate(
        get_object_or_404(found.guests.all(), uuid=data["orang"]), contest_kind=kind,
        contestant=get_object_or_404(model, uuid=one), signer=data["penanda_tangan"],
        signer_office=data["jabatan_penanda"], letter=data["surat"], valid_from=data["berlaku"],
        valid_to=data["sampai"], is_valid=data["hasil"] == "sah", reason=data["alasan"], actor=actor,
    )  # fmt: skip
