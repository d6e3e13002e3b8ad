"""Surat mandat of witnesses (regulations D.3): checked at the desk; numbers are of the profile."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Choice, ContestKind, Party, Regime
from electcoord.ledger.recording import Actor
from meetings.actions.deeds import entry, lock_meeting, optional, require
from meetings.ledger_actions import AttendanceAction
from meetings.models import Attendance, Guest, Mandate, MandateState, Meeting, Session
from meetings.states import OPEN


@transaction.atomic
def check_mandate(
    guest: Guest,
    *,
    contest_kind: str,
    contestant: Party | Choice,
    signer: str,
    signer_office: str,
    letter: str,
    valid_from: date,
    valid_to: date,
    is_valid: bool,
    reason: str = "",
    actor: Actor,
) -> Mandate:
    """Records a checked mandate. A valid one must hold on the meeting's days and leave room for its contestant."""
    meeting = lock_meeting(guest.meeting_id)
    require(meeting, OPEN, _("Mandat rapat berstatus %(state)s tidak diperiksa lagi."))
    _check_contestant(meeting, contest_kind, contestant)
    if valid_to < valid_from:
        raise RuleError(_("Mandat berakhir sebelum mulai berlaku."))
    row = Mandate(
        meeting=meeting, guest=guest, contest_kind=contest_kind,
        party=contestant if isinstance(contestant, Party) else None,
        choice=contestant if isinstance(contestant, Choice) else None,
        signer=one_line(signer, _("Penanda tangan"), 120),
        signer_office=one_line(signer_office, _("Jabatan penanda tangan"), 120),
        letter=one_line(letter, _("Nomor surat"), 80), valid_from=valid_from, valid_to=valid_to,
        state=MandateState.SAH if is_valid else MandateState.DITOLAK, reason=optional(reason, _("Alasan"), 250),
        checked_by=actor.uuid, checked_at=timezone.now(),
    )  # fmt: skip
    if is_valid:
        _check_valid(meeting, row)
    elif not row.reason:
        raise RuleError(_("Tulis alasan mandat ditolak."))
    told = {"mandat": str(row.uuid), "orang": str(guest.uuid), "jenis_pemilihan": contest_kind,
            "hasil_mandat": row.state}  # fmt: skip
    with entry(AttendanceAction.MANDATE_CHECKED, meeting, actor, **told):
        row.save(force_insert=True)
    return row


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, reason: str, actor: Actor) -> Mandate:
    """The contestant takes it back, or it was checked by mistake; the row stays."""
    meeting = lock_meeting(mandate.meeting_id)
    require(meeting, OPEN, _("Mandat rapat berstatus %(state)s tidak diubah lagi."))
    row = Mandate.objects.get(pk=mandate.pk)
    if row.state != MandateState.SAH:
        raise RuleError(_("Hanya mandat yang sah dapat dicabut."))
    row.state, row.reason = MandateState.DICABUT, one_line(reason, _("Alasan"), 250)
    with entry(AttendanceAction.MANDATE_REVOKED, meeting, actor, mandat=str(row.uuid)):
        row.save(update_fields=["state", "reason"])
    return row


def check_room(session: Session, guest: Guest) -> None:
    """Whether a witness may go in: with a valid mandate, as long as the contestant's place is free.

    Runs inside check_in, which holds the meeting: of two witnesses at one moment one finds the place taken.
    """
    if guest.pk is None:
        return
    mandates = list(guest.mandates.select_related("party", "choice"))
    if not mandates:
        return
    valid = [row for row in mandates if row.state == MandateState.SAH and _holds_today(row)]
    if not valid:
        raise RuleError(_("Mandat saksi ini tidak sah atau tidak berlaku hari ini."))
    for row in valid:
        _check_place(session, row)


def _check_place(session: Session, row: Mandate) -> None:
    most = _number(session.meeting, "pleno_saksi_di_dalam")
    if most is not None and _inside(session, row).exclude(guest=row.guest_id).count() >= most:
        raise RuleError(
            _("Saksi lain dari %(contestant)s masih di dalam, paling banyak %(most)s; catat dulu kepergiannya.")
            % {"contestant": row.contestant.name, "most": most}
        )


def _holds_today(row: Mandate) -> bool:
    return row.valid_from <= timezone.localdate() <= row.valid_to


def _inside(session: Session, row: Mandate) -> QuerySet[Attendance]:
    """Witnesses of the same contestant, in the same election of the ballot, who are inside now."""
    same = Q(guest__mandates__state=MandateState.SAH, guest__mandates__contest_kind=row.contest_kind,
             guest__mandates__party=row.party_id, guest__mandates__choice=row.choice_id)  # fmt: skip
    rows = Attendance.objects.filter(same, session=session, left_at__isnull=True, is_void=False)
    return rows.values("guest").distinct()


def _number(meeting: Meeting, key: str) -> int | None:
    return meeting.election.profile.get(key) if meeting.election.profile else None


def _check_contestant(meeting: Meeting, contest_kind: str, contestant: Party | Choice) -> None:
    if contest_kind not in ContestKind.values:
        raise RuleError(_("Pilih jenis pemilihan."))
    by_party = ContestKind(contest_kind).is_party_list
    if by_party != isinstance(contestant, Party):
        raise RuleError(_("Peserta ini tidak ikut dalam jenis pemilihan itu."))
    if isinstance(contestant, Party):
        is_there = contestant.election_id == meeting.election_id
    else:
        contest = contestant.contest
        is_there = contest.election_id == meeting.election_id and contest.kind == contest_kind
    if not is_there:
        raise RuleError(_("Peserta ini tidak ikut dalam pemilu rapat ini."))


def _check_valid(meeting: Meeting, row: Mandate) -> None:
    first, last = timezone.localdate(meeting.starts), timezone.localdate(meeting.ends)
    if row.valid_to < first or row.valid_from > last:
        raise RuleError(_("Mandat ini tidak berlaku pada hari rapat."))
    held = meeting.mandates.filter(state=MandateState.SAH)
    own = held.filter(guest=row.guest_id)
    if own.filter(contest_kind=row.contest_kind).exists():
        raise RuleError(_("Saksi ini sudah bermandat untuk jenis pemilihan itu."))
    others = own.exclude(party=row.party_id, choice=row.choice_id)
    # In a Pilkada one witness may serve two pairs of two contests; in a Pemilu one contestant only.
    if meeting.election.regime == Regime.PEMILU and others.exists():
        raise RuleError(_("Satu saksi hanya untuk satu peserta pemilu."))
    # Who was let in as a guest becomes a witness now: the same room is needed as at the door.
    for stay in Attendance.objects.filter(guest=row.guest_id, left_at__isnull=True, is_void=False):
        _check_place(stay.session, row)
    most = _number(meeting, "pleno_saksi_maks")
    same = held.filter(contest_kind=row.contest_kind, party=row.party_id, choice=row.choice_id)
    if most is not None and same.count() >= most:
        raise RuleError(_("Peserta ini sudah punya %(most)s saksi bermandat; cabut dulu satu.") % {"most": most})
