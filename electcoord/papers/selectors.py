"""Reads of evidence: the photos of a sheet by page, where a photo lies now, and how many sheets have one."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.elections.models import Contest, Election, Tps
from electcoord.papers.models import Photo, Placement

# The photo of a page that was added last, wherever it lay before.
NEWEST_FIRST = ("page", "-photo__uploaded_at", "-photo_id")


@dataclass(frozen=True)
class Shown:
    """A photo where it lies, as pages and the viewer show it."""

    photo: Photo
    placement: Placement
    # A later photo of the same page is there; this one stays beside it.
    is_superseded: bool = False
    version: int = 1

    @property
    def page(self) -> int:
        return self.placement.page

    @property
    def url(self) -> str:
        return reverse("papers:image", args=[self.photo.uuid])

    @property
    def small_url(self) -> str:
        return reverse("papers:small", args=[self.photo.uuid])

    @property
    def label(self) -> str:
        return (
            _("Halaman %(page)s") % {"page": self.page}
            if self.version == 1
            else _("Halaman %(page)s, foto ke-%(version)s") % {"page": self.page, "version": self.version}
        )

    @property
    def view(self) -> dict[str, Any]:
        """One of `photos` of `templates/papers/_viewer.html`."""
        return {
            "url": self.url, "small_url": self.small_url, "page": self.page, "turns": self.placement.turns,
            "width": self.photo.width, "height": self.photo.height, "label": self.label,
        }  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """A photo that lay on this sheet and was moved away; `left` is the placement that took it, `now` where it lies."""

    was: Placement
    left: Placement
    now: Placement


@dataclass(frozen=True)
class Papers:
    """The photos of a sheet: by page, newest first, and those that were moved to another sheet."""

    shown: list[Shown]
    moved: list[Moved]

    @property
    def pages(self) -> dict[int, list[Shown]]:
        found: dict[int, list[Shown]] = {}
        for item in self.shown:
            found.setdefault(item.page, []).append(item)
        return found

    @property
    def views(self) -> list[dict[str, Any]]:
        """For the viewer: every photo, the newest of each page first."""
        return [item.view for item in self.shown]


def photos_of(contest: Contest, tps: Tps) -> Papers:
    """What lies and what lay on a sheet, in two queries however many photos there are."""
    here = Placement.objects.filter(contest=contest, tps=tps)
    current = Placement.objects.current().filter(contest=contest, tps=tps).select_related("photo")
    lying = list(current.order_by(*NEWEST_FIRST))
    here_now = {placement.photo_id for placement in lying}
    away = Placement.objects.filter(photo__in=here.values("photo")).exclude(photo__in=here_now)
    return Papers(
        _shown(lying), _moved(contest, tps, list(away.select_related("contest").order_by("photo_id", "number")))
    )


def photos_at(tps: Tps) -> dict[int, list[Shown]]:
    """The photos that lie on every sheet of a TPS, by contest, in one query."""
    current = Placement.objects.current().filter(tps=tps).select_related("photo")
    found: dict[int, list[Placement]] = {}
    for placement in current.order_by(*NEWEST_FIRST):
        found.setdefault(placement.contest_id, []).append(placement)
    return {contest: _shown(lying) for contest, lying in found.items()}


def _shown(lying: list[Placement]) -> list[Shown]:
    """Photos of one sheet, newest first within each page."""
    counts = Counter(placement.page for placement in lying)
    shown, left = [], dict(counts)
    for placement in lying:
        number = left[placement.page]
        shown.append(Shown(placement.photo, placement, number < counts[placement.page], number))
        left[placement.page] -= 1
    return shown


def _moved(contest: Contest, tps: Tps, placements: list[Placement]) -> list[Moved]:
    stories: dict[int, list[Placement]] = {}
    for placement in placements:
        stories.setdefault(placement.photo_id, []).append(placement)
    found = []
    for story in stories.values():
        at = max(i for i, one in enumerate(story) if (one.contest_id, one.tps_id) == (contest.pk, tps.pk))
        found.append(Moved(story[at], story[at + 1], story[-1]))
    return sorted(found, key=lambda moved: moved.left.pk, reverse=True)


def lying(uuid: UUID) -> Placement | None:
    """Where a photo lies now, with the photo and its election; None for a photo that does not exist."""
    rows = Placement.objects.current().filter(photo__uuid=uuid)
    return rows.select_related("photo__election", "contest", "tps").first()


def photo_counts(
    election: Election, *, digits: int = 6, contest: Contest | None = None, within: str = ""
) -> dict[tuple[int, str], int]:
    """Sheets with at least one photo, by (contest, region code of so many digits: 4, 6, 10 or 13)."""
    rows = Placement.objects.current().filter(photo__election=election, tps_code__startswith=within)
    if contest is not None:
        rows = rows.filter(contest=contest)
    counted = (
        rows.annotate(place=Substr("tps_code", 1, digits))
        .values("contest_id", "place")
        .annotate(sheets=Count(F("tps_code"), distinct=True))
        .order_by()
    )
    return {(row["contest_id"], row["place"]): row["sheets"] for row in counted}
