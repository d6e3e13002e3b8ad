"""The way about logistics: areas on top of each page, the rooms of an area under them, and the crumbs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election


@dataclass(frozen=True)
class Room:
    """`name` of its address; it holds every page whose name begins with one of `holds`."""

    name: str
    label: Any
    holds: tuple[str, ...]


# Apps above logistics lead from readiness to their own pages: (request, election, region code) -> {label, url} or None.
doors: list[Callable[[HttpRequest, Election, str], dict[str, str] | None]] = []
# The first room of an area is where one comes in; what no room holds belongs to the stock.
AREAS: dict[str, tuple[Any, tuple[Room, ...]]] = {
    "ready": (gettext_lazy("Kesiapan"), (
        Room("ready", gettext_lazy("Kesiapan"), ("ready",)),
        Room("timeline", gettext_lazy("Garis waktu"), ("timeline",)),
        Room("missing", gettext_lazy("Pengembalian"), ("missing",)),
        Room("return-reports", gettext_lazy("Berita acara"), ("return",)),
    )),
    "needs": (gettext_lazy("Perencanaan"), (
        Room("needs", gettext_lazy("Kebutuhan"), ("need",)),
        Room("items", gettext_lazy("Barang"), ("item",)),
        Room("plans", gettext_lazy("Rencana"), ("plan",)),
    )),
    "stock": (gettext_lazy("Gudang"), (
        Room("stock", gettext_lazy("Stok"), ("stock", "lot")),
        Room("receipts", gettext_lazy("Penerimaan"), ("receipt",)),
        Room("sort", gettext_lazy("Sortir dan lipat"), ("sort",)),
        Room("count", gettext_lazy("Hitung stok"), ("count",)),
        Room("destructions", gettext_lazy("Pemusnahan"), ("destruction",)),
    )),
    "boxes": (gettext_lazy("Kotak"), (
        Room("boxes", gettext_lazy("Kotak"), ("box",)),
        Room("pack", gettext_lazy("Pengemasan"), ("pack",)),
        Room("seals", gettext_lazy("Segel"), ("seal",)),
        Room("labels", gettext_lazy("Label"), ("label",)),
        Room("handovers", gettext_lazy("Serah terima"), ("handover", "scan")),
    )),
    "movements": (gettext_lazy("Perjalanan"), (Room("movements", gettext_lazy("Perjalanan"), ("movement",)),)),
}  # fmt: skip


def crumbs(election: Election, *more: tuple[Any, str | None]) -> list[dict[str, Any]]:
    """Logistik, then what `more` says: (label, address or None)."""
    first = (_("Logistik"), reverse("logistics:ready", args=[election.slug]))
    return [{"label": label, "url": url} for label, url in (first, *more)]


def areas(request: HttpRequest, election: Election) -> dict[str, Any]:
    """`areas` and `tabs` for the page of this request; the warehouse only for whoever works for the whole kabupaten."""
    match = request.resolver_match
    here = match.url_name if match and match.app_name == "logistics" else ""
    area, room = _place_of(here) if here else ("ready", "")
    hidden = () if access.may(
        request.user, Can.VIEW_LOGISTICS, region=election.kabupaten_id, election=election
    ) else ("stock",)  # fmt: skip
    shown = [(rooms[0].name, label, key == area) for key, (label, rooms) in AREAS.items() if key not in hidden]
    inside = [(one.name, one.label, one.name == room) for one in AREAS[area][1]]
    tabs = _links(election, inside)
    if area == "ready":
        code = match.kwargs.get("code", "") if match else ""
        led = (door(request, election, code) for door in doors)
        tabs += [{**one, "active": not here} for one in led if one]
    return {"areas": _links(election, shown), "tabs": tabs if len(tabs) > 1 else []}


def _links(election: Election, rooms: Iterable[tuple[str, Any, bool]]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(f"logistics:{name}", args=[election.slug]), "active": active}
        for name, label, active in rooms
    ]


def _place_of(here: str) -> tuple[str, str]:
    found = [
        (area, room.name) for area, (_label, rooms) in AREAS.items() for room in rooms if here.startswith(room.holds)
    ]
    return found[0] if found else ("stock", "stock")
