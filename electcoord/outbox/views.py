"""Letters that need a hand: WhatsApp texts to send from one's own telephone, and letters that failed."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.common import refs
from electcoord.common.errors import RuleError
from electcoord.outbox import letters, selectors
from electcoord.outbox.models import Channel, Message
from electcoord.outbox.states import MessageState

PAGE = 50
_DEEDS = {"terkirim": letters.tick_sent, "batal": letters.cancel, "ulang": letters.retry}


@access.requires(selectors.CAN)
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """What waits for a hand first; `keadaan` shows the others."""
    if not access.has_anywhere(request.user, selectors.CAN):
        raise PermissionDenied
    rows, wanted = selectors.messages_for(request.user), request.GET.get("keadaan", "")
    tabs = [("", _("Perlu tangan")), *((state.value, state.label) for state in MessageState)]
    if wanted in MessageState.values:
        rows = rows.filter(state=wanted).order_by("-pk")
    else:
        rows = (selectors.by_hand(request.user) | selectors.failed(request.user)).order_by("due_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    return render(request, "outbox/messages.html", {
        "page": page, "items": [selectors.told(row) for row in page],
        "page_query": f"keadaan={wanted}&" if wanted in MessageState.values else "",
        "tabs": [{"url": f"?keadaan={key}" if key else "?", "label": str(label).capitalize(), "active": key == wanted}
                 for key, label in tabs],
        "mail_is_set": selectors.mail_is_set(),
        "crumbs": [home(), {"label": _("Surat keluar"), "url": None}],
    })  # fmt: skip


@access.requires(selectors.CAN)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = selectors.message_or_404(request.user, uuid)
    if request.method == "POST":
        actor = access.acting(request.user, selectors.CAN, region=found.region, election=found.election)
        if (deed := _DEEDS.get(request.POST.get("perbuatan", ""))) is None:
            return _page(request, found, _("Pilih salah satu tombol."), 422)
        try:
            deed(found, actor=actor)
        except RuleError as refusal:
            found.refresh_from_db()
            return _page(request, found, str(refusal), 422)
        messages.success(request, _("Tercatat."))
        return redirect("outbox:message", uuid)
    return _page(request, found)


def home() -> dict[str, str]:
    return {"label": _("Beranda"), "url": reverse("office:home")}


def _page(request: HttpRequest, found: Message, problem: str = "", status: int = 200) -> HttpResponse:
    is_whatsapp = found.channel == Channel.WHATSAPP
    text, wa_url = selectors.whatsapp(found) if is_whatsapp else ("", "")
    response = render(request, "outbox/message.html", {
        **selectors.told(found), "problem": problem, "is_whatsapp": is_whatsapp, "text": text, "wa_url": wa_url,
        "is_waiting": found.state == MessageState.ANTRI, "has_failed": found.state == MessageState.GAGAL,
        "about_url": refs.url_of(found.about),
        "crumbs": [home(), {"label": _("Surat keluar"), "url": reverse("outbox:messages")},
                   {"label": found.subject, "url": None}],
    }, status=status)  # fmt: skip
    # The text may hold the address of a personal link.
    response["Cache-Control"] = "private, no-store"
    return response
