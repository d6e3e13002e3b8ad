"""What the pages of the warehouse show."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.elections.models import Election
from electcoord.office.selectors import people
from electcoord.papers import attachments
from logistics.accounts import IN_STORE, Account
from logistics.models import (
    CountState,
    Destruction,
    Lot,
    Receipt,
    ReceiptLine,
    SortBatch,
    StockCount,
    StockMove,
    Warehouse,
)
from logistics.selectors import rooms, stock
from logistics.selectors.stock import Balance

PAGE, RECENT = 30, 8
VERBS = {"keep": Can.KEEP_STOCK, "plan": Can.PLAN_LOGISTICS, "approve": Can.APPROVE_DOCUMENT}
TONES = {"cocok": ("selesai", "selesai"), "selisih": ("periksa", "periksa"), "dibukukan": ("cocok", "cocok"),
         "diganti": ("belum", "belum")}  # fmt: skip


def rights(user: User, election: Election) -> dict[str, bool]:
    """What the account may do in the warehouse of this election, for the templates."""
    place = {"region": election.kabupaten_id, "election": election}
    return {name: access.may(user, can, **place) for name, can in VERBS.items()}


def head(request: HttpRequest, election: Election, here: str = "", above: tuple[str, str] | None = None) -> dict:
    """What every page of the warehouse shows on top; `above`: (label, url) of the list that it belongs to."""
    stock_url = reverse("logistics:stock", args=[election.slug]) if here else None
    steps = [(_("Stok"), stock_url), *([above] if above else []), *([(here, None)] if here else [])]
    return {"election": election, "crumbs": rooms.crumbs(election, *steps), "may": rights(request.user, election)}


def warehouses(election: Election) -> list[Warehouse]:
    return list(Warehouse.objects.filter(election=election).order_by("name"))


def overview_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Every lot with its balance, ballots first, and what waits."""
    rows = stock.balances(election)
    ballots = [row for row in rows if row[0].is_ballot]
    whole = stock.together(balance for _lot, balance in ballots)
    counts = list(stock.open_counts(election))
    receipts = Receipt.objects.filter(election=election).select_related("election", "warehouse")
    return head(request, election) | {
        "ballots": ballots, "goods": [row for row in rows if not row[0].is_ballot], "whole": whole,
        "open_counts": counts, "receipts": receipts[:5], "has_warehouse": bool(warehouses(election)),
        "psu_target": stock.psu_target(election),
    }  # fmt: skip


def lot_page(request: HttpRequest, lot: Lot) -> dict[str, Any]:
    """One lot: its balance, what each warehouse holds, and every move, the newest first."""
    stores = {store.pk: store for store in warehouses(lot.election)}
    by_place = {pk: held for (one, pk), held in stock.held_by_place(lot.election).items() if one == lot.pk}
    places = [
        {"warehouse": stores[pk], "counts": [(account.label, held[account]) for account in IN_STORE]}
        for pk, held in sorted(by_place.items())
    ]
    moves = StockMove.objects.filter(lot=lot).select_related("warehouse").order_by("-pk")
    page = Paginator(moves, PAGE).get_page(request.GET.get("hal", "1"))
    who = people({move.by for move in page})
    held = stock.held(lot)
    target = stock.psu_target(lot.election) if lot.is_ballot else None
    psu = held[Account.PSU] + held[Account.DIPAKAI_PSU]
    return head(request, lot.election, str(lot)) | {
        "lot": lot, "balance": Balance.of(held), "places": places, "page": page, "warehouses": list(stores.values()),
        "moves": [{"move": move, "who": who.get(move.by, "–"), **paper_of(lot.election, move.subject)}
                  for move in page],
        "psu_target": target, "psu_done": psu, "psu_missing": max((target or 0) - psu, 0),
        "accounts": [(account.value, account.label) for account in IN_STORE if lot.is_ballot or account != Account.PSU],
        "psu_issues": list(lot.psu_issues.select_related("tps", "warehouse").order_by("-day", "-pk")[:PAGE]),
    }  # fmt: skip


def paper_of(election: Election, subject: str) -> dict[str, str]:
    """What stands behind a move, and its page where it has one."""
    label, uuid = subject.split(":", 1)
    words = {
        "logistics.receipt": (_("Penerimaan"), "logistics:receipt"), "logistics.sortbatch": (_("Sortir dan lipat"), ""),
        "logistics.stockcount": (_("Hitung stok"), ""), "logistics.lot": (_("Penyisihan stok"), ""),
        "logistics.relocation": (_("Pergeseran antargudang"), ""),
        "logistics.psuissue": (_("Pengeluaran stok PSU"), ""),
        "logistics.stocktransfer": (_("Pergeseran antar-kabupaten"), ""),
        "logistics.destruction": (_("Pemusnahan"), "logistics:destruction"),
    }  # fmt: skip
    word, route = words.get(label, (_("Pengepakan"), ""))
    return {"paper": word, "paper_url": reverse(route, args=[election.slug, uuid]) if route else ""}


def receipts_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    rows = Receipt.objects.filter(election=election).select_related("warehouse", "election")
    rows = rows.annotate(announced=Sum("lines__announced"), counted=Sum("lines__counted"), bad=Sum("lines__damaged"))
    page = Paginator(rows.order_by("-day", "-pk"), PAGE).get_page(request.GET.get("hal", "1"))
    return head(request, election, _("Penerimaan")) | {
        "page": page, "items": [{"row": row, "short": row.announced - row.counted} for row in page],
    }  # fmt: skip


def receipt_page(request: HttpRequest, receipt: Receipt) -> dict[str, Any]:
    election = receipt.election
    lines = receipt.lines.select_related("lot__contest").order_by("pk")
    files = attachments.attachments_of(receipt.subject)
    version = receipt.document.in_force
    letter = receipt.request.latest if receipt.request else None
    above = (_("Penerimaan"), reverse("logistics:receipts", args=[election.slug]))
    return head(request, election, receipt.delivery_note, above) | {
        "receipt": receipt, "lines": [_line(line) for line in lines], "version": version, "letter": letter,
        "is_signed": version.signed_id is not None, "who": people({receipt.by}).get(receipt.by, "–"),
        "is_own": receipt.by == str(request.user.uuid),
        "photos": [{"row": row, "url": reverse("logistics:receipt-photo", args=[election.slug, receipt.uuid, row.uuid])}
                   for row in files],
    }  # fmt: skip


def _line(line: ReceiptLine) -> dict[str, Any]:
    tone = "periksa" if line.short or line.damaged else "selesai"
    word = _("sesuai")
    if line.short:
        word = _("kurang") if line.short > 0 else _("lebih")
    elif line.damaged:
        word = _("ada yang rusak")
    return {"line": line, "tone": tone, "word": word, "count": abs(line.short) or line.damaged or None}


def sort_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """What still waits to be sorted, and what was sorted, the newest first."""
    rows = SortBatch.objects.filter(lot__election=election).select_related("lot__contest", "warehouse")
    page = Paginator(rows.order_by("-day", "-pk"), PAGE).get_page(request.GET.get("hal", "1"))
    lots = {lot.pk: lot for lot in stock.lots_of(election)}
    stores = {store.pk: store for store in warehouses(election)}
    waiting = [
        {"value": f"{lots[lot].uuid}/{stores[store].uuid}", "lot": lots[lot], "warehouse": stores[store],
         "count": held[Account.BELUM_DISORTIR]}
        for (lot, store), held in stock.held_by_place(election).items() if held[Account.BELUM_DISORTIR]
    ]  # fmt: skip
    who = people({batch.by for batch in page})
    return head(request, election, _("Sortir dan lipat")) | {
        "page": page, "items": [{"batch": batch, "who": who.get(batch.by, "–")} for batch in page],
        "waiting": sorted(waiting, key=lambda w: (w["lot"].contest.order, w["warehouse"].name)),
    }  # fmt: skip


def count_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Open differences first; whoever counts is not shown the books."""
    rows = StockCount.objects.filter(lot__election=election).select_related("lot__contest", "warehouse")
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("hal", "1"))
    waiting = list(stock.open_counts(election))
    who = people({c.by for c in [*page, *waiting]} | {c.booked_by for c in page})
    me = str(request.user.uuid)
    return head(request, election, _("Hitung stok")) | {
        "page": page, "lots": list(stock.lots_of(election)), "warehouses": warehouses(election),
        "accounts": stock.in_store_words(),
        "items": [_count(count, who) for count in page],
        "waiting": [_count(count, who) | {"is_own": count.by == me} for count in waiting],
    }  # fmt: skip


def _count(count: StockCount, who: dict[str, str]) -> dict[str, Any]:
    tone, icon = TONES[count.state]
    return {
        "count": count, "who": who.get(count.by, "–"), "booked_by": who.get(count.booked_by, ""), "tone": tone,
        "icon": icon, "word": CountState(count.state).label, "missing": -count.difference,
        "reason_id": f"alasan-{count.uuid}",
    }  # fmt: skip


def destructions_page(request: HttpRequest, election: Election, store: Warehouse | None) -> dict[str, Any]:
    """What this warehouse holds of damaged and excess ballots, and what was destroyed before."""
    rows = Destruction.objects.filter(election=election).select_related("warehouse", "election")
    rows = rows.annotate(damaged=Sum("lines__damaged"), excess=Sum("lines__excess"))
    lots = {lot.pk: lot for lot in stock.lots_of(election) if lot.is_ballot}
    waiting = [
        {"lot": lots[lot], "damaged": held[Account.RUSAK], "excess": held[Account.BAIK]}
        for (lot, place), held in stock.held_by_place(election).items()
        if store and place == store.pk and lot in lots and (held[Account.RUSAK] or held[Account.BAIK])
    ]
    return head(request, election, _("Pemusnahan")) | {
        "items": list(rows.order_by("-day", "-pk")[:PAGE]), "warehouses": warehouses(election), "warehouse": store,
        "waiting": sorted(waiting, key=lambda w: w["lot"].contest.order),
        "gaps": left_over(election),
    }  # fmt: skip


def left_over(election: Election) -> list[tuple[Lot, Balance]]:
    """Ballots that still lie in a warehouse: besides the stock for a repeated vote not one may be left (H.6)."""
    return [(lot, balance) for lot, balance in stock.ballot_balances(election) if balance.in_store]


def destruction_page(request: HttpRequest, row: Destruction) -> dict[str, Any]:
    """The berita acara, and whether anything of damaged and excess ballots is left."""
    above = (_("Pemusnahan"), reverse("logistics:destructions", args=[row.election.slug]))
    lines = list(row.lines.select_related("lot__contest").order_by("pk"))
    return head(request, row.election, str(_("Berita acara")), above) | {
        "row": row, "lines": lines, "whole": sum(line.total for line in lines),
        "left": left_over(row.election),
        "damaged": sum(line.damaged for line in lines), "excess": sum(line.excess for line in lines),
        "version": row.document.in_force, "who": people({row.by}).get(row.by, "–"),
    }  # fmt: skip
