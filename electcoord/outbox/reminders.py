"""Who reminds: an app registers a source, which tells the letters that are due; each is queued once, by its key."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.outbox.letters import Draft, queue
from electcoord.outbox.models import Message

log = logging.getLogger(__name__)
Source = Callable[[datetime], Iterable[Draft]]
_sources: dict[str, Source] = {}


def register(name: str, due: Source) -> None:
    """Called from an app's `ready`. `due(now)` may tell again what it told before: the key makes it once."""
    _sources[name] = due


def send_due_reminders(now: datetime | None = None) -> int:
    """Queues what every source says is due; how many letters are new. One source that fails keeps none from theirs."""
    now = now or timezone.now()
    count = 0
    for name, due in _sources.items():
        try:
            with in_source():
                count += sum(_queued(draft) for draft in due(now))
        except Exception:
            log.exception("sumber pengingat %s gagal", name)
    return count


def _queued(draft: Draft) -> bool:
    """Whether the letter is new."""
    if Message.objects.filter(dedupe_key=draft.dedupe_key).exists():
        return False
    try:
        with transaction.atomic():
            queue(draft)
    except RuleError as refusal:
        log.warning("pengingat %s tidak dapat dibuat: %s", draft.about, refusal)
        return False
    return True
