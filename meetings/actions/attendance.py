"""The desk: who came and went. Two clerks who tick the same guest at once make one arrival."""

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.directory.models import Office
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from meetings.actions.deeds import entry, lock_day, moment, optional, require
from meetings.actions.mandates import check_room
from meetings.ledger_actions import AttendanceAction
from meetings.models import Answer, Attendance, Guest, Invitee, Meeting, Method, Session
from meetings.states import OPEN


@dataclass(frozen=True)
class Arrival:
    """A stay, and whether this request made it; False: somebody else was faster, or it was pressed twice."""

    attendance: Attendance
    is_new: bool


@transaction.atomic
def check_in(
    session: Session,
    *,
    invitee: Invitee | None = None,
    guest: Guest | None = None,
    seat: int = 1,
    name: str = "",
    office_text: str = "",
    method: str = Method.MEJA,
    actor: Actor,
    at: datetime | None = None,
) -> Arrival:
    """Somebody comes, on an invitation's `seat` or as a guest who is known already (who left comes back so).

    `name`, `office_text`: of who sits on the seat where that is neither the holder nor who was named instead.
    Raises RuleError where nobody is named, or a witness may not go in.
    """
    session = _registering(lock_day(session))
    if method not in Method.values:
        raise RuleError(_("Cara pencatatan tidak dikenal."))
    now = moment(at)
    guest = _of_meeting(session, guest) if guest else _guest_of(session.meeting, invitee, seat, name, office_text)
    if guest.pk and (inside := _inside(session, guest)):
        return Arrival(inside, False)
    _check_back(session, guest, now)
    check_room(session, guest)
    row = Attendance(session=session, guest=guest, arrived_at=now, method=method, recorded_by=actor.uuid)
    told = {"sesi": str(session.uuid), "orang": str(guest.uuid), "hadir": str(row.uuid), "cara_hadir": method,
            "waktu": now.isoformat()}  # fmt: skip
    with entry(AttendanceAction.ARRIVED, session.meeting, actor, **told):
        if guest.pk is None:
            guest.save(force_insert=True)
        row.save(force_insert=True)
    return Arrival(row, True)


@transaction.atomic
def walk_in(
    session: Session,
    *,
    name: str,
    office_text: str = "",
    institution_text: str = "",
    office: Office | None = None,
    key: uuids.UUID | None = None,
    method: str = Method.MEJA,
    actor: Actor,
    at: datetime | None = None,
) -> Arrival:
    """Somebody comes without an invitation. A repeated request (`key`) counts once."""
    made = uuids.uuid4()
    if key and (done := recording.claim(key, canonical.digest([str(session.uuid), name, actor.uuid]), made)):
        return Arrival(Attendance.objects.select_related("guest").get(uuid=done), False)
    session = _registering(lock_day(session))
    now = moment(at)
    guest = Guest(
        meeting=session.meeting, name=one_line(name, _("Nama"), 120), office=office,
        office_text=optional(office_text, _("Jabatan"), 160),
        institution_text=optional(institution_text, _("Lembaga"), 160),
    )  # fmt: skip
    row = Attendance(uuid=made, session=session, guest=guest, arrived_at=now, method=method, recorded_by=actor.uuid)
    told = {"sesi": str(session.uuid), "orang": str(guest.uuid), "hadir": str(made), "cara_hadir": method,
            "waktu": now.isoformat(), "tanpa_undangan": True}  # fmt: skip
    with entry(AttendanceAction.ARRIVED, session.meeting, actor, **told):
        guest.save(force_insert=True)
        row.guest = guest
        row.save(force_insert=True)
    return Arrival(row, True)


@transaction.atomic
def check_out(attendance: Attendance, *, actor: Actor, at: datetime | None = None) -> Attendance:
    """They leave; said twice it stays at the first time."""
    session = lock_day(attendance.session)
    row = Attendance.objects.select_related("guest").get(pk=attendance.pk)
    if row.is_void:
        raise RuleError(_("Catatan kehadiran ini sudah dibatalkan."))
    if row.left_at is not None:
        return row
    now = moment(at)
    if now < row.arrived_at:
        raise RuleError(_("Pergi tidak dapat sebelum datang."))
    told = {"sesi": str(session.uuid), "hadir": str(row.uuid), "waktu": now.isoformat()}
    with entry(AttendanceAction.LEFT, session.meeting, actor, **told):
        row.left_at = now
        row.save(update_fields=["left_at"])
    return row


@transaction.atomic
def correct_attendance(
    attendance: Attendance,
    *,
    reason: str,
    arrived: datetime | None = None,
    left: datetime | None = None,
    actor: Actor,
) -> Attendance | None:
    """A mistaken tick: voided with a reason, and recorded anew where the right times are given. Both rows stay."""
    session = lock_day(attendance.session)
    row = Attendance.objects.select_related("guest").get(pk=attendance.pk)
    if row.is_void:
        raise RuleError(_("Catatan kehadiran ini sudah dibatalkan."))
    reason = one_line(reason, _("Alasan"), 250)
    fresh = _replacement(session, row, arrived, left, actor) if arrived else None
    told = {"sesi": str(session.uuid), "hadir": str(row.uuid), "pengganti": str(fresh.uuid) if fresh else ""}
    if fresh:
        told |= {"datang": fresh.arrived_at.isoformat(), "pergi": left.isoformat() if left else ""}
    with entry(AttendanceAction.CORRECTED, session.meeting, actor, **told):
        row.is_void, row.void_reason, row.voided_by = True, reason, actor.uuid
        row.save(update_fields=["is_void", "void_reason", "voided_by"])
        if fresh:
            fresh.save(force_insert=True)
    return fresh


def _replacement(
    session: Session, row: Attendance, arrived: datetime, left: datetime | None, actor: Actor
) -> Attendance:
    now = timezone.now()
    if arrived > now or (left and left > now):
        raise RuleError(_("Waktu itu belum tiba."))
    if left and left < arrived:
        raise RuleError(_("Pergi tidak dapat sebelum datang."))
    others = Attendance.objects.filter(session=session, guest=row.guest_id, is_void=False).exclude(pk=row.pk)
    for other in others:
        if (left is None or other.arrived_at < left) and (other.left_at is None or arrived < other.left_at):
            raise RuleError(_("Waktu itu bertumpuk dengan catatan kehadiran lain dari orang yang sama."))
    return Attendance(session=session, guest=row.guest, arrived_at=arrived, left_at=left, method=row.method,
                      recorded_by=actor.uuid)  # fmt: skip


def _registering(session: Session) -> Session:
    """The attendance list is open from the invitation to the end of its day."""
    require(session.meeting, OPEN, _("Daftar hadir rapat berstatus %(state)s tidak dibuka."))
    if session.closed_at or not session.is_active:
        raise RuleError(_("Sesi ini sudah ditutup; pilih sesi yang lain."))
    return session


def _of_meeting(session: Session, guest: Guest) -> Guest:
    if guest.meeting_id != session.meeting_id:
        raise RuleError(_("Orang ini terdaftar di rapat lain."))
    return guest


def _guest_of(meeting: Meeting, invitee: Invitee | None, seat: int, name: str, office_text: str) -> Guest:
    """Who sits on this seat of the invitation: known already, or made (not saved) from what the invitation tells."""
    if invitee is None or invitee.meeting_id != meeting.pk:
        raise RuleError(_("Undangan ini milik rapat lain."))
    row = Invitee.objects.select_related("office", "institution").get(pk=invitee.pk)
    if not row.is_active or not 1 <= seat <= row.seats:
        raise RuleError(_("Undangan ini sudah ditarik, atau orangnya lebih banyak daripada yang diundang."))
    if known := row.guests.filter(seat=seat).first():
        return known
    is_substitute = row.answer == Answer.DIWAKILI
    own = row.substitute if is_substitute else row.holder
    shown = row.substitute_office if is_substitute else (row.office.title if row.office_id else "")
    given = optional(name, _("Nama"), 120)
    if not (given or own):
        raise RuleError(_("Tulis nama yang hadir untuk %(invitee)s.") % {"invitee": str(row)})
    # Another name than the invited one is somebody in their place.
    is_substitute = is_substitute or bool(given and row.holder and given.casefold() != row.holder.casefold())
    return Guest(
        meeting=meeting, invitee=row, seat=seat, name=given or own, is_substitute=is_substitute, office=row.office,
        office_text=optional(office_text, _("Jabatan"), 160) or shown, institution_text=row.institution.name,
    )  # fmt: skip


def _inside(session: Session, guest: Guest) -> Attendance | None:
    rows = Attendance.objects.filter(session=session, guest=guest, left_at__isnull=True, is_void=False)
    return rows.select_related("guest").first()


def _check_back(session: Session, guest: Guest, now: datetime) -> None:
    if guest.pk is None:
        return
    rows = Attendance.objects.filter(session=session, guest=guest, is_void=False, left_at__gt=now)
    if rows.exists():
        raise RuleError(_("Waktu itu bertumpuk dengan catatan kehadiran lain dari orang yang sama."))
