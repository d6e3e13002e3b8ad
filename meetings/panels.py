"""What meetings add to Beranda, the menu, the search, the shortcuts and the glossary."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import glossary, search, shortcuts
from electcoord.common.numbers import angka
from electcoord.common.panels import Duty, Link, Panel, Task, register
from electcoord.common.search import LIMIT, Hit, Source
from electcoord.common.shortcuts import Group, Shortcut
from electcoord.common.templatetags.angka import tanggal, waktu
from electcoord.elections import phases
from electcoord.elections.models import Election
from electcoord.office.selectors import current_election
from logistics.selectors import rooms
from meetings.glossary import TERMS
from meetings.models import Meeting, MeetingKind
from meetings.pleno import ballots
from meetings.selectors import calendar_entries, meetings_for
from meetings.selectors.calendar import soon
from meetings.selectors.overview import OPEN_ANSWER, row
from meetings.selectors.training import trainings_of, untrained
from meetings.states import NEEDS_MINUTES, PLANNED, RUNNING, MeetingState

SHOWN = 5


def coming(request: HttpRequest, election: Election) -> dict[str, Any] | None:
    """The meetings that run and the next ones; nothing where there are none."""
    rows = meetings_for(request.user).filter(election=election)
    ahead = Q(state__in=RUNNING) | Q(state__in=PLANNED, ends__gte=timezone.now())
    found = [row(meeting) for meeting in rows.filter(ahead).order_by("starts", "pk")[:SHOWN]]
    return {"items": found, "url": reverse("meetings:list")} if found else None


def duties(request: HttpRequest, election: Election | None) -> list[Task]:
    """Minutes to be written, answers to be asked for, meetings that were planned and never opened."""
    user = request.user
    if election is None or not access.may_somewhere(user, Can.RECORD_MEETING, election):
        return []
    codes = access.scope(user, Can.RECORD_MEETING, election)
    rows = meetings_for(user).filter(access.region_q(codes, "region__code"), election=election)
    found, now, url = [], timezone.now(), reverse("meetings:list")
    late = _one_or_all(rows.filter(state__in=PLANNED, ends__lt=now), f"{url}?tampil=berikutnya")
    if late:
        title = ngettext("%(n)s rapat sudah lewat, belum dibuka", "%(n)s rapat sudah lewat, belum dibuka", late[0])
        text = _("Buka dan catat, jadwalkan ulang, atau batalkan dengan alasan.")
        found.append(Task(title % {"n": angka(late[0])}, late[0], late[1], _("Buka rapat"), late=True, tone="galat",
                          text=text))  # fmt: skip
    minutes = _one_or_all(rows.filter(state__in=NEEDS_MINUTES), f"{url}?tampil=notulen")
    if minutes:
        title = ngettext("%(n)s rapat perlu notulen", "%(n)s rapat perlu notulen", minutes[0])
        text = _("Lengkapi catatan dan keputusan, lalu mintakan pengesahan.")
        found.append(Task(title % {"n": angka(minutes[0])}, minutes[0], minutes[1], _("Susun notulen"),
                          tone="periksa", text=text, term="notulen"))  # fmt: skip
    silent = rows.filter(OPEN_ANSWER, state=MeetingState.DIUNDANG, starts__gte=now)
    silent = _one_or_all(silent, f"{url}?tampil=jawaban")
    if silent:
        title = ngettext(
            "%(n)s rapat menunggu jawaban undangan", "%(n)s rapat menunggu jawaban undangan", silent[0]
        )  # fmt: skip
        text = _("Tanyakan kepada yang belum menjawab, lalu catat.")
        found.append(Task(title % {"n": angka(silent[0])}, silent[0], silent[1], _("Lihat jawaban"), text=text))
    found += _untrained(access.scope(user, Can.PLAN_MEETING, election), election)
    return found


def _untrained(codes: list[str], election: Election) -> list[Task]:
    """Until the vote: TPS without a trained KPPS member, where bimtek has begun (coordination M5)."""
    if not codes or (election.day is not None and election.day < timezone.localdate()):
        return []
    begun = Meeting.objects.filter(election=election, kind=MeetingKind.BIMTEK, starts__lte=timezone.now())
    count = untrained(election, codes) if begun.exists() else 0
    if not count:
        return []
    title = ngettext("%(n)s TPS belum punya KPPS terlatih", "%(n)s TPS belum punya KPPS terlatih", count)
    text = _("Undang KPPS-nya ke bimtek berikutnya.")
    url = f"{reverse('meetings:coverage', args=[election.slug])}?daftar=belum"
    return [Task(title % {"n": angka(count)}, count, url, _("Lihat TPS-nya"), tone="periksa", text=text)]


def _one_or_all(rows: Any, url: str) -> tuple[int, str] | None:
    """How many, and where: the meeting itself where it is one."""
    found = list(rows.order_by("starts").values_list("uuid", flat=True)[:100])
    if not found:
        return None
    return len(found), reverse("meetings:meeting", args=found) if len(found) == 1 else url


def menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_MEETINGS):
        return None
    return {"label": _("Rapat"), "url": reverse("meetings:list"), "icon": "rapat", "go": "p"}


def meeting_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Meetings by title, place and organiser, in the account's regions; the next ones where nothing was typed."""
    if not access.has_anywhere(request.user, Can.VIEW_MEETINGS) or not text.strip():
        return []
    rows = meetings_for(request.user)
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(organiser__name__icontains=word))
    return [_hit(meeting) for meeting in rows.order_by("-starts", "pk")[:LIMIT]]


def _hit(meeting: Meeting) -> Hit:
    words = f"{meeting.get_kind_display()} · {meeting.place}"
    return Hit(meeting.title, meeting.get_absolute_url(), words, waktu(meeting.starts), "rapat")


def page_hits(request: HttpRequest, text: str) -> list[Hit]:
    """The rooms of meetings by their names."""
    user, wanted = request.user, search.words(text)
    doors = (
        ("list", _("Rapat"), _("undangan, kehadiran, notulen"), access.has_anywhere(user, Can.VIEW_MEETINGS)),
        ("new", _("Rapat baru"), _("rencanakan rapat"), access.has_anywhere(user, Can.PLAN_MEETING)),
    )
    found = [
        Hit(label, reverse(f"meetings:{name}"), more, icon="rapat")
        for name, label, more, is_open in doors
        if is_open and search.matches(wanted, f"{label} {more}")
    ]
    label = _("Cakupan bimtek")
    if wanted and search.matches(wanted, f"{label} kpps pelatihan"):
        found += [Hit(label, one["url"], one["name"], icon="rapat") for one in trainings_of(user)]
    return found


register(
    Panel("rapat", 20, "meetings/_panel.html", coming),
    Duty("rapat", 15, duties),
    Link(30, menu),
)
search.register(
    Source(gettext_lazy("Rapat"), 45, meeting_hits),
    Source(gettext_lazy("Halaman rapat"), 46, page_hits),
)
shortcuts.register(
    Group(
        40,
        gettext_lazy("Meja pendaftaran"),
        (
            Shortcut(("Enter",), gettext_lazy("cari yang tertulis")),
            Shortcut(("Tab",), gettext_lazy("ke tombol Hadir yang pertama")),
        ),
    )
)
glossary.register(*TERMS)


# The pleno: ballots sent against ballots used, from the readiness of logistics too.


def ballots_hits(request: HttpRequest, text: str) -> list[Hit]:
    election, label = current_election(request), _("Neraca surat suara")
    door = ballots.door(request, election) if election else None
    more = _("dikirim, diterima, digunakan, selisih")
    if door is None or not search.matches(search.words(text), f"{label} {more}"):
        return []
    return [Hit(label, door["url"], more, icon="lembar")]


rooms.doors.append(ballots.door)
search.register(Source(gettext_lazy("Halaman pleno"), 49, ballots_hits))


# The calendar: this week on Beranda, the menu, stages in the search.


def calendar_menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_CALENDAR):
        return None
    return {"label": _("Kalender"), "url": reverse("calendar:calendar"), "icon": "jam", "go": "j"}


def stage_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Stages by their title, in the elections whose calendar the account may see."""
    if not text.strip() or not access.has_anywhere(request.user, Can.VIEW_CALENDAR):
        return []
    return [
        Hit(str(phase), calendar_entries.stage_url(phase), phase.election.name, tanggal(phases.span(phase)[1]), "jam")
        for phase in calendar_entries.known_stages(request.user, text, LIMIT)
    ]


def calendar_hits(request: HttpRequest, text: str) -> list[Hit]:
    """The calendar's pages by their names."""
    if not access.has_anywhere(request.user, Can.VIEW_CALENDAR):
        return []
    doors = (
        ("calendar", _("Kalender"), _("tahapan, rapat, pleno, Gantt")),
        ("subscription", _("Langganan di telepon"), _("kalender iCalendar")),
    )
    wanted = search.words(text)
    return [
        Hit(label, reverse(f"calendar:{name}"), more, icon="jam")
        for name, label, more in doors
        if search.matches(wanted, f"{label} {more}")
    ]


register(Panel("pekan", 19, "meetings/_calendar_panel.html", soon), Link(31, calendar_menu))
search.register(
    Source(gettext_lazy("Tahapan"), 47, stage_hits), Source(gettext_lazy("Halaman kalender"), 48, calendar_hits)
)
shortcuts.register(
    Group(
        41,
        gettext_lazy("Kalender"),
        (
            Shortcut(("←",), gettext_lazy("bulan, pekan, atau rentang sebelumnya")),
            Shortcut(("→",), gettext_lazy("berikutnya")),
            Shortcut(("h",), gettext_lazy("ke hari ini")),
        ),
    )
)
