"""Wilayah pemilihan: a list per level and one of the contests, from which a page is opened (a plain GET form)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Contest, Election
from electcoord.regions.models import parent_code
from recap.selectors import places
from recap.selectors.places import Names

# Name in the form and digits of the code, as people know them from KPU's site.
LEVELS = (("kab", 4), ("kec", 6), ("kel", 10), ("tps", 13))
ABOVE = {4: 2, 6: 4, 10: 6, 13: 10}
LABELS = {"kab": "KAB.", "kec": "KEC.", "kel": "KEL.", "tps": "TPS"}


def chooser(
    user: Any,
    election: Election,
    contests: Sequence[Contest],
    contest: Contest,
    code: str,
    names: Names,
    stations: Iterable[tuple[str, int]],
) -> dict[str, Any]:
    """What the form offers; `names` knows the regions beside the path to `code`, `stations` the TPS of the desa."""

    def may(region: str) -> bool:
        return access.may(user, Can.VIEW_RECAP, region=region, election=election)

    levels = []
    for name, digits in LEVELS:
        above = code[: ABOVE[digits]]
        if digits == 13:
            options = [(tps, f"{number:03d}") for tps, number in stations]
        else:
            options = [
                (other, names.get(other))
                for other in sorted(names.by_code)
                if len(other) == digits and other.startswith(above) and places.in_area(contest, other) and may(other)
            ]
        chosen = code[:digits] if len(code) >= digits else ""
        if chosen and chosen not in dict(options):
            options.insert(0, (chosen, names.get(chosen)))
        if options:
            # Nothing chosen leads to the level above.
            every = _("semua") if digits > 4 and may(above) else ""
            levels.append({"name": name, "label": LABELS[name], "options": options, "chosen": chosen, "all": every})
        if not chosen:
            break
    return {
        "url": reverse("recap:go", args=[election.slug]),
        "province": names.get(code[:2]),
        "contests": contests,
        "contest": contest,
        "levels": levels,
    }


def chosen_url(election: Election, contest: Contest, asked: dict[str, str]) -> str:
    """The page of the deepest choice that fits those above it and lies in the contest's area."""
    code = election.kabupaten_id
    for name, digits in LEVELS[1:]:
        value = asked.get(name, "")
        if not (value.isascii() and value.isdigit() and len(value) == digits and value.startswith(code)):
            break
        code = value
    while len(code) > len(election.kabupaten_id) and not places.in_area(contest, code):
        code = parent_code(code)
    if len(code) == places.LEVEL_DIGITS["tps"]:
        return f"{places.tps_url(election, code)}?kontes={contest.key}#{contest.key}"
    return places.region_url(election, contest, code)
