"""Arguments that the commands of this app share."""

from django.core.management.base import CommandError

from electcoord.elections.models import Contest, Election


def election_named(slug: str) -> Election:
    """The election; CommandError with those that exist."""
    found = Election.objects.select_related("profile", "kabupaten").filter(slug=slug).first()
    if found is None:
        known = ", ".join(Election.objects.values_list("slug", flat=True)) or "belum ada satu pun"
        raise CommandError(f"Pemilu {slug} tidak ada. Yang ada: {known}.")
    return found


def contest_named(election: Election, key: str) -> Contest:
    """The contest; CommandError with those that exist."""
    found = election.contests.select_related("election__profile").filter(key=key).first()
    if found is None:
        raise CommandError(f"Kontes {key} tidak ada. Yang ada: {', '.join(c.key for c in election.contests.all())}.")
    return found
