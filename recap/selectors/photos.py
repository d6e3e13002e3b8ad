"""The page of a sheet's photos: what is there by page, what is missing, what moved away, and one photo's story."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from electcoord.ledger.models import Entry
from electcoord.office.selectors import ROLES, deeds, people
from electcoord.papers.models import Placement
from electcoord.papers.selectors import Papers, Shown, photos_of
from recap import layout
from recap.ballot import Ballot, ballot_of
from recap.models import Sheet
from recap.selectors import places, tps
from recap.selectors.tps import TpsPlace


@dataclass(frozen=True)
class SheetPlace:
    """A sheet whose photos this account may see."""

    place: TpsPlace
    sheet: Sheet

    @property
    def url(self) -> str:
        return photos_url(self.place.election, self.place.tps.code, self.sheet.contest.key)


def photos_url(election: Election, code: str, key: str) -> str:
    """The page of a sheet's photos."""
    return reverse("recap:papers", args=[election.slug, code, key])


def photo_url(place: SheetPlace, photo: uuid.UUID) -> str:
    """The page on which a photo is turned or moved."""
    election, tps = place.place.election, place.place.tps
    return reverse("recap:paper", args=[election.slug, tps.code, place.sheet.contest.key, photo])


def sheet_or_404(request: HttpRequest, slug: str, code: str, key: str) -> SheetPlace:
    """As `tps_or_404`, and 404 for a contest that this TPS does not count."""
    place = tps.tps_or_404(request, slug, code)
    return SheetPlace(place, tps.sheet_or_404(place, key))


def photos_page(request: HttpRequest, here: SheetPlace) -> dict[str, Any]:
    """Context of the page; the number of queries does not depend on photos."""
    ballot = ballot_of(here.sheet.contest)
    papers = photos_of(here.sheet.contest, here.place.tps)
    names = people(_actors(papers))
    expected = layout.pages(ballot)
    pages = papers.pages
    numbers = sorted({*range(1, expected + 1), *pages})
    missing = [number for number in range(1, expected + 1) if number not in pages]
    may_move = _may(request, Can.MOVE_PAPER, here)
    return {
        **_head(request, here, _("Foto C.Hasil %(title)s") % {"title": here.sheet.contest.title}),
        "photos": papers.views,
        "pages": [
            {
                "number": number,
                "holds": page_holds(ballot, number),
                "versions": [_version(item, names, here, may_move) for item in pages.get(number, [])],
            }
            for number in numbers
        ],
        "moved": [
            {
                "moved": moved,
                "who": names.get(moved.left.placed_by, "–"),
                "url": _if_seen(request, here.place.election, moved.now),
            }
            for moved in papers.moved
        ],
        "expected": expected,
        "missing": missing,
        "complete": not missing,
        "next_page": missing[0] if missing else 1,
        "can_add": _may(request, Can.ADD_PAPER, here),
    }


def photo_page(request: HttpRequest, here: SheetPlace, photo: uuid.UUID) -> dict[str, Any]:
    """Context of one photo's page; 404 for a photo that does not lie on this sheet now."""
    papers = photos_of(here.sheet.contest, here.place.tps)
    item = next((shown for shown in papers.shown if shown.photo.uuid == photo), None)
    if item is None:
        raise Http404
    crumb = {"label": item.label, "url": None}
    head = _head(request, here, item.label)
    head["crumbs"] = [*head["crumbs"][:-1], {"label": _("Foto"), "url": here.url}, crumb]
    entries = Entry.objects.filter(subject=item.photo.subject).order_by("-pk")[:50]
    return {
        **head,
        "item": item,
        "photos": [item.view],
        "story": deeds(entries),
        "turn_left": (item.placement.turns + 3) % 4,
        "turn_right": (item.placement.turns + 1) % 4,
        "turn_over": (item.placement.turns + 2) % 4,
        "neighbours": here.place.neighbours,
        "can_move": _may(request, Can.MOVE_PAPER, here),
    }


def page_holds(ballot: Ballot, number: int) -> str:
    """What the form prints on a page, in short."""
    codes = [part.code for part in layout.layout_of(ballot) if part.page == number]
    if not codes:
        return _("di luar formulir")
    romans = list(dict.fromkeys(code.split(".")[0] for code in codes))
    if romans == ["V"]:
        return _("bagian V dan tanda tangan")
    parties = [code.removeprefix("IV.") for code in codes if code.startswith("IV.")]
    if len(parties) > 1:
        return _("bagian IV, partai %(first)s sampai %(last)s") % {"first": parties[0], "last": parties[-1]}
    if parties:
        return _("bagian IV, partai %(party)s") % {"party": parties[0]}
    if len(romans) == 1:
        return _("bagian %(part)s") % {"part": romans[0]}
    return _("bagian %(first)s sampai %(last)s") % {"first": romans[0], "last": romans[-1]}


def _head(request: HttpRequest, here: SheetPlace, title: str) -> dict[str, Any]:
    place, contest = here.place, here.sheet.contest
    election, station = place.election, place.tps
    above = places.crumbs(request.user, election, contest, station.code, place.names)
    above[-1]["url"] = places.tps_url(election, station.code)
    return {
        "election": election, "tps": station, "contest": contest, "sheet": here.sheet, "title": title,
        "desa": place.names.full(station.desa_id), "url": here.url, "crumbs": [*above, {"label": title, "url": None}],
        "tps_url": f"{above[-1]['url']}#{contest.key}",
    }  # fmt: skip


def _may(request: HttpRequest, can: Can, here: SheetPlace) -> bool:
    return access.may(request.user, can, region=here.place.tps.code, election=here.place.election)


def _actors(papers: Papers) -> set[str]:
    return {item.photo.uploaded_by for item in papers.shown} | {moved.left.placed_by for moved in papers.moved}


def _version(item: Shown, names: dict[str, str], here: SheetPlace, may_move: bool) -> dict[str, Any]:
    return {
        "item": item,
        "who": names.get(item.photo.uploaded_by, _("Sistem") if not item.photo.uploaded_by else "–"),
        "role": ROLES.get(item.photo.role, item.photo.role),
        "url": photo_url(here, item.photo.uuid),
        "may_move": may_move,
    }


def _if_seen(request: HttpRequest, election: Election, placement: Placement) -> str | None:
    """The sheet on which a photo lies now, for whoever may open it."""
    if not access.may(request.user, Can.VIEW_RECAP, region=placement.tps_code, election=election):
        return None
    return photos_url(election, placement.tps_code, placement.contest.key)
