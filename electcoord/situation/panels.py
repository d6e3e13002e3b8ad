"""What follow-ups add to Beranda, the menu, the search and the glossary."""

from typing import Any

from django.db.models import Count, Q
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
from electcoord.common.panels import Duty, Link, Panel, Task, register
from electcoord.common.search import LIMIT, Hit, Source
from electcoord.elections.models import Election
from electcoord.situation import board, incident_panels, selectors  # noqa: F401 incidents register theirs
from electcoord.situation.models import FollowUp
from electcoord.situation.states import OWED, FollowUpState

MOST = 5


def menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_FOLLOW_UPS):
        return None
    return {"label": _("Tindak lanjut"), "url": reverse("situation:board"), "icon": "selesai", "go": "t"}


def situation(request: HttpRequest, election: Election) -> dict[str, Any] | None:
    """What is owed in this election where the account may see it."""
    codes = access.scope(request.user, Can.VIEW_FOLLOW_UPS, election)
    if not codes:
        return None
    today = timezone.localdate()
    rows = FollowUp.objects.filter(access.region_q(codes, "region__code"), election=election)
    first = board.ordered(rows.open().select_related(*selectors.RELATED), today)[:MOST]
    if not (items := [selectors.line(row, today) for row in first]):
        return None
    url = reverse("situation:board")
    numbers = board.counts(rows, today)
    return {
        "items": items,
        "stats": [
            {**stat, "url": f"{url}{stat['url']}"} for stat in board.stats(board.Wanted(), numbers)
        ],
    }  # fmt: skip


def duties(request: HttpRequest, election: Election | None) -> list[Task]:
    """What this account owes; what is late and what waits to be accepted where it manages; one query."""
    user = request.user
    managed = access.scope(user, Can.MANAGE_FOLLOW_UPS, election) if election else []
    here = Q(access.region_q(managed, "region__code"), election=election) if managed else Q(pk__in=[])
    today, mine = timezone.localdate(), selectors.owned_q(user)
    found = FollowUp.objects.aggregate(
        mine=Count("pk", filter=Q(mine, state__in=OWED)),
        mine_late=Count("pk", filter=Q(mine, state__in=OWED, due__lt=today)),
        late=Count("pk", filter=Q(here, state__in=OWED, due__lt=today)),
        told=Count("pk", filter=Q(here, state=FollowUpState.DILAPORKAN)),
    )
    url = reverse("situation:board")
    tasks = []
    if count := found["mine"]:
        title = ngettext(
            "%(n)s tindak lanjut menunggu laporan Anda", "%(n)s tindak lanjut menunggu laporan Anda", count
        )
        tasks.append(Task(title % {"n": angka(count)}, count, url, _("Lapor"), late=bool(found["mine_late"]),
                          text=_("Anda atau jabatan Anda tercatat sebagai penanggung jawab.")))  # fmt: skip
    if count := found["told"]:
        title = ngettext("Periksa %(n)s laporan tindak lanjut", "Periksa %(n)s laporan tindak lanjut", count)
        tasks.append(Task(title % {"n": angka(count)}, count, f"{url}?keadaan=dilaporkan", _("Periksa"),
                          tone="periksa", text=_("Terima, atau kembalikan dengan keterangan.")))  # fmt: skip
    if count := found["late"]:
        title = ngettext("%(n)s tindak lanjut lewat tenggat", "%(n)s tindak lanjut lewat tenggat", count)
        tasks.append(Task(title % {"n": angka(count)}, count, f"{url}?keadaan={board.LATE}", _("Lihat daftar"),
                          late=True, tone="periksa", term="tindak-lanjut",
                          text=_("Hubungi penanggung jawabnya, ubah tenggat, atau bawa ke rapat.")))  # fmt: skip
    return tasks


def hits(request: HttpRequest, text: str) -> list[Hit]:
    """Follow-ups by words of the instruction, owner or origin; the board and its form by their names."""
    user, wanted = request.user, search.words(text)
    if not access.has_anywhere(user, Can.VIEW_FOLLOW_UPS):
        return []
    doors = [
        (_("Tindak lanjut"), _("arahan, penanggung jawab, tenggat"), reverse("situation:board"), True),
        (_("Tindak lanjut baru"), _("mencatat arahan"), reverse("situation:open"),
         access.has_anywhere(user, Can.MANAGE_FOLLOW_UPS)),
    ]  # fmt: skip
    found = [
        Hit(label, url, more, icon="selesai")
        for label, more, url, is_open in doors
        if is_open and search.matches(wanted, f"{label} {more}")
    ]
    if text:
        query = Q(instruction__icontains=text) | Q(institution__name__icontains=text) | Q(origin_title__icontains=text)
        rows = board.ordered(selectors.follow_ups_for(user).filter(query), timezone.localdate())[:LIMIT]
        found += [
            Hit(row.title, reverse("situation:follow-up", args=[row.uuid]),
                f"{row.institution.name}, {row.get_state_display()}", icon="selesai")
            for row in rows
        ]  # fmt: skip
    return found[:LIMIT]


register(
    Panel("tindak-lanjut", 30, "situation/_panel.html", situation), Link(40, menu), Duty("tindak-lanjut", 40, duties)
)
search.register(Source(gettext_lazy("Tindak lanjut"), 45, hits))
glossary.register(
    Term(
        "tindak-lanjut",
        gettext_lazy("Tindak lanjut"),
        gettext_lazy("Arahan dari rapat atau pertemuan yang harus dikerjakan seseorang paling lambat pada tenggatnya."),
        gettext_lazy("Penanggung jawab melapor; KPU menerima laporannya atau mengembalikannya."),
    )
)
