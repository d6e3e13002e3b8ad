"""Circulars: the register, one with its recipients, and the recipient's own page without an account."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.directory.models import Office
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from meetings import actions
from meetings.actions import circulars as deeds
from meetings.actions import documents
from meetings.models import Circular, CircularKind, CircularRecipient, Decision
from meetings.selectors import access_meeting, circulars, meetings_for, papers, picker, room
from meetings.selectors.doors import crumbs
from meetings.views.answers import acting, attempt
from meetings.views.papers import INCOMPLETE, MIMES, READ_WRITE, file_response


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def circular_list(request: HttpRequest) -> HttpResponse:
    if not access.has_anywhere(request.user, Can.VIEW_MEETINGS):
        raise PermissionDenied
    rows = circulars.listed(meetings_for(request.user))
    page = Paginator(rows, 30).get_page(request.GET.get("hal", "1"))
    return render(request, "meetings/circulars.html", {
        "items": [circulars.line(row) for row in page], "page": page, "crumbs": crumbs(here=_("Edaran")),
    })  # fmt: skip


@access.requires(Can.RECORD_MEETING)
@require_http_methods(READ_WRITE)
def new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which decisions of the meeting the circular says."""
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    rows = Decision.objects.filter(session__meeting=found, is_void=False).select_related("session")

    def page() -> dict[str, Any]:
        head = room.head(request, found, _("Edaran baru"))
        return head | {"decisions": rows, "kinds": CircularKind.choices, "typed": request.POST, "key": uuid4()}

    if request.method != "POST":
        return render(request, "meetings/circular_new.html", page())
    wanted = set(request.POST.getlist("keputusan"))
    try:
        made = actions.draft_circular(
            found, [row for row in rows if str(row.uuid) in wanted], kind=request.POST.get("jenis", ""),
            about=request.POST.get("tentang", ""), actor=acting(request, Can.RECORD_MEETING, found),
            key=_uuid(request.POST.get("kunci", "")),
        )  # fmt: skip
    except RuleError as refusal:
        return render(request, "meetings/circular_new.html", page() | {"problem": str(refusal)}, status=422)
    messages.success(request, _("Draf edaran tersimpan. Sunting isinya dan pilih penerimanya."))
    return redirect(made)


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _found(request: HttpRequest, uuid: UUID, can: Can = Can.VIEW_MEETINGS) -> Circular:
    """The circular, by the right to its meeting; a draft only for whoever keeps or approves the record."""
    row = Circular.objects.select_related("meeting", "document__kind").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    row.meeting = access_meeting(request.user, row.meeting.uuid, can)
    may = room.rights(request.user, row.meeting)
    if row.document.in_force is None and not (may["record"] or may["approve"]):
        raise PermissionDenied
    return row


@access.requires(Can.VIEW_MEETINGS)
@require_http_methods(READ_WRITE)
def circular(request: HttpRequest, uuid: UUID) -> HttpResponse:
    row = _found(request, uuid)
    if request.method != "POST":
        return render(request, "meetings/circular.html", _page(request, row))
    chosen = DEEDS.get(request.POST.get("perbuatan", ""))
    if chosen is None:
        if not any(room.rights(request.user, row.meeting).values()):
            raise PermissionDenied
        return render(request, "meetings/circular.html", _page(request, row) | {"problem": str(INCOMPLETE)}, status=422)
    can, deed, done = chosen
    row = _found(request, uuid, can)
    actor = acting(request, can, row.meeting)
    return attempt(
        request, lambda: deed(request, row, actor), done=str(done), then=row.get_absolute_url(),
        template="meetings/circular.html", page=lambda: _page(request, _found(request, uuid)) | {"typed": request.POST},
    )  # fmt: skip


def _page(request: HttpRequest, row: Circular) -> dict[str, Any]:
    head = room.head(request, row.meeting, _("Edaran"))
    version = row.document.latest
    page = (
        head
        | circulars.recipients_page(request, row, head["may"]["plan"])
        | {
            "circular": row,
            "version": version,
            "kinds": CircularKind.choices,
            "line": circulars.line(row),
        }
    )
    if version.is_draft:
        page |= papers.number_choices(request, row.meeting)
        page["is_own"] = documents.writers_of(version) <= {str(request.user.uuid)}
        if head["may"]["record"]:
            page |= picker.picker(request, row.meeting)
    return page


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


def _save(request: HttpRequest, row: Circular, actor: Any) -> None:
    if not (seen := _text(request, "terlihat")):
        raise RuleError(str(INCOMPLETE))
    actions.change_circular(
        row, kind=_text(request, "jenis"), about=_text(request, "tentang"), basis=_text(request, "dasar"),
        points=_text(request, "isi"), seen=seen[:64], actor=actor,
    )  # fmt: skip


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values[:500] if value.isascii() and value.isdigit() and len(value) < 12]


def _address(request: HttpRequest, row: Circular, actor: Any) -> None:
    near = picker.institutions_of(row.meeting.region_id)
    offices = Office.objects.filter(
        institution__in=near, is_active=True, pk__in=_numbers(request.POST.getlist("jabatan"))
    )
    institutions: Any = near.filter(pk__in=_numbers(request.POST.getlist("lembaga")))
    gone = set(request.POST.getlist("tarik"))
    drop = [one for one in row.recipients.filter(is_active=True) if str(one.uuid) in gone]
    if not offices and not institutions and not drop:
        raise RuleError(_("Centang penerima yang ditambah atau ditarik."))
    actions.address_circular(
        row, offices=offices.select_related("institution"), institutions=institutions, drop=drop, actor=actor
    )


def _approve(request: HttpRequest, row: Circular, actor: Any) -> None:
    issuer = _text(request, "penerbit")
    if issuer and not access.may(request.user, Can.APPROVE_DOCUMENT, region=issuer, election=row.meeting.election):
        raise PermissionDenied
    if not (seen := _text(request, "terlihat")):
        raise RuleError(str(INCOMPLETE))
    actions.approve_circular(
        row, classification=_text(request, "klasifikasi")[:40], issuer=issuer, seen=seen[:64], actor=actor
    )


DEEDS = {
    "simpan": (Can.RECORD_MEETING, _save, lazy("Draf tersimpan.")),
    "penerima": (Can.RECORD_MEETING, _address, lazy("Daftar penerima tersimpan.")),
    "sahkan": (Can.APPROVE_DOCUMENT, _approve, lazy("Edaran disahkan dan bernomor.")),
    "kirim": (
        Can.PLAN_MEETING,
        lambda request, row, actor: actions.send_circular(row, actor=actor),
        lazy("Edaran dikirim."),
    ),
}


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def circular_file(request: HttpRequest, uuid: UUID, form: str) -> HttpResponse:
    row = _found(request, uuid)
    if form not in MIMES:
        raise Http404
    return file_response(row.document.in_force or row.document.latest, form, "edaran")


# The recipient's door.


def _recipient(link: PersonalLink) -> CircularRecipient:
    rows = CircularRecipient.objects.select_related(
        "circular__document__kind", "circular__meeting", "institution", "office"
    )
    return get_object_or_404(rows, link=link, is_active=True)


@require_http_methods(READ_WRITE)
@links.door(deeds.PURPOSE)
def door(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """What the circular says, and one button: received."""
    one = _recipient(link)
    version = one.circular.document.in_force
    if version is None:
        raise Http404
    if request.method == "POST":
        actions.confirm_receipt(one, actor=links.actor(link))
        return redirect("meetings:circular-door", links.token(link))
    page = {"recipient": one, "circular": one.circular, "version": version, "token": links.token(link),
            "blocks": version.content["blok"], "until": link.expires_at, "is_personal": True}  # fmt: skip
    return render(request, "meetings/circular_door.html", page)


@require_safe
@links.door(deeds.PURPOSE)
def door_file(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    version = _recipient(link).circular.document.in_force
    if version is None:
        raise Http404
    return file_response(version, "pdf", "edaran")
