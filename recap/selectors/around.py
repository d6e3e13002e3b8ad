"""My regions: from each the way down to a TPS, the contests there, and how far its papers are over all contests."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from recap.models import Sheet
from recap.selectors import overview, places
from recap.selectors.places import Names
from recap.selectors.tables import work_badges

COLUMNS = {6: "kecamatan_code", 10: "desa_code", 13: "tps_code"}


def places_page(request: HttpRequest, election: Election, code: str = "") -> dict[str, Any]:
    """A region and what lies just below it; without a code the account's own regions."""
    mine = places.entrances(request.user, election)
    if code:
        access.check(request.user, Can.VIEW_RECAP, region=code, election=election)
    digits = places.CHILD_DIGITS.get(len(code), 0)
    names = Names.of(election, {*places.prefixes(code), *mine, *(top[:10] for top in mine)}, children_of=code)
    if code and code not in names:
        raise Http404
    counts = _counts(election, code, digits) if code else _own(election, mine)
    contests = places.contests_of(election)
    return {
        "election": election,
        "code": code,
        "name": names.full(code) if code else _("Wilayah saya"),
        "crumbs": _crumbs(election, mine, code, names),
        "mine": [{"label": names.full(top), "url": _url(election, top)} for top in mine] if len(mine) > 1 else [],
        "word": places.WORDS.get(digits, _("Wilayah")),
        "rows": [
            {"label": names.full(child) if len(child) < 13 else names.get(child), "code": child,
             "url": _url(election, child), "coverage": overview.arrived(found),
             "flags": work_badges(found, f"{reverse('recap:work', args=[election.slug])}?wilayah={child}")}
            for child, found in sorted(counts.items())
        ],
        "contests": [
            {"title": contest.title, "url": places.region_url(election, contest, code)}
            for contest in contests
            if code and places.in_area(contest, code)
        ],
        "links": _links(election, code),
    }  # fmt: skip


def _url(election: Election, code: str) -> str:
    if len(code) == places.LEVEL_DIGITS["tps"]:
        return places.tps_url(election, code)
    return reverse("recap:places", args=[election.slug, code])


def _counts(election: Election, code: str, digits: int) -> dict[str, dict[str, int]]:
    """{child: {state: sheets}}; one query."""
    rows = Sheet.objects.filter(election=election, tps_code__startswith=code).order_by()
    found: dict[str, dict[str, int]] = {}
    for child, state, count in rows.values_list(COLUMNS[digits], "state").annotate(Count("pk")):
        found.setdefault(child, {})[state] = count
    return found


def _own(election: Election, mine: list[str]) -> dict[str, dict[str, int]]:
    """The same of regions of any size, in one query."""
    rows = Sheet.objects.filter(access.region_q(mine, "tps_code"), election=election).order_by()
    found: dict[str, dict[str, int]] = {top: {} for top in mine}
    for tps, state, count in rows.values_list("tps_code", "state").annotate(Count("pk")):
        for top in mine:
            if tps.startswith(top):
                found[top][state] = found[top].get(state, 0) + count
    return found


def _crumbs(election: Election, mine: list[str], code: str, names: Names) -> list[dict[str, str | None]]:
    above = [part for part in places.prefixes(code) if any(access.covers_or_all(top, part) for top in mine)]
    steps: list[str | tuple[str, str]] = [(names.full(part), _url(election, part)) for part in above]
    if len(mine) > 1:
        steps.insert(0, (_("Wilayah saya"), reverse("recap:mine", args=[election.slug])))
    if not steps:
        return places.page_crumbs(election, _("Wilayah saya"))
    last = steps.pop()
    return places.page_crumbs(election, *steps, last if isinstance(last, str) else last[0])


def _links(election: Election, code: str) -> list[dict[str, str]]:
    """Work of the region on the pages that narrow by one."""
    doors = (("progress", _("Kemajuan"), "jam"), ("work", _("Lembar"), "lembar"), ("findings", _("Temuan"), "temuan"))
    return [
        {"label": label, "url": f"{reverse(f'recap:{name}', args=[election.slug])}?wilayah={code}", "icon": icon}
        for name, label, icon in doors
        if code
    ]
