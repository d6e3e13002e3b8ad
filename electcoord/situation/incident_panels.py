"""What incidents add to Beranda, the menu, the search and the glossary."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import glossary, search
from electcoord.common.glossary import Term
from electcoord.common.numbers import angka
from electcoord.common.panels import Duty, Link, Task, register
from electcoord.common.search import LIMIT, Hit, Source
from electcoord.elections.models import Election
from electcoord.situation import board, incident_pages, kinds
from electcoord.situation.models import Incident


def menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_INCIDENTS):
        return None
    return {"label": _("Insiden"), "url": reverse("situation:incidents"), "icon": "galat"}


def duties(request: HttpRequest, election: Election | None) -> list[Task]:
    """What is late and what nobody has taken up yet, where the account sees to it; one query."""
    codes = access.scope(request.user, Can.MANAGE_INCIDENTS, election) if election else []
    if not codes:
        return []
    rows = Incident.objects.filter(incident_pages.place_q(codes), election=election)
    found = incident_pages.counts(rows, timezone.now())
    url, tasks = reverse("situation:incidents"), []
    if count := found[board.LATE]:
        title = ngettext("%(n)s insiden lewat tenggat", "%(n)s insiden lewat tenggat", count) % {"n": angka(count)}
        tasks.append(Task(title, count, f"{url}?keadaan={board.LATE}", _("Lihat daftar"), late=True, tone="galat",
                          term="insiden", text=_("Tangani, selesaikan, atau alihkan.")))  # fmt: skip
    if count := found["terbuka"]:
        title = ngettext("%(n)s insiden belum ditangani", "%(n)s insiden belum ditangani", count)
        tasks.append(Task(title % {"n": angka(count)}, count, f"{url}?keadaan=terbuka", _("Tangani"), tone="periksa",
                          term="insiden", text=_("Ambil insidennya, supaya rekan lain tahu.")))  # fmt: skip
    return tasks


def hits(request: HttpRequest, text: str) -> list[Hit]:
    """Incidents by number or words of what happened; the board and its form by their names."""
    user, wanted = request.user, search.words(text)
    if not access.has_anywhere(user, Can.VIEW_INCIDENTS):
        return []
    doors = [
        (_("Insiden"), _("hilang, rusak, tertukar, segel rusak, kecelakaan"), reverse("situation:incidents"), True),
        (_("Laporkan insiden"), _("insiden baru"), reverse("situation:incident-new"),
         access.has_anywhere(user, Can.REPORT_INCIDENTS)),
    ]  # fmt: skip
    found = [
        Hit(label, url, more, icon="galat")
        for label, more, url, is_open in doors
        if is_open and search.matches(wanted, f"{label} {more}")
    ]
    if text:
        rows = incident_pages.incidents_for(user)
        number = text.strip().upper().removeprefix("INS-")
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        rows = rows.filter(number=int(number)) if is_number else rows.filter(what__icontains=text)
        found += [
            Hit(f"{row.label} {row.title}", reverse("situation:incident", args=[row.uuid]),
                f"{kinds.kind_of(row.kind).label}, {row.get_state_display()}", icon="galat")
            for row in incident_pages.ordered(rows, timezone.now())[:LIMIT]
        ]  # fmt: skip
    return found[:LIMIT]


register(Link(34, menu), Duty("insiden", 35, duties))
search.register(Source(gettext_lazy("Insiden"), 46, hits))
glossary.register(
    Term(
        "insiden",
        gettext_lazy("Insiden"),
        gettext_lazy("Sesuatu yang tidak berjalan semestinya dan harus ditangani sampai tenggatnya."),
        gettext_lazy("Selisih serah terima dan segel rusak membukanya dengan sendirinya; yang lain dilaporkan orang."),
    )
)
