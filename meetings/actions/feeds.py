"""The address under which a phone subscribes to an account's calendar: made, made anew, withdrawn."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from electcoord.accounts.models import User
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from meetings.ledger_actions import CalendarAction

PURPOSE = "kalender"
LONGEST, AFTER_VOTE = timedelta(days=365), timedelta(days=90)


def holder_of(user: User) -> str:
    return f"accounts.user:{user.uuid}"


@transaction.atomic
def make_feed(user: User, *, region: str, election: Election, actor: Actor) -> PersonalLink:
    """A fresh address; the one before opens nothing any more, so a lost phone is answered by making it anew."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    revoke_feed(user, actor=actor)
    expires = expiry(election)
    with recording.entry(
        CalendarAction.SUBSCRIBED, chain=recording.chain_of(region), actor=actor,
        subject=holder_of(user), region=region,
        election=election.slug, payload={"berlaku": timezone.localdate(expires).isoformat()},
    ):  # fmt: skip
        return links.make(
            purpose=PURPOSE, about=holder_of(user), holder=holder_of(user), region=region, election=election,
            expires_at=expires,
        )  # fmt: skip


@transaction.atomic
def revoke_feed(user: User, *, actor: Actor) -> int:
    """Withdraws every address of the account; how many there were."""
    live = links.live_links(holder_of(user), PURPOSE)
    for link in live:
        links.revoke(link, actor=actor)
    return len(live)


def expiry(election: Election) -> datetime:
    """Some weeks after the vote, at most a year from now; a year where the vote is over or has no day."""
    now = timezone.now()
    if election.day is None or (left := election.day - timezone.localdate()).days < 0:
        return now + LONGEST
    return now + min(LONGEST, left + AFTER_VOTE)
