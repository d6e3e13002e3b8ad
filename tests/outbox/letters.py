"""Letters of the tests, queued as a deed does it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.directory.models import Institution
from electcoord.ledger import recording
from electcoord.outbox import links
from electcoord.outbox.ledger_actions import OutboxAction
from electcoord.outbox.letters import Draft, queue
from electcoord.outbox.models import Message, PersonalLink
from electcoord.regions.models import Region
from electcoord.situation import follow_ups
from electcoord.situation.models import FollowUp
from tests.cast import KABUPATEN, Cast

ABOUT = "situation.followup:00000000-0000-4000-8000-000000000000"


def letter(cast: Cast, **changes: Any) -> Message:
    values = {
        "channel": "email", "to": "kadis@contoh.id", "subject": "Undangan", "body": "Isi rahasia.",
        "dedupe_key": str(uuid4()), "about": ABOUT, "region": KABUPATEN, "election": cast.election, **changes,
    }  # fmt: skip
    with transaction.atomic():
        return queue(Draft(**values))


def link(cast: Cast, about: str = ABOUT, **changes: Any) -> PersonalLink:
    values = {
        "purpose": "tindak-lanjut", "about": about, "holder": "directory.person:x", "region": KABUPATEN,
        "election": cast.election, "expires_at": timezone.now() + timedelta(days=9), **changes,
    }  # fmt: skip
    entry = recording.entry(OutboxAction.LINK_REVOKED, chain=KABUPATEN, actor=cast.actor("staf"), payload={})
    with transaction.atomic(), entry:
        return links.make(**values)


def institution(cast: Cast, name: str = "Dinas Kominfo", region: str = KABUPATEN, **more: Any) -> Institution:
    found = Institution.objects.filter(name=name, region=region).first()
    return found or directory.add_institution(
        kind="pemda", name=name, region=Region.objects.get(pk=region), actor=cast.actor("staf"), **more
    )


def follow_up(cast: Cast, **changes: Any) -> FollowUp:
    """An instruction of the Bupati, due in a week."""
    region = changes.pop("region", KABUPATEN)
    values = {
        "instruction": "Petakan titik lemah sinyal untuk Sirekap.", "due": timezone.localdate() + timedelta(days=7),
        "region": Region.objects.get(pk=region), "election": cast.election, "actor": cast.actor("staf"), **changes,
    }  # fmt: skip
    values.setdefault("institution", institution(cast, email="kominfo@contoh.id"))
    return follow_ups.open(**values)
