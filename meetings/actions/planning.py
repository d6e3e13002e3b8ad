"""Planning: the meeting, its days, its agenda, and the steps until it is opened (regulations D.2, E.6, J.2)."""

import uuid as uuids
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.directory.models import Institution, Venue
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region, covers
from meetings.actions.bookings import choose_resources, follow, place_of
from meetings.actions.deeds import (
    changed,
    check_move,
    entry,
    lock_day,
    lock_meeting,
    move,
    optional,
    paragraph,
    reason_of,
    require,
)
from meetings.actions.invitees import refresh_holders
from meetings.actions.telling import tell_change
from meetings.ledger_actions import PlanAction
from meetings.models import Meeting, MeetingKind, Session
from meetings.notice import notice_days_of
from meetings.states import PLANNED, RUNNING, MeetingState

LONGEST_DAY = timedelta(hours=36)


@transaction.atomic
def plan_meeting(
    *,
    election: Election,
    region: Region,
    kind: str,
    organiser: Institution,
    title: str,
    place: str,
    starts: datetime,
    ends: datetime,
    purpose: str = "",
    key: uuids.UUID | None = None,
    venue: Venue | None = None,
    clash_reason: str = "",
    actor: Actor,
) -> Meeting:
    """A meeting in draft with its first day. A repeated request (`key`) makes one meeting. RuleError.

    `venue` is booked for that day and is the place where none is written; ClashError where others have it then,
    unless `clash_reason` says why that is accepted. Then there is no meeting either.
    """
    made = uuids.uuid4()
    digest = canonical.digest([str(election.uuid), region.code, kind, title, starts.isoformat(), actor.uuid])
    if key and (done := recording.claim(key, digest, made)):
        return Meeting.objects.get(uuid=done)
    if not covers(election.kabupaten_id, region.code):
        raise RuleError(_("Wilayah ini bukan bagian pemilu tersebut."))
    where = place if place.strip() or venue is None else place_of(venue)
    meeting = Meeting(uuid=made, election=election, region=region, organiser=organiser,
                      **_plan(kind=kind, title=title, place=where, purpose=purpose))  # fmt: skip
    session = Session(meeting=meeting, **_hours(starts, ends))
    told = {"mulai": starts.isoformat(), "wilayah": region.code, "penyelenggara": organiser.name}
    with entry(PlanAction.PLANNED, meeting, actor, **told):
        meeting.starts, meeting.ends = starts, ends
        meeting.save(force_insert=True)
        session.save(force_insert=True)
    if venue:
        meeting = choose_resources(meeting, venue=venue, others=[], reason=clash_reason, keeps_place=True, actor=actor)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, actor: Actor, **values: Any) -> Meeting:
    """`values`: any of kind, organiser, title, place, purpose; what is under way or over keeps its plan."""
    meeting = lock_meeting(meeting.pk)
    _planned(meeting)
    organiser = values.pop("organiser", meeting.organiser)
    names = changed(meeting, _plan(**values))
    if organiser != meeting.organiser:
        meeting.organiser = organiser
        names.append("organiser")
    if names:
        with entry(PlanAction.CHANGED, meeting, actor, isian=", ".join(names)):
            meeting.save(update_fields=names)
            if {"title", "place"} & set(names):
                tell_change(meeting, "ubah")
    if {"title", "kind"} & set(names):
        # A booking is told by the meeting's title, a closed pleno's by none.
        follow(meeting, actor=actor)
    return meeting


@transaction.atomic
def add_day(
    meeting: Meeting, *, starts: datetime, ends: datetime, title: str = "", actor: Actor, clash_reason: str = ""
) -> Session:
    """Another day or part of a day; also while the meeting runs, as when a pleno takes longer than planned."""
    meeting = lock_meeting(meeting.pk)
    require(meeting, (*PLANNED, *RUNNING), _("Rapat berstatus %(state)s tidak mendapat hari lagi."))
    row = Session(meeting=meeting, title=optional(title, _("Judul sesi"), 120), **_hours(starts, ends))
    _check_free(meeting, row)
    with entry(PlanAction.DAY_ADDED, meeting, actor, sesi=str(row.uuid), mulai=starts.isoformat()):
        row.save(force_insert=True)
        _span(meeting)
        tell_change(meeting, "ubah", [row])
    follow(meeting, actor=actor, reason=clash_reason)
    return row


@transaction.atomic
def change_day(session: Session, *, actor: Actor, clash_reason: str = "", **values: Any) -> Session:
    """`values`: any of title, starts, ends, of a day that was not opened yet."""
    session = _unopened(lock_day(session))
    if "title" in values:
        values["title"] = optional(values["title"], _("Judul sesi"), 120)
    _hours(values.get("starts", session.starts), values.get("ends", session.ends))
    names = changed(session, values)
    if names:
        _check_free(session.meeting, session)
        with entry(PlanAction.DAY_CHANGED, session.meeting, actor, sesi=str(session.uuid), isian=", ".join(names)):
            session.save(update_fields=names)
            _span(session.meeting)
            _look_at_notice(session.meeting)
            if {"starts", "ends"} & set(names):
                tell_change(session.meeting, "ubah", [session])
        follow(session.meeting, actor=actor, reason=clash_reason)
    return session


@transaction.atomic
def drop_day(session: Session, *, actor: Actor) -> None:
    """Takes a day that was not opened off the plan; a meeting keeps one."""
    session = _unopened(lock_day(session))
    if session.meeting.sessions.filter(is_active=True).count() < 2:
        raise RuleError(_("Rapat perlu paling sedikit satu sesi; ubah waktunya, atau tunda rapatnya."))
    with entry(PlanAction.DAY_DROPPED, session.meeting, actor, sesi=str(session.uuid)):
        session.is_active = False
        session.save(update_fields=["is_active"])
        _span(session.meeting)
        tell_change(session.meeting, "hari-hapus", [session])
    follow(session.meeting, actor=actor)


@transaction.atomic
def invite_meeting(meeting: Meeting, *, reason: str = "", actor: Actor, at: datetime | None = None) -> Meeting:
    """The invitations are out. A pleno that is invited later than its notice says so, with a reason (J.2).

    `at`: when, where it is written down afterwards.
    """
    meeting = lock_meeting(meeting.pk)
    check_move(meeting, MeetingState.DIUNDANG)
    if meeting.state == MeetingState.DITUNDA:
        raise RuleError(_("Rapat ini ditunda; tentukan dulu hari barunya."))
    count = meeting.invitees.filter(is_active=True).count()
    if not count:
        raise RuleError(_("Belum ada yang diundang; pilih dulu lembaga dan jabatannya."))
    now = at or timezone.now()
    meeting.invited_at = now
    _look_at_notice(meeting, save=False)
    if meeting.is_late_notice:
        reason = _late_reason(meeting, reason)
    told = {"jumlah": count, "batas_hari": meeting.notice_days, "lewat_batas": meeting.is_late_notice}
    with entry(PlanAction.INVITED, meeting, actor, **told, **({"alasan": reason} if reason else {})):
        more = ["invited_at", "notice_days", "is_late_notice"]
        move(meeting, MeetingState.DIUNDANG, actor, at=now, reason=reason, more=more)
    return meeting


@transaction.atomic
def postpone_meeting(meeting: Meeting, *, reason: str, actor: Actor) -> Meeting:
    """Put off until a new day is known."""
    return _leave(meeting, MeetingState.DITUNDA, PlanAction.POSTPONED, reason, actor)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, actor: Actor) -> Meeting:
    """It will not be held; the row stays with its reason."""
    return _leave(meeting, MeetingState.BATAL, PlanAction.CANCELLED, reason, actor)


@transaction.atomic
def reschedule_meeting(
    meeting: Meeting, *, starts: datetime, reason: str = "", actor: Actor, clash_reason: str = ""
) -> Meeting:
    """From postponed to a new first day; the other days keep their distance. Back to invited where it had been."""
    meeting = lock_meeting(meeting.pk)
    require(meeting, [MeetingState.DITUNDA], _("Rapat ini tidak ditunda (%(state)s)."))
    days = list(meeting.sessions.filter(is_active=True).order_by("starts"))
    shift = starts - days[0].starts
    state = MeetingState.DIUNDANG if meeting.invited_at else MeetingState.DRAF
    with entry(PlanAction.RESCHEDULED, meeting, actor, mulai=starts.isoformat(), keadaan_rapat=state.value):
        for day in days:
            day.starts, day.ends = day.starts + shift, day.ends + shift
            day.save(update_fields=["starts", "ends"])
        _span(meeting)
        if state == MeetingState.DIUNDANG:
            # The new day is told anew, so the notice counts from now.
            meeting.invited_at = timezone.now()
            meeting.save(update_fields=["invited_at"])
            _look_at_notice(meeting)
        refresh_holders(meeting)
        move(meeting, state, actor, at=timezone.now(), reason=reason.strip()[:500])
        tell_change(meeting, "jadwal")
    follow(meeting, actor=actor, reason=clash_reason)
    return meeting


def _leave(meeting: Meeting, state: MeetingState, action: PlanAction, reason: str, actor: Actor) -> Meeting:
    meeting = lock_meeting(meeting.pk)
    check_move(meeting, state)
    reason = reason_of(reason)
    with entry(action, meeting, actor, alasan=reason):
        move(meeting, state, actor, at=timezone.now(), reason=reason)
        tell_change(meeting, "tunda" if state == MeetingState.DITUNDA else "batal")
    follow(meeting, actor=actor)
    return meeting


def _late_reason(meeting: Meeting, reason: str) -> str:
    if not reason.strip():
        raise RuleError(
            _("Undangan rapat pleno paling lambat %(days)s hari sebelumnya. Tulis alasannya untuk tetap mengundang.")
            % {"days": meeting.notice_days}
        )
    return reason_of(reason)


def _look_at_notice(meeting: Meeting, *, save: bool = True) -> None:
    """Whether a pleno was invited in time, by the profile in force now."""
    if meeting.invited_at is None or meeting.starts is None:
        return
    meeting.notice_days = notice_days_of(meeting)
    days = (timezone.localdate(meeting.starts) - timezone.localdate(meeting.invited_at)).days
    meeting.is_late_notice = meeting.notice_days is not None and days < meeting.notice_days
    if save:
        meeting.save(update_fields=["notice_days", "is_late_notice"])


def _plan(**values: Any) -> dict[str, Any]:
    if "kind" in values and values["kind"] not in MeetingKind.values:
        raise RuleError(_("Pilih jenis rapat."))
    if "title" in values:
        values["title"] = one_line(values["title"], _("Judul"), 200)
    if "place" in values:
        values["place"] = one_line(values["place"], _("Tempat"), 200)
    if "purpose" in values:
        values["purpose"] = paragraph(values["purpose"], _("Tujuan"), 2000, least=0)
    return values


def _hours(starts: datetime, ends: datetime) -> dict[str, datetime]:
    if ends <= starts:
        raise RuleError(_("Sesi berakhir sebelum dimulai."))
    if ends - starts > LONGEST_DAY:
        raise RuleError(_("Satu sesi paling lama 36 jam; buat satu sesi untuk setiap hari."))
    return {"starts": starts, "ends": ends}


def _check_free(meeting: Meeting, session: Session) -> None:
    others = meeting.sessions.filter(is_active=True).exclude(pk=session.pk)
    if others.filter(starts__lt=session.ends, ends__gt=session.starts).exists():
        raise RuleError(_("Sesi ini bertumpuk dengan sesi lain dari rapat yang sama."))


def _span(meeting: Meeting) -> None:
    """The meeting's first and last moment, from its days."""
    found = meeting.sessions.filter(is_active=True).aggregate(starts=Min("starts"), ends=Max("ends"))
    meeting.starts, meeting.ends = found["starts"], found["ends"]
    meeting.save(update_fields=["starts", "ends"])


def _planned(meeting: Meeting) -> None:
    require(meeting, PLANNED, _("Rencana rapat berstatus %(state)s tidak diubah lagi."))


def _unopened(session: Session) -> Session:
    require(session.meeting, (*PLANNED, *RUNNING), _("Rencana rapat berstatus %(state)s tidak diubah lagi."))
    if session.opened_at or not session.is_active:
        raise RuleError(_("Sesi ini sudah dibuka atau sudah dihapus."))
    return session
