"""Handing out work: who is at which sheet, and what was typed of it so far. Nothing here changes a figure.

An entry counts whether or not its person still holds the sheet: a lease spares double work, it guards nothing.
"""

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts.models import User
from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from recap.actions.sheets import enter_reading
from recap.models import Draft, Lease, Sheet, SheetVersion, Task
from recap.reading import Reading
from recap.selectors import queue
from recap.selectors.queue import LEASE, Wish

# So many are tried before one is told that others were faster.
TRIES = 50
MAX_TEXT = 6


def take(sheet: Sheet, task: Task, user: User) -> bool:
    """Takes or keeps the sheet for a minute; False while somebody else is at work on it."""
    now = timezone.now()
    values = [sheet.pk, user.pk, task.value, now, now, now - LEASE]
    if connection.vendor == "sqlite":
        values = [connection.ops.adapt_datetimefield_value(v) if hasattr(v, "tzinfo") else v for v in values]
    with connection.cursor() as cursor:
        # One statement: of two people at the same moment, one finds the other's fresh sign of life.
        cursor.execute(
            """INSERT INTO recap_lease (sheet_id, holder_id, task, taken_at, seen_at) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (sheet_id) DO UPDATE SET
                 taken_at = CASE WHEN recap_lease.holder_id = excluded.holder_id THEN recap_lease.taken_at
                                 ELSE excluded.taken_at END,
                 holder_id = excluded.holder_id, task = excluded.task, seen_at = excluded.seen_at
               WHERE recap_lease.holder_id = excluded.holder_id OR recap_lease.seen_at < %s""",
            values,
        )
        return cursor.rowcount == 1


def take_next(user: User, election: Election, task: Task, wish: Wish, *, passed: Collection[int] = ()) -> Sheet | None:
    """The next free sheet of the task, taken; None where nothing is left for this person.

    What the person already holds comes first, so that asking twice gives the same sheet; `passed` are skipped.
    """
    for __ in range(TRIES):
        rows = queue.free(queue.waiting(user, election, task, wish), user, timezone.now()).exclude(pk__in=passed)
        found = list(queue.in_order(rows, user).select_related("contest", "election")[:TRIES])
        if not found:
            return None
        for sheet in found:
            if not take(sheet, task, user):
                continue
            # Who had it a moment ago may have finished it meanwhile.
            if queue.waiting(user, election, task, wish).filter(pk=sheet.pk).exists():
                return sheet
            leave(sheet, user)
    return None


def leave(sheet: Sheet, user: User) -> None:
    """Gives the sheet back at once."""
    Lease.objects.filter(sheet=sheet, holder=user).delete()


def open_draft(sheet: Sheet, user: User) -> Draft:
    """The person's draft of this sheet, begun where there is none; its key makes the entry count once."""
    draft, __ = Draft.objects.get_or_create(sheet=sheet, owner=user, defaults={"secret": secrets.token_hex(32)})
    return draft


def save_draft(draft: Draft, values: Mapping[str, Any], revision: int, known: set[str]) -> int:
    """Keeps what was typed; an older revision than the stored one changes nothing. Returns the stored revision.

    Raises RuleError for boxes that the form has not and for what is not digits or X.
    """
    for code, text in values.items():
        if code not in known:
            raise RuleError(_("Draf memuat isian yang tidak ada di formulir ini; muat ulang halaman."))
        if (
            not isinstance(text, str)
            or len(text) > MAX_TEXT
            or not (text in ("", "X") or (text.isascii() and text.isdecimal()))
        ):
            raise RuleError(_("Draf: isian %(code)s hanya memuat angka atau X.") % {"code": code})
    changed = Draft.objects.filter(pk=draft.pk, revision__lt=revision)
    if changed.update(values=dict(values), revision=revision, saved_at=timezone.now()):
        return revision
    return Draft.objects.values_list("revision", flat=True).filter(pk=draft.pk).first() or 0


@transaction.atomic
def submit_entry(sheet: Sheet, reading: Reading, *, key: Any, user: User, actor: Actor) -> SheetVersion:
    """The draft becomes an entry; a repeated or simultaneous request counts once and gives the same version."""
    version = enter_reading(sheet, reading, key=key, actor=actor)
    Draft.objects.filter(sheet=sheet, owner=user).delete()
    leave(sheet, user)
    return version
