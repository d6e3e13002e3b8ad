"""One meeting as its pages show it: the workspace, the desk, the notes, the invitations, its timeline."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import hari, jam
from meetings import notice
from meetings.models import (
    AgendaItem,
    Answer,
    Attendance,
    Decision,
    Guest,
    Invitee,
    Meeting,
    MeetingKind,
    Remark,
    Session,
    Side,
)
from meetings.quorum import quorum_of, wait_minutes
from meetings.selectors.doors import chip, crumbs, rights
from meetings.states import APPROVED, NEEDS_MINUTES, OPEN, PLANNED, RUNNING, WRITABLE, MeetingState

SHOWN_INVITEES = 24
PAGE = 50


def days_of(meeting: Meeting) -> list[Session]:
    """Active days in order, numbered, with their agenda (`agenda`)."""
    items = AgendaItem.objects.filter(is_active=True).select_related("office__institution")
    rows = meeting.sessions.filter(is_active=True).order_by("starts", "pk")
    days = list(rows.prefetch_related(Prefetch("items", items.order_by("order", "pk"), to_attr="agenda")))
    for number, day in enumerate(days, 1):
        day.number, day.meeting = number, meeting
        day.many = len(days) > 1
    return days


def current_day(days: Iterable[Session]) -> Session | None:
    """The open day, else the next to open, else the last."""
    days = list(days)
    for day in days:
        if day.is_open:
            return day
    return next((day for day in days if day.opened_at is None), days[-1] if days else None)


def head(request: HttpRequest, meeting: Meeting, here: str = "") -> dict[str, Any]:
    """What every page of a meeting shows on top."""
    return {
        "meeting": meeting, "chip": chip(meeting), "kind": MeetingKind(meeting.kind).label,
        "crumbs": crumbs(meeting, here), "may": rights(request.user, meeting), "now": timezone.now(),
        "is_planned": meeting.state in PLANNED, "is_running": meeting.state in RUNNING,
        "is_open": meeting.state in OPEN, "is_writable": meeting.state in WRITABLE,
        "is_approved": meeting.state in APPROVED, "needs_minutes": meeting.state in NEEDS_MINUTES,
    }  # fmt: skip


def meeting_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """The workspace, before, during and after; the number of queries does not depend on how many come."""
    page, days = head(request, meeting), days_of(meeting)
    numbers = attendance_numbers(meeting)
    for day in days:
        day.numbers = numbers.get(day.pk, {})
    moves = list(meeting.moves.order_by("number"))
    day = current_day(days)
    pause = meeting.pauses.filter(ended_at__isnull=True).first() if meeting.state == MeetingState.DISKORS else None
    return page | {
        "where": f"{hari(meeting.starts)}, {jam(meeting.starts)} · {meeting.place}",
        "days": days, "day": day, "pause": pause, "notes": notes_of(meeting, days), "steps": steps(meeting),
        "invitees": invitee_summary(meeting), "came": came(meeting), "last_reason": moves[-1].reason if moves else "",
        "notice_last": notice.last_day(meeting), "is_late_now": notice.is_late_now(meeting),
        "is_due": bool(day and day.starts <= timezone.now() + timedelta(hours=6)),
        **light(day, meeting),
    }  # fmt: skip


def light(day: Session | None, meeting: Meeting) -> dict[str, Any]:
    """The quorum light of the day that is to be opened or is open; {} where no quorum is asked for."""
    quorum = quorum_of(day) if day and meeting.state in OPEN else None
    if quorum is None:
        return {"quorum": None}
    minutes = wait_minutes(meeting)
    until = day.short_at + timedelta(minutes=minutes) if day.short_at and minutes else None
    return {"quorum": quorum, "wait_minutes": minutes, "wait_until": until,
            "wait_is_over": until is not None and timezone.now() >= until}  # fmt: skip


def steps(meeting: Meeting) -> list[dict[str, str]]:
    """The way of a meeting, as components/_steps.html shows it."""
    S = MeetingState
    labels = (_("Rencana"), _("Undangan"), _("Pelaksanaan"), _("Notulen"), _("Disahkan"))
    at = {S.DRAF: 0, S.DITUNDA: 1 if meeting.invited_at else 0, S.DIUNDANG: 1, S.BERLANGSUNG: 2, S.DISKORS: 2,
          S.SELESAI: 3, S.NOTULEN_DRAF: 3}.get(S(meeting.state), len(labels))  # fmt: skip
    if meeting.state == S.BATAL:
        at = 1 if meeting.invited_at else 0
    words = ["done" if n < at else "now" if n == at else "" for n in range(len(labels))]
    if meeting.state in (S.BATAL, S.DITUNDA):
        words[at] = "stop"
    return [{"label": label, "state": word} for label, word in zip(labels, words, strict=True)]


def invitee_summary(meeting: Meeting) -> dict[str, Any]:
    """How many answered what, and the first names of each side."""
    rows = meeting.invitees.filter(is_active=True)
    counts: dict[str, int] = defaultdict(int)
    sides: dict[str, int] = defaultdict(int)
    for answer, side, count in rows.order_by().values_list("answer", "side").annotate(Count("pk")):
        counts[answer] += count
        sides[side] += count
    shown = list(rows.select_related("institution", "office").order_by("side", "order", "pk")[: 3 * SHOWN_INVITEES])
    groups = []
    for side in Side:
        if sides[side]:
            own = [one for one in shown if one.side == side][:SHOWN_INVITEES]
            groups.append({"side": side, "label": side_label(meeting, side), "count": sides[side], "rows": own,
                           "more": sides[side] - len(own)})  # fmt: skip
    return {
        "total": sum(counts.values()), "silent": counts[Answer.BELUM], "groups": groups,
        "answers": [{"answer": a, "label": a.label, "count": counts[a], "tone": TONES[a]} for a in Answer if counts[a]],
    }  # fmt: skip


def came(meeting: Meeting) -> dict[str, Any]:
    """Who was there on any day, invited or not."""
    rows = meeting.guests.filter(Exists(Attendance.objects.filter(guest=OuterRef("pk"), is_void=False)))
    shown, total = list(rows.order_by("name", "pk")[: 3 * SHOWN_INVITEES]), rows.count()
    return {"rows": shown, "total": total, "more": total - len(shown)}


TONES = {Answer.BELUM: "belum", Answer.HADIR: "selesai", Answer.DIWAKILI: "cocok", Answer.TIDAK_HADIR: "galat"}
ICONS = {Answer.BELUM: "jam", Answer.HADIR: "selesai", Answer.DIWAKILI: "akun", Answer.TIDAK_HADIR: "tolak"}


def side_label(meeting: Meeting, side: Side) -> str:
    """An audiensi is between two delegations."""
    if meeting.kind == MeetingKind.AUDIENSI:
        return {Side.TUAN_RUMAH: _("Delegasi tuan rumah"), Side.TAMU: _("Delegasi tamu")}.get(side, _("Peserta"))
    return {Side.PESERTA: _("Peserta"), Side.TUAN_RUMAH: _("Tuan rumah"), Side.TAMU: _("Tamu")}[side]


def attendance_numbers(meeting: Meeting) -> dict[int, dict[str, int]]:
    """{day: {inside, came, late}} in one query; late: arrived after the planned start, at the first arrival."""
    rows = Attendance.objects.filter(session__meeting=meeting, is_void=False).values("session")
    inside = Count("guest", filter=Q(left_at__isnull=True), distinct=True)
    late = Q(arrived_at__gt=F("session__starts"))
    early = Count("guest", filter=~late, distinct=True)
    found = rows.annotate(inside=inside, came=Count("guest", distinct=True), early=early)
    return {r["session"]: {"inside": r["inside"], "came": r["came"], "late": r["came"] - r["early"]} for r in found}


def notes_of(meeting: Meeting, days: list[Session]) -> list[dict[str, Any]]:
    """Per day and item what was said and decided; the day itself for what belongs to no item."""
    remarks, decisions = defaultdict(list), defaultdict(list)
    for remark in Remark.objects.filter(session__meeting=meeting).order_by("order"):
        remarks[remark.session_id, remark.item_id].append(remark)
    for decision in Decision.objects.filter(session__meeting=meeting).order_by("order"):
        decisions[decision.session_id, decision.item_id].append(decision)
    found = []
    for day in days:
        parts = [
            {"item": item, "remarks": remarks[day.pk, item.pk], "decisions": decisions[day.pk, item.pk]}
            for item in day.agenda
        ]
        loose = {"item": None, "remarks": remarks[day.pk, None], "decisions": decisions[day.pk, None]}
        parts += [loose] if loose["remarks"] or loose["decisions"] else []
        count = sum(len(part["remarks"]) + len(part["decisions"]) for part in parts)
        found.append({"day": day, "parts": parts, "count": count})
    return found


# The desk.


def desk_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """Everybody who may come to one day: who is awaited, inside, gone; late ones marked."""
    days = days_of(meeting)
    chosen = request.GET.get("sesi", "")
    day = next((one for one in days if str(one.uuid) == chosen), None) or current_day(days)
    words = request.GET.get("cari", "").replace("\x00", "").casefold().split()[:6]
    people_here = desk_people(meeting, day)
    shown = [one for one in people_here if all(word in one["text"] for word in words)]
    groups = {key: [one for one in shown if one["state"] == key] for key in ("awaited", "inside", "gone")}
    every = {key: sum(one["state"] == key for one in people_here) for key in ("awaited", "inside", "gone")}
    return head(request, meeting, _("Meja pendaftaran")) | {
        "days": days, "day": day, "groups": groups, "every": every, "sought": " ".join(words),
        "late": sum(one["is_late"] for one in people_here), "total": len(people_here),
        "is_registering": meeting.state in OPEN and day.closed_at is None,
        "day_tabs": [
            {"label": day_label(one), "url": f"?sesi={one.uuid}", "active": one.pk == day.pk} for one in days
        ],
        **light(day, meeting),
    }  # fmt: skip


def day_label(day: Session) -> str:
    """`Sesi 2 · Selasa, 5 Maret 2024`."""
    return _("Sesi %(number)s · %(day)s") % {"number": day.number, "day": day.title or hari(day.starts)}


def desk_people(meeting: Meeting, day: Session) -> list[dict[str, Any]]:
    """Every seat of every invitation and every walk-in, with the stays of this day, in three queries."""
    stays: dict[int, list[Attendance]] = defaultdict(list)
    for stay in Attendance.objects.filter(session=day, is_void=False).order_by("arrived_at", "pk"):
        stays[stay.guest_id].append(stay)
    guests = list(Guest.objects.filter(meeting=meeting).annotate(mandated=Count("mandates")).order_by("name"))
    by_seat = {(guest.invitee_id, guest.seat): guest for guest in guests if guest.invitee_id}
    rows = meeting.invitees.filter(is_active=True).select_related("institution", "office").order_by("order", "pk")
    found = []
    for invitee in rows:
        for seat in range(1, invitee.seats + 1):
            guest = by_seat.get((invitee.pk, seat))
            if guest is None and seat > 1 and (invitee.pk, seat - 1) not in by_seat:
                # Further seats of an invitation appear one after another, as people take them.
                break
            found.append(_seat(invitee, seat, guest, stays, day))
    found += [_person(guest, stays, day) for guest in guests if guest.invitee_id is None]
    return found


def _seat(
    invitee: Invitee, seat: int, guest: Guest | None, stays: dict[int, list[Attendance]], day: Session
) -> dict[str, Any]:
    if guest:
        return _person(guest, stays, day) | {"invitee": invitee, "seat": seat}
    is_by_other = invitee.answer == Answer.DIWAKILI
    name = invitee.substitute if is_by_other else invitee.holder
    title = invitee.substitute_office if is_by_other else (invitee.office.title if invitee.office_id else "")
    note = _("mewakili %(office)s") % {"office": invitee} if is_by_other else ""
    return {
        "invitee": invitee, "guest": None, "seat": seat, "name": name, "office": title, "note": note,
        "institution": invitee.institution.name, "state": "awaited", "is_late": False, "stays": [],
        "answer": invitee.answer, "absent": invitee.answer == Answer.TIDAK_HADIR,
        "text": f"{name} {invitee.holder} {title} {invitee} {invitee.institution.name}".casefold(),
    }  # fmt: skip


def _person(guest: Guest, stays: dict[int, list[Attendance]], day: Session) -> dict[str, Any]:
    own = stays.get(guest.pk, [])
    state = "awaited" if not own else "inside" if own[-1].left_at is None else "gone"
    return {
        "invitee": None, "guest": guest, "seat": guest.seat or 1, "name": guest.name, "office": guest.office_text,
        "institution": guest.institution_text, "state": state, "stays": own, "last": own[-1] if own else None,
        "is_late": bool(own) and own[0].arrived_at > day.starts, "mandated": guest.mandated,
        "note": _("mewakili") if guest.is_substitute else "" if guest.invitee_id else _("tanpa undangan"),
        "text": f"{guest.name} {guest.office_text} {guest.institution_text}".casefold(),
    }  # fmt: skip


def missing_members(meeting: Meeting, day: Session) -> list[str]:
    """Who is awaited of those invited, for the chair: names of seats nobody took yet."""
    return [one["name"] or str(one["invitee"]) for one in desk_people(meeting, day) if one["state"] == "awaited"]


# Invitations.


def invitees_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """The picker from the directory and the list of the invited, by answer."""
    answer = request.GET.get("jawaban", "")
    rows = meeting.invitees.filter(is_active=True).select_related("institution", "office")
    counts = dict(rows.order_by().values_list("answer").annotate(Count("pk")))
    if answer in Answer.values:
        rows = rows.filter(answer=answer)
    shown = Paginator(rows.order_by("side", "order", "pk"), PAGE).get_page(request.GET.get("hal", "1"))
    tabs = [
        ("", _("Semua"), sum(counts.values())),
        *((a.value, a.label.capitalize(), counts.get(a, 0)) for a in Answer),
    ]
    return head(request, meeting, _("Undangan")) | {
        "items": [
            {"invitee": one, "side": side_label(meeting, Side(one.side)), "tone": TONES[Answer(one.answer)],
             "icon": ICONS[Answer(one.answer)], "word": Answer(one.answer).label}
            for one in shown
        ],
        "page": shown, "page_query": f"jawaban={answer}&" if answer else "", "total": sum(counts.values()),
        "silent": counts.get(Answer.BELUM, 0),
        "tabs": [
            {"label": label, "note": angka(count), "url": f"?jawaban={key}" if key else "?", "active": key == answer}
            for key, label, count in tabs
        ],
        "sides": [(side.value, side_label(meeting, side)) for side in Side],
        "may_invite": meeting.state in (*PLANNED, *RUNNING),
    }  # fmt: skip
