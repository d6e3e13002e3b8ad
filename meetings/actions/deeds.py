"""What every deed about a meeting shares: the lock, the entry, the move, the texts."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from meetings.models import Meeting, Move, Session
from meetings.states import MOVES, MeetingState

_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
REASON = 5


def lock_meeting(pk: int) -> Meeting:
    """The meeting, its row held until the transaction ends: deeds on one meeting come one after another."""
    rows = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("election__profile", "region", "organiser").get(pk=pk)


def lock_day(session: Session) -> Session:
    """The day with its meeting, both held; the meeting first, as everywhere."""
    meeting = lock_meeting(session.meeting_id)
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    session.meeting = meeting
    return session


def entry(action: str, meeting: Meeting, actor: Actor, **told: Any) -> Any:
    """The entry of a deed; its subject is always the meeting, so its whole story is one list."""
    return recording.entry(
        action, chain=recording.chain_of(meeting.region_id), actor=actor,
        subject=meeting.subject, region=meeting.region_id,
        election=meeting.election.slug,
        payload={"rapat": str(meeting.uuid), "jenis_rapat": meeting.kind, **told},
    )  # fmt: skip


def check_move(meeting: Meeting, state: MeetingState) -> None:
    """RuleError where the meeting cannot go there from where it stands."""
    if state not in MOVES[MeetingState(meeting.state)]:
        raise RuleError(
            _("Rapat berstatus %(old)s tidak dapat menjadi %(new)s.")
            % {"old": MeetingState(meeting.state).label, "new": state.label}
        )


def move(
    meeting: Meeting, state: MeetingState, actor: Actor, *, at: datetime, reason: str = "", more: Iterable[str] = ()
) -> None:
    """Inside the deed's entry: the step and the state it leads to; `more`: other changed fields to save."""
    number = (meeting.moves.aggregate(last=Max("number"))["last"] or 0) + 1
    Move(meeting=meeting, number=number, state=state, reason=reason, at=at, by=actor.uuid).save(force_insert=True)
    meeting.state = state
    meeting.save(update_fields=["state", *more])


def require(meeting: Meeting, states: Iterable[MeetingState], sentence: str) -> None:
    if meeting.state not in states:
        raise RuleError(sentence % {"state": MeetingState(meeting.state).label})


def moment(at: datetime | None) -> datetime:
    """When it happened: now, or earlier where it is written down afterwards; never later."""
    now = timezone.now()
    if at is None:
        return now
    if at > now:
        raise RuleError(_("Waktu itu belum tiba."))
    return at


def paragraph(value: str, label: str, longest: int, *, least: int = 1) -> str:
    """A text of several lines without signs that nobody sees; RuleError where it is too short or too long."""
    value = _HIDDEN.sub(" ", value.replace("\r\n", "\n")).strip()
    if not least <= len(value) <= longest:
        raise RuleError(
            _("%(label)s: tulis %(least)s sampai %(longest)s huruf.")
            % {"label": label, "least": least, "longest": longest}
        )
    return value


def optional(value: str, label: str, longest: int) -> str:
    """One line, or nothing."""
    value = " ".join(_HIDDEN.sub(" ", value).split())
    if len(value) > longest:
        raise RuleError(_("%(label)s: paling panjang %(longest)s huruf.") % {"label": label, "longest": longest})
    return value


def reason_of(value: str) -> str:
    return paragraph(value, _("Alasan"), 500, least=REASON)


def changed(row: Any, values: dict[str, Any]) -> list[str]:
    """Sets what differs; the names of the columns that changed."""
    names = [name for name, value in values.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, values[name])
    return names


def stale() -> ConflictError:
    return ConflictError(_("Orang lain sudah mengubahnya; muat ulang halaman, lalu ulangi."))
