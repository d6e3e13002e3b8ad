"""What a meeting books: hall, vehicles, units, people; clashes are shown before anything is saved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.directory.actions import ClashError
from meetings.actions.bookings import choose_resources
from meetings.models import Meeting
from meetings.selectors import access_meeting
from meetings.selectors.bookings import bookings_page, candidates
from meetings.views.answers import acting

MOST = 100


@access.requires(Can.PLAN_MEETING)
@require_http_methods(["GET", "HEAD", "POST"])
def bookings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid, Can.PLAN_MEETING)
    if request.method != "POST":
        return render(request, "meetings/bookings.html", bookings_page(request, meeting))
    chosen = _chosen(request)
    try:
        if request.POST.get("perbuatan") != "pesan":
            raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
        _choose(request, meeting, chosen)
    except RuleError as refusal:
        page = bookings_page(request, meeting, chosen)
        page |= {"problem": str(refusal), "is_clash": isinstance(refusal, ClashError),
                 "reason": request.POST.get("alasan", "")[:500]}  # fmt: skip
        return render(request, "meetings/bookings.html", page, status=422)
    messages.success(request, _("Pemesanan tersimpan."))
    return redirect("meetings:bookings", uuid)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """Ticked primary keys; what is no number is passed over."""
    found: dict[str, Any] = {
        name: {int(text) for text in request.POST.getlist(name)[:MOST] if text.isascii() and text.isdigit()}
        for name in ("tempat", "kendaraan", "unit", "jabatan")
    }
    return found | {"tempat": min(found["tempat"], default=None)}


def _choose(request: HttpRequest, meeting: Meeting, chosen: dict[str, Any]) -> None:
    """Only what the page offers can be chosen."""
    offered = candidates(meeting)
    venue = next((one for one in offered["venues"] if one.pk == chosen["tempat"]), None)
    if chosen["tempat"] and venue is None:
        raise RuleError(_("Tempat itu tidak dapat dipesan dari sini."))
    others = [
        one for name, key in (("kendaraan", "vehicles"), ("unit", "units"), ("jabatan", "offices"))
        for one in offered[key] if one.pk in chosen[name]
    ]  # fmt: skip
    choose_resources(
        meeting, venue=venue, others=others, reason=request.POST.get("alasan", "")[:500],
        actor=acting(request, Can.PLAN_MEETING, meeting),
    )  # fmt: skip
