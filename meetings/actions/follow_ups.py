"""Open follow-ups become the first item of a meeting that is planned."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.ledger.recording import Actor
from electcoord.situation import follow_ups
from electcoord.situation.models import FollowUp
from meetings.actions.agenda import add_item, order_agenda
from meetings.actions.deeds import entry, lock_meeting, require
from meetings.ledger_actions import PaperAction
from meetings.models import Meeting
from meetings.states import PLANNED


@transaction.atomic
def carry_follow_ups(meeting: Meeting, chosen: Iterable[FollowUp], *, actor: Actor) -> int:
    """Carries them in; the agenda's first item asks about them, once. How many were not there yet."""
    meeting, rows = lock_meeting(meeting.pk), list(chosen)
    require(meeting, PLANNED, _("Acara rapat berstatus %(state)s tidak direncanakan lagi."))
    if not rows:
        raise RuleError(_("Pilih paling sedikit satu tindak lanjut."))
    if any(row.election_id != meeting.election_id for row in rows):
        raise RuleError(_("Tindak lanjut ini dari pemilu lain."))
    day = meeting.sessions.filter(is_active=True).order_by("starts", "pk").first()
    if day is None:
        raise RuleError(_("Rapat ini belum punya sesi."))
    with entry(PaperAction.CARRIED, meeting, actor, jumlah=len(rows), tindak_lanjut=[str(row.uuid) for row in rows]):
        count = follow_ups.carry(rows, meeting.subject, meeting.title, actor)
    with in_source():
        title = _("Tindak lanjut rapat sebelumnya")
    if not day.items.filter(is_active=True, title=title).exists():
        before = [item.uuid for item in day.items.filter(is_active=True)]
        item = add_item(day, title=title, actor=actor)
        order_agenda(day, [item.uuid, *before], seen=[*before, item.uuid], actor=actor)
    return count
