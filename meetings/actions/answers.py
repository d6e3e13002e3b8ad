"""What the invited do themselves, through their personal page; and the desk that reads their code."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from meetings import codes
from meetings.actions.attendance import Arrival, check_in
from meetings.actions.deeds import lock_meeting, require
from meetings.actions.invitees import answer_invitation
from meetings.models import Answer, Attendance, Invitee, Meeting, Session
from meetings.states import MeetingState


def may_answer(meeting: Meeting) -> bool:
    """Until it starts: then the attendance list says who came."""
    return meeting.state == MeetingState.DIUNDANG and timezone.now() < meeting.starts


@transaction.atomic
def answer_by_link(
    invitee: Invitee, *, answer: str, substitute: str = "", substitute_office: str = "", note: str = "", actor: Actor
) -> Invitee:
    """The holder's own answer; `actor` is the link. RuleError once the meeting started, or without a reason for no."""
    meeting = lock_meeting(invitee.meeting_id)
    require(meeting, [MeetingState.DIUNDANG], _("Rapat berstatus %(state)s tidak menerima jawaban."))
    if not may_answer(meeting):
        raise RuleError(_("Rapat sudah dimulai; kehadiran dicatat di meja pendaftaran."))
    if answer == Answer.TIDAK_HADIR and not note.strip():
        raise RuleError(_("Tulis alasan tidak hadir."))
    if answer == Answer.DIWAKILI and not substitute_office.strip():
        raise RuleError(_("Tulis nama dan jabatan yang mewakili."))
    return answer_invitation(
        invitee, answer=answer, substitute=substitute, substitute_office=substitute_office, note=note, actor=actor
    )


@transaction.atomic
def check_in_by_code(session: Session, typed: str, *, name: str = "", actor: Actor) -> Arrival:
    """Whoever shows the QR or says the PIN takes the first free seat of their invitation.

    RuleError for a code of nobody here, a PIN that two share, or a seat whose name nobody told yet.
    """
    rows = Invitee.objects.filter(meeting=session.meeting_id, is_active=True).select_related("institution", "office")
    found, method = codes.found(typed, rows)
    if not found:
        raise RuleError(_("Kode atau PIN ini bukan dari undangan rapat ini; cari namanya."))
    if len(found) > 1:
        raise RuleError(_("Dua undangan memakai PIN ini; cari namanya."))
    return check_in(
        session, invitee=found[0], seat=_free_seat(session, found[0]), name=name, method=method, actor=actor
    )


def _free_seat(session: Session, invitee: Invitee) -> int:
    """The first seat whose guest is not inside; the last one where all are, which then tells so."""
    inside = Attendance.objects.filter(
        session=session, guest__invitee=invitee, left_at__isnull=True, is_void=False
    ).values_list("guest__seat", flat=True)
    taken = set(inside)
    return next((seat for seat in range(1, invitee.seats + 1) if seat not in taken), invitee.seats)
