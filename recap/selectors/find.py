"""What the search finds of an election: TPS, regions, contests and candidates, photos; inside the account's regions."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import search
from electcoord.common.search import LIMIT, Hit
from electcoord.elections.models import Choice, Contest, Election, ElectionRegion, Tps
from electcoord.office.selectors import current_election
from electcoord.papers.models import Placement
from electcoord.regions.models import TPS_DIGITS
from electcoord.regions.words import named, near
from recap.selectors import overview, places
from recap.selectors.places import Names

# Said before a name, but no part of it.
KINDS = {"tps", "desa", "kelurahan", "kel", "kecamatan", "kec", "kabupaten", "kab"}
DIGITS = tuple(places.CHILD_DIGITS)
_CODE = re.compile(rf"(?<![0-9])[0-9]{{{TPS_DIGITS}}}(?![0-9])")
_NUMBER = re.compile(r"0*[0-9]{1,3}")
_PHOTO = re.compile(r"[0-9a-f]{8,64}")


def _elections(request: HttpRequest) -> list[Election]:
    """Those in which the account sees the recapitulation, the current one first."""
    current = current_election(request)
    return sorted(overview.rooms(request), key=lambda election: election != current)


def _inside(request: HttpRequest, elections: Iterable[Election], field: str, election: str = "election") -> Q:
    query = Q(pk__in=[])
    for found in elections:
        codes = access.scope(request.user, Can.VIEW_RECAP, found)
        query |= Q(**{election: found}) & access.region_q(codes, field)
    return query


# TPS.


def split(text: str) -> tuple[list[str], int | None]:
    """`Desa Mekar Sari TPS 003`, `3 mekar sari`: the words of the name and the number of the TPS."""
    found = search.words(text)
    numbers = [at for at in ({0, len(found) - 1} | _after_tps(found)) if found and _NUMBER.fullmatch(found[at])]
    at = max(numbers, default=None)
    number = None if at is None else int(found.pop(at))
    return _names(found), number


def _after_tps(found: Sequence[str]) -> set[int]:
    return {at + 1 for at, word in enumerate(found[:-1]) if word == "tps"}


def _names(found: Sequence[str]) -> list[str]:
    return [word for word in found if word not in KINDS] or [word for word in found if word != "tps"]


def stations(
    request: HttpRequest, elections: Sequence[Election], text: str, *, within: str = "", most: int = LIMIT
) -> list[Tps]:
    """TPS that a scanned code or a typed `mekar sari 3` names; a number alone is one of `within`, or of everywhere."""
    text = search.clean(text)
    rows = Tps.objects.filter(_inside(request, elections, "code")).select_related("election").order_by("code")
    if code := _CODE.search(text):
        return _current_first(rows.filter(code=code[0]), elections, most)
    wanted, number = split(text)
    if not wanted and number is None:
        return []
    if number is not None:
        rows = rows.filter(number=number)
    if not wanted:
        return _current_first(rows.filter(code__startswith=within) if within else rows, elections, most)
    found = _current_first(rows.filter(desa__in=named(wanted).filter(code__length=10)), elections, most)
    if not found and (mended := near(wanted)) != wanted:
        found = _current_first(rows.filter(desa__in=named(mended).filter(code__length=10)), elections, most)
    return found


def _current_first(rows: Any, elections: Sequence[Election], most: int) -> list[Tps]:
    """The same station of several elections stands in the first of them."""
    order = {election.pk: at for at, election in enumerate(elections)}
    found: dict[str, Tps] = {}
    for tps in sorted(rows[: most * len(order)], key=lambda tps: (order[tps.election_id], tps.code)):
        found.setdefault(tps.code, tps)
    return list(found.values())[:most]


def tps_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Stations by code, or by number and desa."""
    elections = _elections(request)
    if not elections or not (_CODE.search(text) or split(text)[1] is not None):
        return []
    found = stations(request, elections, text)
    names = _names_of(elections, {tps.code[:digits] for tps in found for digits in (6, 10)})
    return [
        Hit(f"TPS {tps.number:03d}, {names.full(tps.code[:10])}", places.tps_url(tps.election, tps.code),
            _place(names, tps.code[:10], tps.election, elections), tps.code, "lembar")
        for tps in found
    ]  # fmt: skip


def _names_of(elections: Sequence[Election], codes: set[str]) -> Names:
    """Names of regions of whichever of these elections holds them, the first one's where several do."""
    if not codes:
        return Names({}, {})
    rows = ElectionRegion.objects.filter(election__in=elections, region__in=codes).order_by()
    order = {election.pk: at for at, election in enumerate(elections)}
    found = sorted(
        rows.values_list("election", "region_id", "name__name", "name__kind"), key=lambda row: -order[row[0]]
    )
    return Names.told((code, name, kind) for _, code, name, kind in found)


def _place(names: Names, code: str, election: Election, elections: Sequence[Election]) -> str:
    """The region above, and the election where the account has several."""
    above = names.full(code[:6]) if len(code) == 10 else ""
    return " · ".join(part for part in (above, election.name if len(elections) > 1 else "") if part)


# Regions.


def region_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Kabupaten, kecamatan and desa by code or by the words of their names, one slip forgiven."""
    elections, found = _elections(request), search.words(text)
    wanted = _names(found)
    if not elections or not wanted:
        return []
    mine = ElectionRegion.objects.filter(_inside(request, elections, "region__code")).order_by()
    if len(wanted) == 1 and wanted[0].isdigit():
        rows = mine.filter(region__code=wanted[0]) if len(wanted[0]) in DIGITS else mine.none()
    else:
        rows = mine.filter(region__in=named(wanted))
        if not rows.exists() and (mended := near(wanted)) != wanted:
            rows = mine.filter(region__in=named(mended))
    order = {election.pk: at for at, election in enumerate(elections)}
    best: dict[str, Election] = {}
    nearest = rows.order_by("region__code__length", "region_id").values_list("region_id", "election")
    for code, pk in sorted(nearest[: LIMIT * len(elections)], key=lambda row: (len(row[0]), row[0], order[row[1]])):
        best.setdefault(code, elections[order[pk]])
    shown = dict(islice(best.items(), LIMIT))
    names = _names_of(elections, {code[:digits] for code in shown for digits in DIGITS if digits <= len(code)})
    return [
        Hit(names.full(code), reverse("recap:places", args=[election.slug, code]),
            _place(names, code, election, elections), code, "wilayah")
        for code, election in shown.items()
    ]  # fmt: skip


# Contests, parties and candidates.


def contest_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Contests by title, then parties and candidates by name, each with its figures where the account may see them."""
    elections, wanted = _elections(request), search.words(text)
    if not elections or not wanted or all(word.isdigit() for word in wanted):
        return []
    tops = {election.pk: places.entrances(request.user, election) for election in elections}
    rows = Contest.objects.filter(election__in=elections).prefetch_related("areas").select_related("election")
    contests = {contest.pk: contest for contest in rows.order_by("order")}
    where = {
        pk: next((code for code in tops[c.election_id] if len(code) < TPS_DIGITS and places.in_area(c, code)), None)
        for pk, c in contests.items()
    }
    open_ones = [pk for pk, code in where.items() if code]

    def place(contest: Contest) -> str:
        return contest.election.name if len(elections) > 1 else ""

    hits = [
        Hit(contests[pk].title, places.region_url(contests[pk].election, contests[pk], where[pk]),
            place(contests[pk]), icon="rekap")
        for pk in open_ones
        if search.matches(wanted, contests[pk].title)
    ]  # fmt: skip
    for name, pk, number, party, party_name in _choices(open_ones, wanted):
        contest, code = contests[pk], where[pk]
        url = places.region_url(contest.election, contest, code)
        if party is not None:
            url = f"{places.region_url(contest.election, contest, code)}?partai={party}#rincian"
        of = _("nomor %(no)s") % {"no": number} if number is not None else _("partai nomor %(no)s") % {"no": party}
        told = (of, party_name if number is not None else None, contest.title, place(contest))
        hits.append(Hit(name, url, " · ".join(part for part in told if part), icon="akun"))
        if len(hits) >= LIMIT:
            break
    return hits[:LIMIT]


def _choices(contests: Sequence[int], wanted: Sequence[str]) -> Iterable[tuple[str, int, int | None, int | None, str]]:
    """Lines of the ballots whose names begin so; as text, for thousands of candidates are not worth their objects."""
    rows = Choice.objects.filter(contest__in=contests).order_by("contest__order", "position")
    for row in rows.values_list("name", "contest", "number", "party__number", "party__name").iterator():
        if search.matches(wanted, row[0]):
            yield row


# Photos.


def photo_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Photos by their number or the beginning of their hash, as prints and the ledger show them."""
    elections, wanted = _elections(request), text.lower()
    query = Q()
    if is_uuid(wanted):
        query = Q(photo__uuid=UUID(wanted))
    elif _PHOTO.fullmatch(wanted) and not wanted.isdigit():
        query = Q(photo__sha256__startswith=wanted) | Q(photo__image_sha256__startswith=wanted)
    if not elections or not query:
        return []
    rows = Placement.objects.current().filter(query, _inside(request, elections, "tps_code", "contest__election"))
    rows = rows.select_related("photo", "contest__election").order_by("-photo__uploaded_at", "page")
    return [
        Hit(_("Foto %(title)s, halaman %(page)s") % {"title": row.contest.title, "page": row.page},
            reverse("recap:paper", args=[row.contest.election.slug, row.tps_code, row.contest.key, row.photo.uuid]),
            f"TPS {row.tps_code}", row.photo.sha256[:8], "foto")
        for row in rows[:LIMIT]
    ]  # fmt: skip


def is_uuid(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))
