"""What of the outbox waits for a hand."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from electcoord.accounts import access
from electcoord.common import search
from electcoord.common.numbers import angka
from electcoord.common.panels import Duty, Task, register
from electcoord.common.search import Hit, Source
from electcoord.outbox import selectors
from electcoord.outbox.models import Channel, Message
from electcoord.outbox.sending import mail_is_set
from electcoord.outbox.states import MessageState


def duties(request: HttpRequest, election: Any) -> list[Task]:
    """WhatsApp texts of this election to be sent by hand, and letters that failed."""
    if election is None or not access.may_somewhere(request.user, selectors.CAN, election):
        return []
    codes = access.scope(request.user, selectors.CAN, election)
    rows = Message.objects.filter(access.region_q(codes, "region"), election=election)
    by_hand, failed, held = _counts(rows)
    url, found = reverse("outbox:messages"), []
    if failed:
        title = ngettext("%(n)s surat gagal dikirim", "%(n)s surat gagal dikirim", failed) % {"n": angka(failed)}
        text = _("Perbaiki alamatnya, lalu kirim ulang atau sampaikan dengan cara lain.")
        found.append(Task(title, failed, f"{url}?keadaan=gagal", _("Lihat surat"), tone="galat", text=text))
    if by_hand:
        title = ngettext("Kirim %(n)s pesan WhatsApp", "Kirim %(n)s pesan WhatsApp", by_hand) % {"n": angka(by_hand)}
        text = _("Teksnya sudah siap; kirim dari telepon Anda, lalu tandai.")
        found.append(Task(title, by_hand, url, _("Buka pesan"), text=text))
    if held:
        title = ngettext(
            "%(n)s surat menunggu karena surel belum diatur", "%(n)s surat menunggu karena surel belum diatur", held
        ) % {"n": angka(held)}
        text = _("Pengelola sistem mengisi EMAIL_URL di server; sampai saat itu tidak ada surat yang pergi.")
        found.append(Task(title, held, f"{url}?keadaan=antri", _("Lihat surat"), text=text, is_reading=True))
    return found


def _counts(rows: Any) -> tuple[int, int, int]:
    """(to be sent by hand, failed, held because no mail is set), in one query."""
    told = rows.filter(state__in=[MessageState.ANTRI, MessageState.GAGAL]).values_list("channel", "state")
    counts: dict[tuple[str, str], int] = {}
    for key in told:
        counts[key] = counts.get(key, 0) + 1
    failed = sum(count for (_channel, state), count in counts.items() if state == MessageState.GAGAL)
    held = 0 if mail_is_set() else counts.get((Channel.EMAIL.value, MessageState.ANTRI.value), 0)
    return counts.get((Channel.WHATSAPP.value, MessageState.ANTRI.value), 0), failed, held


def pages(request: HttpRequest, text: str) -> list[Hit]:
    """The list of letters by its name."""
    label, more = _("Surat keluar"), _("surel, WhatsApp, yang gagal dan menunggu")
    if not access.has_anywhere(request.user, selectors.CAN) or not search.matches(
        search.words(text), f"{label} {more}"
    ):
        return []
    return [Hit(label, reverse("outbox:messages"), more, icon="lembar")]


register(Duty("surat", 60, duties))
search.register(Source(gettext_lazy("Surat"), 58, pages))
