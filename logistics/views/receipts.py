"""Receipts: the list, a new one by keyboard or file, one with its BTTB, letter and photos."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import download
from electcoord.common.errors import PackageError, RuleError
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments
from electcoord.papers.models import Attachment
from logistics import actions, receipt_file
from logistics.actions import Arrived
from logistics.goods import name_of, unit_of
from logistics.models import Receipt
from logistics.selectors import stock_pages
from logistics.views import doors

CELLS = {"a": lazy("menurut surat jalan"), "b": lazy("dihitung"), "c": lazy("rusak")}


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def receipts(request: HttpRequest, slug: str) -> HttpResponse:
    election = doors.store_or_404(request, slug)
    return render(request, "logistics/receipts.html", stock_pages.receipts_page(request, election))


@access.requires(Can.KEEP_STOCK)
@require_http_methods(doors.READ_WRITE)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A row per good with three cells; a file fills the cells, saving is the second step."""
    election = doors.store_or_404(request, slug, Can.KEEP_STOCK)
    if request.method != "POST":
        return render(request, "logistics/receipt_new.html", _new_page(request, election, {}))
    cells = {name: value for name, value in request.POST.items() if name[:2] in ("a-", "b-", "c-")}
    try:
        if request.POST.get("perbuatan") == "baca":
            page = _new_page(request, election, _read(request, election)) | {"is_read": True, "typed": request.POST}
            return render(request, "logistics/receipt_new.html", page)
        made = _receive(request, election)
    except RuleError as refusal:
        problems = refusal.problems if isinstance(refusal, PackageError) else []
        sentence = _("Belum dapat disimpan; perbaiki dulu yang berikut.") if problems else str(refusal)
        page = _new_page(request, election, cells)
        page |= {"problem": sentence, "problems": problems, "typed": request.POST}
        return render(request, "logistics/receipt_new.html", page, status=422)
    messages.success(request, _("Penerimaan tercatat dengan BTTB %(number)s.")
                     % {"number": made.document.in_force.register_number.text})  # fmt: skip
    return redirect(made)


def _new_page(request: HttpRequest, election: Election, cells: dict[str, Any]) -> dict[str, Any]:
    rows = []
    for code, contest in receipt_file.goods_of(election):
        name = f"{code}/{contest.key}" if contest else code
        rows.append({"key": name, "name": name_of(code), "contest": contest.title if contest else "",
                     "unit": unit_of(code), "cells": [(f"{cell}-{name}", label, cells.get(f"{cell}-{name}", ""))
                                                      for cell, label in CELLS.items()]})  # fmt: skip
    above = (_("Penerimaan"), reverse("logistics:receipts", args=[election.slug]))
    return stock_pages.head(request, election, _("Penerimaan baru"), above) | {
        "rows": rows, "titles": list(CELLS.values()), "warehouses": stock_pages.warehouses(election), "key": uuid4(),
        "today": timezone.localdate(),
    }  # fmt: skip


def _read(request: HttpRequest, election: Election) -> dict[str, str]:
    """The cells as the file says them; nothing is written."""
    if (sent := request.FILES.get("berkas")) is None:
        raise RuleError(_("Pilih berkasnya dulu."))
    if sent.size > receipt_file.MAX_BYTES:
        raise RuleError(_("Berkas terlalu besar; paling besar 2 MB."))
    lines = receipt_file.read(sent.read(), sent.name, election)
    return {
        f"{cell}-{line.key}": str(value)
        for line in lines
        for cell, value in (("a", line.announced), ("b", line.counted), ("c", line.damaged))
    }


def _receive(request: HttpRequest, election: Election) -> Receipt:
    lines, problems = [], []
    for code, contest in receipt_file.goods_of(election):
        name = f"{code}/{contest.key}" if contest else code
        title = f"{name_of(code)} {contest.title if contest else ''}".strip()
        try:
            found = doors.numbers(request, {f"{cell}-{name}": f"{title}, {label}" for cell, label in CELLS.items()})
        except PackageError as refusal:
            problems += refusal.problems
            continue
        announced, counted, damaged = (found[f"{cell}-{name}"] for cell in CELLS)
        if announced is None and counted is None and damaged is None:
            continue
        if announced is None or counted is None:
            problems.append(_("%(title)s: isi menurut surat jalan dan yang dihitung; 0 bila tidak ada.")
                            % {"title": title})  # fmt: skip
            continue
        lines.append(Arrived(code, contest, announced, counted, damaged or 0))
    if problems:
        raise PackageError(problems)
    return actions.receive(
        election=election, warehouse=doors.warehouse(election, doors.text(request, "gudang")),
        printer=doors.text(request, "pengirim"), delivery_note=doors.text(request, "surat_jalan"),
        day=doors.day(request), lines=lines, note=doors.text(request, "catatan"),
        actor=doors.acting(request, Can.KEEP_STOCK, election), key=doors.key(request),
    )  # fmt: skip


@access.requires(Can.KEEP_STOCK)
@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The spreadsheet to fill in."""
    election = doors.store_or_404(request, slug, Can.KEEP_STOCK)
    return download.file_response(receipt_file.template(election), receipt_file.TEMPLATE)


def _receipt(election: Election, uuid: UUID) -> Receipt:
    rows = Receipt.objects.select_related("election__kabupaten", "warehouse", "document__kind", "request__kind")
    return get_object_or_404(rows, election=election, uuid=uuid)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def receipt(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    election = doors.store_or_404(request, slug)
    found = _receipt(election, uuid)
    if request.method != "POST":
        return render(request, "logistics/receipt.html", stock_pages.receipt_page(request, found))
    can, deed, done = DEEDS.get(request.POST.get("perbuatan", ""), (Can.KEEP_STOCK, _unknown, ""))
    access.check(request.user, can, region=election.kabupaten_id, election=election)
    actor = doors.acting(request, can, election)
    return doors.attempt(
        request, lambda: deed(request, found, actor), done=str(done), then=found.get_absolute_url(),
        template="logistics/receipt.html", page=lambda: stock_pages.receipt_page(request, _receipt(election, uuid)),
    )  # fmt: skip


def _unknown(request: HttpRequest, found: Receipt, actor: Actor) -> None:
    raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))


def _file(request: HttpRequest, found: Receipt, actor: Actor) -> None:
    if (sent := request.FILES.get("berkas")) is None:
        raise RuleError(_("Pilih berkasnya dulu."))
    actions.add_receipt_file(
        found, sent.read(), name=sent.name, caption=doors.text(request, "keterangan", 250),
        is_signed=request.POST.get("perbuatan") == "pindaian", actor=actor,
    )  # fmt: skip


def _approve(request: HttpRequest, found: Receipt, actor: Actor) -> None:
    actions.approve_request(found, actor=actor)


DEEDS = {
    "foto": (Can.KEEP_STOCK, _file, lazy("Foto tersimpan.")),
    "pindaian": (Can.KEEP_STOCK, _file, lazy("BTTB bertanda tangan tersimpan.")),
    "sahkan": (Can.APPROVE_DOCUMENT, _approve, lazy("Surat permintaan disahkan dan bernomor.")),
}


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def receipt_paper(request: HttpRequest, slug: str, uuid: UUID, name: str) -> HttpResponse:
    """The BTTB (`bttb`) or the letter for what is short (`permintaan`) as PDF."""
    found = _receipt(doors.store_or_404(request, slug), uuid)
    return doors.paper({"bttb": found.document, "permintaan": found.request}.get(name), f"{name}-{found.day}")


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def receipt_photo(request: HttpRequest, slug: str, uuid: UUID, one: UUID) -> HttpResponse:
    found = _receipt(doors.store_or_404(request, slug), uuid)
    return attachments.respond(get_object_or_404(Attachment, uuid=one, subject=found.subject),
                               small="kecil" in request.GET)  # fmt: skip
