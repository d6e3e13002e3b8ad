"""What happened at a meeting and when, in its order."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.templatetags.angka import hari, jam
from electcoord.office.selectors import people
from meetings.models import Decision, Meeting, OpeningWay, Pause, Session
from meetings.selectors.room import attendance_numbers, days_of, head
from meetings.states import MeetingState


def timeline_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What happened when, in its order: steps, openings, skors, decisions, arrivals in sum."""
    days, events = days_of(meeting), []
    moves = list(meeting.moves.all())
    pauses = list(Pause.objects.filter(meeting=meeting))
    decisions = list(Decision.objects.filter(session__meeting=meeting))
    names = people({m.by for m in moves} | {d.by for d in decisions} | {p.ended_by for p in pauses})
    resumed = {pause.ended_at for pause in pauses}
    for one in moves:
        if one.state == MeetingState.BERLANGSUNG and one.at in resumed and not _opened(days, one.at):
            title = _("Skors dicabut")
        else:
            title = _move_title(MeetingState(one.state))
        if one.state != MeetingState.BERLANGSUNG or not _opened(days, one.at):
            events.append(_event(one.at, title, one.reason, names.get(one.by, ""), one.state))
    for day in days:
        events += _day_events(day, names)
    for one in decisions:
        text = _("dicabut: %(reason)s") % {"reason": one.void_reason} if one.is_void else ""
        events.append(_event(one.at, f"{one.get_kind_display()}: {one.text}", text, names.get(one.by, ""), "keputusan"))
    events.sort(key=lambda event: event["at"])
    numbers = attendance_numbers(meeting)
    for day in days:
        day.numbers = numbers.get(day.pk, {"inside": 0, "came": 0, "late": 0})
    return head(request, meeting, _("Jejak rapat")) | {
        "events": events, "days": days,
        "pauses": [
            {"pause": p, "minutes": int(((p.ended_at or timezone.now()) - p.started_at).total_seconds() // 60),
             "late": bool(p.ended_at and p.ended_at > p.planned_until + timedelta(minutes=5))}
            for p in pauses
        ],
    }  # fmt: skip


def _opened(days: list[Session], at: datetime) -> bool:
    return any(day.opened_at == at for day in days)


def _day_events(day: Session, names: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    if day.short_at:
        text = _("%(present)s anggota hadir") % {"present": day.short_present}
        found.append(_event(day.short_at, _("Belum kuorum, pembukaan ditunda"), text, "", "ditunda"))
    if day.opened_at:
        way = OpeningWay(day.opening)
        parts = [str(way.label)] if way != OpeningWay.BIASA else []
        if day.needed is not None:
            parts.append(_("%(present)s hadir, perlu %(needed)s") % {"present": day.present, "needed": day.needed})
        parts += [day.opening_reason] if day.opening_reason else []
        title = _("Sesi %(number)s dibuka") % {"number": day.number} if day.many else _("Rapat dibuka")
        found.append(_event(day.opened_at, title, "; ".join(parts), names.get(day.opened_by, ""), "berlangsung"))
    return found


def _move_title(state: MeetingState) -> str:
    S = MeetingState
    return {
        S.DRAF: _("Kembali ke draf"), S.DIUNDANG: _("Undangan dinyatakan terkirim"), S.BERLANGSUNG: _("Rapat berjalan"),
        S.DISKORS: _("Diskors"), S.SELESAI: _("Rapat ditutup"), S.NOTULEN_DRAF: _("Notulen mulai disusun"),
        S.NOTULEN_DISAHKAN: _("Notulen disahkan"), S.BA_DITANDATANGANI: _("Berita acara ditandatangani"),
        S.DIARSIP: _("Diarsip"), S.DITUNDA: _("Ditunda"), S.BATAL: _("Dibatalkan"),
    }[state]  # fmt: skip


TIMELINE = {"diskors": "periksa", "ditunda": "periksa", "batal": "galat", "keputusan": "cocok", "selesai": "selesai",
            "notulen_disahkan": "selesai", "berlangsung": "cocok"}  # fmt: skip


def _event(at: datetime, title: str, text: str, who: str, state: str) -> dict[str, Any]:
    return {"at": at, "time": f"{hari(at)} {jam(at)}", "title": title, "text": text, "who": who,
            "state": TIMELINE.get(state, "belum")}  # fmt: skip
