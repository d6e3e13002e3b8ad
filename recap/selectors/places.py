"""Where one is: the election, contest and region that a URL names, for this account."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Contest, Election
from electcoord.elections.places import CHILD_DIGITS, LEVEL_DIGITS, WORDS, Names, contests_of, in_area, prefixes, word

__all__ = ["CHILD_DIGITS", "LEVEL_DIGITS", "WORDS", "Names", "contests_of", "in_area", "prefixes", "word"]


def contest_or_404(contests: Sequence[Contest], key: str) -> Contest:
    for contest in contests:
        if contest.key == key:
            return contest
    raise Http404


def entrances(user: Any, election: Election) -> list[str]:
    """The widest regions of the election whose figures the account may open."""
    return access.entrances(user, election, Can.VIEW_RECAP)


def siblings(code: str) -> list[str]:
    """Regions whose children a chooser of places offers beside the path to `code`."""
    return [code[:digits] for digits in CHILD_DIGITS if digits <= len(code)]


def crumbs(user: Any, election: Election, contest: Contest, code: str, names: Names) -> list[dict[str, str | None]]:
    """Provinsi, kabupaten, kecamatan, desa, TPS; what the account may not open is only named."""
    items: list[dict[str, str | None]] = []
    for part in prefixes(code):
        url = None
        if (
            part != code
            and len(part) in CHILD_DIGITS
            and access.may(user, Can.VIEW_RECAP, region=part, election=election)
        ):
            url = region_url(election, contest, part)
        items.append({"label": names.full(part), "url": url})
    return items


def page_crumbs(election: Election, *above: str | tuple[str, str]) -> list[dict[str, str | None]]:
    """Rekapitulasi, election, and so on: `above` holds labels or (label, url), the last is where one is."""
    items: list[dict[str, str | None]] = [
        {"label": _("Rekapitulasi"), "url": reverse("recap:elections")},
        {"label": election.name, "url": reverse("recap:election", args=[election.slug])},
    ]
    for step in above:
        label, url = (step, None) if isinstance(step, str) else step
        items.append({"label": label, "url": url})
    return items


def map_url(election: Election, contest: Contest, code: str) -> str:
    return reverse("recap:map", args=[election.slug, contest.key, code])


def region_url(election: Election, contest: Contest, code: str) -> str:
    return reverse("recap:region", args=[election.slug, contest.key, code])


def tps_url(election: Election, code: str) -> str:
    return reverse("recap:tps", args=[election.slug, code])
