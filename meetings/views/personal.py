"""The page of one invitation without an account: what, when, where, papers, the answer, the code for the desk.

The token is the authority (outbox.links): everything shown belongs to its invitation, everything else is 404.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.common.errors import RuleError
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from electcoord.papers import attachments, qr
from electcoord.papers import render as papers
from meetings import actions, codes, invitation
from meetings.actions.answers import may_answer
from meetings.forms import PersonalAnswerForm
from meetings.models import Invitee
from meetings.selectors import letters
from meetings.selectors.doors import chip
from meetings.states import OPEN, MeetingState
from meetings.views.answers import first_error


def _own(link: PersonalLink) -> Invitee:
    """The invitation of this link, while it stands."""
    _model, _colon, uuid = link.about.partition(":")
    rows = Invitee.objects.filter(is_active=True, uuid=UUID(uuid), meeting__invited_at__isnull=False)
    return get_object_or_404(
        rows.select_related("meeting__organiser", "meeting__election", "institution", "office", "term__person")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@links.door(invitation.PURPOSE)
def personal(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    found = _own(link)
    if request.method != "POST":
        return _page(request, link, found)
    form = PersonalAnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, link, found, first_error(form))
    data = form.cleaned_data
    try:
        actions.answer_by_link(
            found, answer=data["jawaban"], substitute=data["pengganti"], substitute_office=data["jabatan_pengganti"],
            note=data["alasan"], actor=links.actor(link),
        )  # fmt: skip
    except RuleError as refusal:
        return _page(request, link, _own(link), str(refusal))
    return redirect(f"{reverse('undangan:personal', args=[links.token(link)])}?tercatat=1")


def _page(request: HttpRequest, link: PersonalLink, found: Invitee, problem: str = "") -> HttpResponse:
    meeting = found.meeting
    last = meeting.moves.order_by("number").last()
    typed = request.POST if request.method == "POST" else {
        "jawaban": found.answer, "pengganti": found.substitute, "jabatan_pengganti": found.substitute_office,
        "alasan": found.note,
    }  # fmt: skip
    page: dict[str, Any] = {
        "meeting": meeting, "invitee": found, "days": invitation.days_of(meeting), "chip": chip(meeting),
        "kind": meeting.get_kind_display(), "problem": problem, "typed": typed, "token": links.token(link),
        "is_saved": "tercatat" in request.GET and not problem, "may_answer": may_answer(meeting),
        "materials": letters.materials(meeting), "has_letter": letters.in_force(meeting) is not None,
        "is_off": meeting.state in (MeetingState.DITUNDA, MeetingState.BATAL), "until": link.expires_at,
        "reason": last.reason if last and meeting.state in (MeetingState.DITUNDA, MeetingState.BATAL) else "",
        "pin": codes.pin(found.uuid), "has_code": meeting.state in OPEN,
        # Our own drawing of signs that we made: nothing in it comes from people.
        "qr": mark_safe(qr.svg(codes.code(found.uuid))),
    }  # fmt: skip
    return render(request, "meetings/personal.html", page, status=422 if problem else 200)


@require_safe
@links.door(invitation.PURPOSE)
def letter(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The copy addressed to this office, set when it is asked for."""
    found = _own(link)
    version = letters.in_force(found.meeting)
    if version is None:
        raise Http404
    try:
        content = papers.copies(invitation.copy(version.content), [invitation.address(found)], of=version)
    except RuleError as refusal:
        raise Http404 from refusal
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="surat-undangan.pdf"'
    return attachments.guarded(response)


@require_safe
@links.door(invitation.PURPOSE)
def calendar(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The .ics for a telephone that did not get the mail."""
    found = _own(link)
    is_off = found.meeting.state in (MeetingState.DITUNDA, MeetingState.BATAL)
    file = invitation.calendar(
        found.meeting, invitation.days_of(found.meeting), invitation.contact(found), found, is_off=is_off
    )
    response = HttpResponse(file.content, content_type=f"{file.mime}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@require_safe
@links.door(invitation.PURPOSE)
def material(request: HttpRequest, link: PersonalLink, uuid: UUID) -> HttpResponse:
    """A paper of this meeting; of another one it is not there."""
    rows = letters.materials(_own(link).meeting)
    found = next((row for row in rows if row.uuid == uuid), None)
    if found is None:
        raise Http404
    return attachments.respond(found, as_file=True)
