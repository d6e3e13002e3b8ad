"""What was said and decided, written while the meeting runs and until the minutes are approved."""

import uuid as uuids
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from meetings.actions.deeds import check_move, entry, lock_day, lock_meeting, moment, move, paragraph, require, stale
from meetings.ledger_actions import MinutesAction
from meetings.models import (
    AgendaItem,
    Decision,
    DecisionKind,
    DecisionWay,
    Guest,
    Meeting,
    Remark,
    RemarkVersion,
    Session,
)
from meetings.states import WRITABLE, MeetingState

LONGEST = 10_000
MOST_VOTES = 1000


@transaction.atomic
def add_remark(
    session: Session,
    *,
    text: str,
    speaker: str = "",
    guest: Guest | None = None,
    item: AgendaItem | None = None,
    key: uuids.UUID | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Remark:
    """What somebody said; the speaker is a guest of the meeting or a text. A repeated request (`key`) counts once."""
    made = uuids.uuid4()
    if key and (done := recording.claim(key, canonical.digest([str(session.uuid), text, speaker, actor.uuid]), made)):
        return Remark.objects.get(uuid=done)
    session = _writable(lock_day(session))
    _belongs(session, item, guest)
    row = Remark(
        uuid=made, session=session, item=item, guest=guest, speaker=_speaker(guest, speaker),
        text=paragraph(text, _("Isi"), LONGEST), order=_next(session.remarks), at=moment(at), by=actor.uuid,
    )  # fmt: skip
    with entry(MinutesAction.SAID, session.meeting, actor, **_told(row)):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_remark(
    remark: Remark, *, text: str, speaker: str = "", guest: Guest | None = None, seen: int, actor: Actor
) -> Remark:
    """Another text; the earlier one stays as a version. ConflictError where it is no longer version `seen`."""
    session = _writable(lock_day(remark.session))
    row = Remark.objects.get(pk=remark.pk)
    _belongs(session, None, guest)
    if row.version != seen:
        raise stale()
    text, speaker = paragraph(text, _("Isi"), LONGEST), _speaker(guest, speaker or row.speaker)
    if (text, speaker) == (row.text, row.speaker):
        return row
    older = RemarkVersion(remark=row, number=row.version, speaker=row.speaker, text=row.text,
                          replaced_at=timezone.now(), replaced_by=actor.uuid)  # fmt: skip
    row.text, row.speaker, row.guest, row.version = text, speaker, guest or row.guest, row.version + 1
    with entry(MinutesAction.SAID_CHANGED, session.meeting, actor, **_told(row), versi=row.version):
        older.save(force_insert=True)
        row.save(update_fields=["text", "speaker", "guest", "version"])
    return row


@transaction.atomic
def add_decision(
    session: Session,
    *,
    text: str,
    kind: str,
    way: str = DecisionWay.MUFAKAT,
    votes: tuple[int, int, int] | None = None,
    dissent: str = "",
    item: AgendaItem | None = None,
    key: uuids.UUID | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Decision:
    """What the meeting decided. `votes` (for, against, abstain) with a vote only; none is taken on results (J.2)."""
    made = uuids.uuid4()
    if key and (done := recording.claim(key, canonical.digest([str(session.uuid), text, kind, actor.uuid]), made)):
        return Decision.objects.get(uuid=done)
    session = _writable(lock_day(session))
    _belongs(session, item, None)
    if kind not in DecisionKind.values or way not in DecisionWay.values:
        raise RuleError(_("Pilih jenis dan cara keputusan."))
    votes = _votes(way, votes, item)
    row = Decision(
        uuid=made, session=session, item=item, kind=kind, text=paragraph(text, _("Isi"), LONGEST), way=way,
        votes_for=votes[0], votes_against=votes[1], votes_abstain=votes[2],
        dissent=paragraph(dissent, _("Pendapat berbeda"), LONGEST, least=0), order=_next(session.decisions),
        at=moment(at), by=actor.uuid,
    )  # fmt: skip
    told = {"keputusan": str(made), "jenis_keputusan": kind, "cara_putus": way, "suara": list(votes),
            "acara": str(item.uuid) if item else "", "ada_pendapat_berbeda": bool(row.dissent)}  # fmt: skip
    with entry(MinutesAction.DECIDED, session.meeting, actor, **told):
        row.save(force_insert=True)
    return row


@transaction.atomic
def withdraw_decision(decision: Decision, *, reason: str, actor: Actor) -> Decision:
    """Written down wrongly, or taken back by the meeting: it stays readable with the reason."""
    session = _writable(lock_day(decision.session))
    row = Decision.objects.get(pk=decision.pk)
    if row.is_void:
        raise RuleError(_("Keputusan ini sudah dicabut."))
    row.is_void, row.void_reason = True, one_line(reason, _("Alasan"), 250)
    with entry(MinutesAction.WITHDRAWN, session.meeting, actor, keputusan=str(row.uuid), jenis_keputusan=row.kind):
        row.save(update_fields=["is_void", "void_reason"])
    return row


@transaction.atomic
def start_minutes(meeting: Meeting, *, actor: Actor) -> Meeting:
    """The meeting is over; what was written is completed into minutes."""
    return _step(meeting, MeetingState.NOTULEN_DRAF, MinutesAction.STARTED, actor)


@transaction.atomic
def approve_minutes(meeting: Meeting, *, actor: Actor) -> Meeting:
    """From here on remarks and decisions stay as they are; the database refuses their change."""
    return _step(meeting, MeetingState.NOTULEN_DISAHKAN, MinutesAction.APPROVED, actor)


def _step(meeting: Meeting, state: MeetingState, action: MinutesAction, actor: Actor) -> Meeting:
    meeting = lock_meeting(meeting.pk)
    check_move(meeting, state)
    counts = {"catatan": Remark.objects.filter(session__meeting=meeting).count(),
              "keputusan": Decision.objects.filter(session__meeting=meeting, is_void=False).count()}  # fmt: skip
    with entry(action, meeting, actor, **counts):
        move(meeting, state, actor, at=timezone.now())
    return meeting


def _writable(session: Session) -> Session:
    require(session.meeting, WRITABLE, _("Catatan rapat berstatus %(state)s tidak diubah."))
    if session.opened_at is None:
        raise RuleError(_("Sesi ini belum dibuka."))
    return session


def _belongs(session: Session, item: AgendaItem | None, guest: Guest | None) -> None:
    if item and (item.session_id != session.pk or not item.is_active):
        raise RuleError(_("Mata acara ini bukan bagian sesi tersebut."))
    if guest and guest.meeting_id != session.meeting_id:
        raise RuleError(_("Orang ini terdaftar di rapat lain."))


def _speaker(guest: Guest | None, text: str) -> str:
    if guest:
        return ", ".join(filter(None, (guest.name, guest.office_text or guest.institution_text)))[:200]
    return one_line(text, _("Pembicara"), 200)


def _votes(
    way: str, votes: tuple[int, int, int] | None, item: AgendaItem | None
) -> tuple[int | None, int | None, int | None]:
    if way == DecisionWay.MUFAKAT:
        if votes and any(votes):
            raise RuleError(_("Mufakat tidak memakai hitungan suara; pilih suara terbanyak."))
        return None, None, None
    if item and item.is_result:
        raise RuleError(_("Penetapan hasil tidak diputuskan dengan pemungutan suara."))
    if votes is None or not all(0 <= n <= MOST_VOTES for n in votes) or not sum(votes):
        raise RuleError(_("Isi jumlah setuju, tidak setuju, dan abstain."))
    return votes


def _next(rows: object) -> int:
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1


def _told(row: Remark) -> dict[str, str]:
    return {"catatan": str(row.uuid), "sesi": str(row.session.uuid), "acara": str(row.item.uuid) if row.item else ""}
