"""Work in the warehouse: sorting, stock-takes, destruction."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from logistics import actions
from logistics.accounts import Damage
from logistics.actions import StandsFor, Witness
from logistics.actions.destruction import due_days
from logistics.models import Destruction, Lot, StockCount, Warehouse
from logistics.selectors import stock, stock_pages
from logistics.views import doors

WITNESS_ROWS = (StandsFor.POLRI, StandsFor.BAWASLU, StandsFor.PEMDA, StandsFor.LAIN, StandsFor.LAIN)


def _lot(election: Election, value: str) -> Lot:
    rows = Lot.objects.select_related("contest", "election__profile", "election__kabupaten")
    found = rows.filter(election=election, uuid=doors.uuid_of(value)).first()
    if found is None:
        raise RuleError(_("Pilih barangnya."))
    return found


def _form() -> dict[str, Any]:
    return {"key": uuid4(), "today": timezone.localdate()}


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def sort(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits and what was sorted; keepers write down a table's day."""
    is_deed = request.method == "POST"
    election = doors.store_or_404(request, slug, Can.KEEP_STOCK if is_deed else Can.VIEW_LOGISTICS)

    def page() -> dict[str, Any]:
        cells = [{"name": f"r-{code}", "label": str(label), "value": doors.text(request, f"r-{code}")}
                 for code, label in Damage.choices]  # fmt: skip
        return stock_pages.sort_page(request, election) | _form() | {"damage_cells": cells}

    if not is_deed:
        return render(request, "logistics/sort.html", page())
    return doors.attempt(
        request, lambda: _sort(request, election), done=_("Hasil sortir tercatat."),
        then=reverse("logistics:sort", args=[slug]), template="logistics/sort.html", page=page,
    )  # fmt: skip


def _sort(request: HttpRequest, election: Election) -> None:
    lot, _slash, store = doors.text(request, "barang").partition("/")
    fields = {f"r-{code}": str(label) for code, label in Damage.choices}
    found = doors.numbers(request, fields)
    actions.sort(
        _lot(election, lot), doors.warehouse(election, store), day=doors.day(request),
        workers=doors.number(request, "petugas", _("Petugas")), good=doors.number(request, "baik", _("Baik")),
        damage={name[2:]: value or 0 for name, value in found.items()},
        actor=doors.acting(request, Can.KEEP_STOCK, election), key=doors.key(request),
    )  # fmt: skip


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """Stock-takes; keepers count, planners who did not count book the difference."""
    booking = request.POST.get("perbuatan") == "bukukan"
    can = Can.VIEW_LOGISTICS
    if request.method == "POST":
        can = Can.PLAN_LOGISTICS if booking else Can.KEEP_STOCK
    election = doors.store_or_404(request, slug, can)

    def page() -> dict[str, Any]:
        return stock_pages.count_page(request, election) | _form()

    if request.method != "POST":
        return render(request, "logistics/count.html", page())
    deed, done = (_book, _("Selisih dibukukan.")) if booking else (_count, _("Hitungan tercatat."))
    return doors.attempt(
        request, lambda: deed(request, election), done=done, then=reverse("logistics:count", args=[slug]),
        template="logistics/count.html", page=page,
    )  # fmt: skip


def _count(request: HttpRequest, election: Election) -> None:
    actions.count_stock(
        _lot(election, doors.text(request, "barang")), doors.warehouse(election, doors.text(request, "gudang")),
        account=doors.text(request, "bagian", 20), counted=doors.number(request, "dihitung", _("Dihitung")),
        day=doors.day(request), actor=doors.acting(request, Can.KEEP_STOCK, election), key=doors.key(request),
    )  # fmt: skip


def _book(request: HttpRequest, election: Election) -> None:
    uuid = doors.uuid_of(doors.text(request, "hitungan"))
    found = StockCount.objects.filter(lot__election=election, uuid=uuid).first()
    if found is None:
        raise RuleError(_("Pilih selisih yang dibukukan."))
    actions.book_count(found, reason=doors.text(request, "alasan"),
                       actor=doors.acting(request, Can.PLAN_LOGISTICS, election))  # fmt: skip


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def destructions(request: HttpRequest, slug: str) -> HttpResponse:
    """What is left to destroy in a warehouse (`?gudang=`), and the deeds; planners record one with its witnesses."""
    is_deed = request.method == "POST"
    election = doors.store_or_404(request, slug, Can.PLAN_LOGISTICS if is_deed else Can.VIEW_LOGISTICS)
    store = _chosen(election, request.GET.get("gudang", ""))

    def page() -> dict[str, Any]:
        rows = [
            {"at": at, "side": side, "name": doors.text(request, f"saksi-{at}"),
             "institution": doors.text(request, f"lembaga-{at}")}
            for at, side in enumerate(WITNESS_ROWS)
        ]  # fmt: skip
        found = stock_pages.destructions_page(request, election, store) | _form()
        for row in found["waiting"]:
            row["cells"] = [(f"{side}-{row['lot'].uuid}", label, doors.text(request, f"{side}-{row['lot'].uuid}"))
                            for side, label in (("r", _("rusak")), ("l", _("lebih")))]  # fmt: skip
        return found | {"due": due_days(election), "witness_rows": rows}

    if not is_deed:
        return render(request, "logistics/destructions.html", page())
    return doors.attempt(
        request, lambda: _destroy(request, election, store),
        done=_("Pemusnahan tercatat; berita acaranya sudah bernomor."),
        then=reverse("logistics:destructions", args=[slug]), template="logistics/destructions.html", page=page,
    )  # fmt: skip


def _chosen(election: Election, value: str) -> Warehouse | None:
    stores = stock_pages.warehouses(election)
    return next((store for store in stores if str(store.uuid) == value), stores[0] if stores else None)


def _destroy(request: HttpRequest, election: Election, store: Warehouse | None) -> None:
    if store is None:
        raise RuleError(_("Belum ada gudang."))
    lots = [lot for lot in stock.lots_of(election) if lot.is_ballot]
    fields = {f"{side}-{lot.uuid}": f"{lot}, {label}" for lot in lots
              for side, label in (("r", _("rusak")), ("l", _("lebih")))}  # fmt: skip
    found = doors.numbers(request, fields)
    witnesses = [
        Witness(name, doors.text(request, f"lembaga-{at}"), side)
        for at, side in enumerate(WITNESS_ROWS) if (name := doors.text(request, f"saksi-{at}"))
    ]  # fmt: skip
    actions.destroy(
        election=election, warehouse=store, day=doors.day(request), place=doors.text(request, "tempat"),
        method=doors.text(request, "cara"), witnesses=witnesses,
        counted={lot: (found[f"r-{lot.uuid}"] or 0, found[f"l-{lot.uuid}"] or 0) for lot in lots},
        reason=doors.text(request, "alasan"), actor=doors.acting(request, Can.PLAN_LOGISTICS, election),
        key=doors.key(request),
    )  # fmt: skip


def _destruction(election: Election, uuid: UUID) -> Destruction:
    rows = Destruction.objects.select_related("election__kabupaten", "warehouse", "document__kind")
    return get_object_or_404(rows, election=election, uuid=uuid)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def destruction(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = _destruction(doors.store_or_404(request, slug), uuid)
    return render(request, "logistics/destruction.html", stock_pages.destruction_page(request, found))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def destruction_paper(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = _destruction(doors.store_or_404(request, slug), uuid)
    return doors.paper(found.document, f"ba-pemusnahan-{found.day}")
