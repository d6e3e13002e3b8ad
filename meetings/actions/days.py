"""The day itself: opening with or without quorum, skors, closing (regulations E.6, J.2). The chair's deeds."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from meetings.actions.bookings import follow
from meetings.actions.deeds import check_move, entry, lock_day, lock_meeting, moment, move, reason_of, require
from meetings.ledger_actions import DayAction
from meetings.models import Meeting, OpeningWay, Pause, Session
from meetings.quorum import Quorum, quorum_of, wait_minutes
from meetings.states import MeetingState

S = MeetingState


@transaction.atomic
def open_day(session: Session, *, reason: str = "", actor: Actor, at: datetime | None = None) -> Session:
    """Opens the next day. A pleno below quorum opens after the postponement, or with the chair's reason.

    `at`: when it was opened, where that is written down afterwards.
    """
    session = lock_day(session)
    meeting = session.meeting
    _check_next(session)
    now = moment(at)
    quorum = quorum_of(session)
    way = _way(session, quorum, now)
    reason = reason.strip()[:500]
    if way == OpeningWay.KEPUTUSAN_KETUA:
        reason = _without_quorum(session, quorum, reason)
    told = {"sesi": str(session.uuid), "cara_buka": way.value, "hadir": quorum and quorum.present,
            "perlu": quorum and quorum.needed, **({"alasan": reason} if reason else {})}  # fmt: skip
    with entry(DayAction.OPENED, meeting, actor, **told):
        session.opened_at, session.opened_by = now, actor.uuid
        session.opening, session.opening_reason = way, reason
        session.present, session.needed = (quorum.present, quorum.needed) if quorum else (None, None)
        session.save()
        _end_pause(meeting, actor, now)
        move(meeting, S.BERLANGSUNG, actor, at=now, reason=reason)
    return session


@transaction.atomic
def record_short(session: Session, *, actor: Actor, at: datetime | None = None) -> Session:
    """The pleno could not be opened for want of quorum: from here the postponement counts."""
    session = lock_day(session)
    _check_next(session)
    quorum = quorum_of(session)
    if quorum is None:
        raise RuleError(_("Rapat ini tidak memerlukan kuorum."))
    if quorum.is_met:
        raise RuleError(_("Kuorum sudah terpenuhi; rapat dapat dibuka."))
    if session.short_at is not None:
        raise RuleError(_("Belum kuorum sudah tercatat untuk sesi ini."))
    now = moment(at)
    told = {"sesi": str(session.uuid), "hadir": quorum.present, "perlu": quorum.needed}
    with entry(DayAction.SHORT, session.meeting, actor, **told):
        session.short_at, session.short_present = now, quorum.present
        session.save(update_fields=["short_at", "short_present"])
    return session


@transaction.atomic
def pause_meeting(meeting: Meeting, *, until: datetime, reason: str, actor: Actor, at: datetime | None = None) -> Pause:
    """Skors of the open day, with the time at which it is to go on."""
    meeting = lock_meeting(meeting.pk)
    require(meeting, [S.BERLANGSUNG], _("Rapat berstatus %(state)s tidak dapat diskors."))
    session, now, reason = _open_session(meeting), moment(at), reason_of(reason)
    if until <= now:
        raise RuleError(_("Waktu lanjut harus sesudah waktu skors."))
    return _pause(meeting, session, until, reason, actor, now, DayAction.PAUSED)


@transaction.atomic
def resume_meeting(meeting: Meeting, *, actor: Actor, at: datetime | None = None) -> Pause:
    """Cabut skors, earlier or later than planned."""
    meeting = lock_meeting(meeting.pk)
    require(meeting, [S.DISKORS], _("Rapat ini tidak sedang diskors (%(state)s)."))
    _open_session(meeting)
    now = moment(at)
    with entry(DayAction.RESUMED, meeting, actor):
        pause = _end_pause(meeting, actor, now)
        move(meeting, S.BERLANGSUNG, actor, at=now)
    return pause


@transaction.atomic
def close_day(session: Session, *, actor: Actor, at: datetime | None = None) -> Session:
    """Closes one day of several: the meeting is in skors until the next one is opened."""
    session = lock_day(session)
    meeting = session.meeting
    require(meeting, [S.BERLANGSUNG], _("Rapat berstatus %(state)s tidak dapat ditutup harinya; cabut skors dulu."))
    if not session.is_open:
        raise RuleError(_("Sesi ini tidak sedang dibuka."))
    following = _following(meeting)
    if following is None:
        raise RuleError(_("Tidak ada sesi berikutnya; tutup rapatnya."))
    now = moment(at)
    until = max(following.starts, now + timedelta(minutes=1))
    reason = _("Sesi hari ini ditutup; dilanjutkan sesi berikutnya.")
    pause = Pause(meeting=meeting, session=session, started_at=now, started_by=actor.uuid, planned_until=until,
                  reason=reason, is_overnight=True)  # fmt: skip
    told = {"sesi": str(session.uuid), "sampai": _spoken(until)}
    with entry(DayAction.DAY_CLOSED, meeting, actor, **told):
        _close(session, actor, now)
        pause.save(force_insert=True)
        move(meeting, S.DISKORS, actor, at=now, reason=reason)
    return session


@transaction.atomic
def close_meeting(meeting: Meeting, *, reason: str = "", actor: Actor, at: datetime | None = None) -> Meeting:
    """The end. With days still to come it needs a reason; they are taken off the plan."""
    meeting = lock_meeting(meeting.pk)
    check_move(meeting, S.SELESAI)
    now = moment(at)
    session = meeting.sessions.filter(opened_at__isnull=False, closed_at__isnull=True).first()
    left = list(meeting.sessions.filter(is_active=True, opened_at__isnull=True))
    if left:
        reason = _early(reason, len(left))
    reason = reason.strip()[:500]
    with entry(DayAction.CLOSED, meeting, actor, sesi_tersisa=len(left), **({"alasan": reason} if reason else {})):
        if session:
            _close(session, actor, now)
        _end_pause(meeting, actor, now)
        for day in left:
            day.is_active = False
            day.save(update_fields=["is_active"])
        move(meeting, S.SELESAI, actor, at=now, reason=reason)
    if left:
        follow(meeting, actor=actor)
    return meeting


def may_open_after_wait(session: Session, now: datetime) -> bool:
    """Whether the postponement of the recorded failed opening is over."""
    minutes = wait_minutes(session.meeting)
    if session.short_at is None or minutes is None:
        return False
    return now >= session.short_at + timedelta(minutes=minutes)


def _way(session: Session, quorum: Quorum | None, now: datetime) -> OpeningWay:
    if quorum is None:
        return OpeningWay.BIASA
    if quorum.is_met:
        return OpeningWay.KUORUM
    return OpeningWay.SETELAH_TUNDA if may_open_after_wait(session, now) else OpeningWay.KEPUTUSAN_KETUA


def _without_quorum(session: Session, quorum: Quorum, reason: str) -> str:
    if not reason:
        raise RuleError(
            _("Belum kuorum: %(present)s dari %(needed)s anggota hadir. Catat belum kuorum dan tunggu, atau tulis "
              "alasan membuka tanpa kuorum.") % {"present": quorum.present, "needed": quorum.needed}
        )  # fmt: skip
    return reason_of(reason)


def _check_next(session: Session) -> None:
    """Days are opened in order, from an invited meeting or after the day before was closed."""
    meeting = session.meeting
    require(meeting, [S.DIUNDANG, S.DISKORS], _("Rapat berstatus %(state)s tidak dapat dibuka."))
    if session.opened_at or not session.is_active:
        raise RuleError(_("Sesi ini sudah dibuka atau sudah dihapus."))
    if meeting.sessions.filter(opened_at__isnull=False, closed_at__isnull=True).exists():
        raise RuleError(_("Sesi sebelumnya masih terbuka; cabut skorsnya atau tutup dulu."))
    if session.pk != _following(meeting).pk:
        raise RuleError(_("Sesi dibuka berurutan; ada sesi yang lebih dulu."))


def _following(meeting: Meeting) -> Session | None:
    return meeting.sessions.filter(is_active=True, opened_at__isnull=True).order_by("starts", "pk").first()


def _open_session(meeting: Meeting) -> Session:
    session = meeting.sessions.filter(opened_at__isnull=False, closed_at__isnull=True).first()
    if session is None:
        raise RuleError(_("Tidak ada sesi yang terbuka; buka sesi berikutnya."))
    return session


def _pause(
    meeting: Meeting, session: Session, until: datetime, reason: str, actor: Actor, now: datetime, action: DayAction
) -> Pause:
    pause = Pause(meeting=meeting, session=session, started_at=now, started_by=actor.uuid, planned_until=until,
                  reason=reason)  # fmt: skip
    with entry(action, meeting, actor, sesi=str(session.uuid), sampai=_spoken(until), alasan=reason):
        pause.save(force_insert=True)
        move(meeting, S.DISKORS, actor, at=now, reason=reason)
    return pause


def _end_pause(meeting: Meeting, actor: Actor, now: datetime) -> Pause | None:
    pause = meeting.pauses.filter(ended_at__isnull=True).first()
    if pause:
        pause.ended_at, pause.ended_by = max(now, pause.started_at), actor.uuid
        pause.save(update_fields=["ended_at", "ended_by"])
    return pause


def _close(session: Session, actor: Actor, now: datetime) -> None:
    session.closed_at, session.closed_by = max(now, session.opened_at), actor.uuid
    session.save(update_fields=["closed_at", "closed_by"])


def _early(reason: str, left: int) -> str:
    if not reason.strip():
        raise RuleError(
            _("Masih ada %(left)s sesi yang belum dibuka. Tulis alasan menutup rapat sekarang.") % {"left": left}
        )
    return reason_of(reason)


def _spoken(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d-%m-%Y %H.%M}"
