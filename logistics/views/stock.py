"""The stock of an election: every lot with its balance, and one lot with its moves."""

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
from electcoord.elections.models import Election, Tps
from logistics import actions
from logistics.models import Lot
from logistics.selectors import stock_pages
from logistics.views import doors


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    election = doors.store_or_404(request, slug)
    return render(request, "logistics/stock.html", stock_pages.overview_page(request, election))


def _lot(election: Election, uuid: UUID) -> Lot:
    rows = Lot.objects.select_related("contest", "election__profile", "election__kabupaten")
    return get_object_or_404(rows, election=election, uuid=uuid)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def lot(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The lot's books; planners set its stock for a repeated vote apart, and move goods to and from elsewhere."""
    election = doors.store_or_404(request, slug)
    found = _lot(election, uuid)

    def page() -> dict[str, Any]:
        return stock_pages.lot_page(request, found) | {"key": uuid4(), "today": timezone.localdate()}

    if request.method != "POST":
        return render(request, "logistics/lot.html", page())
    access.check(request.user, Can.PLAN_LOGISTICS, region=election.kabupaten_id, election=election)
    done = {
        "psu": _("Stok PSU disisihkan."), "pindah": _("Pergeseran logistik tercatat."),
        "antargudang": _("Pergeseran antargudang tercatat."), "keluar-psu": _("Pengeluaran stok PSU tercatat."),
    }  # fmt: skip
    deed = request.POST.get("perbuatan", "")
    return doors.attempt(
        request, lambda: _deed(request, found, deed), done=done.get(deed, ""),
        then=reverse("logistics:lot", args=[slug, uuid]), template="logistics/lot.html", page=page,
    )  # fmt: skip


def _deed(request: HttpRequest, found: Lot, deed: str) -> None:
    if deed not in ("psu", "pindah", "antargudang", "keluar-psu"):
        raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
    actor = doors.acting(request, Can.PLAN_LOGISTICS, found.election)
    store = doors.warehouse(found.election, doors.text(request, "gudang"))
    quantity = doors.number(request, "jumlah", _("Jumlah"))
    if deed == "psu":
        actions.mark_psu(found, store, quantity, actor=actor, key=doors.key(request))
        return
    plain = {"quantity": quantity, "day": doors.day(request), "actor": actor, "key": doors.key(request)}
    if deed == "antargudang":
        actions.relocate(
            found, store, doors.warehouse(found.election, doors.text(request, "gudang_tujuan")),
            account=doors.text(request, "bagian", 20), reason=doors.text(request, "alasan"), **plain,
        )  # fmt: skip
        return
    if deed == "keluar-psu":
        actions.issue_psu(found, store, _tps(request, found), decision=doors.text(request, "keputusan"), **plain)
        return
    if (direction := doors.text(request, "arah")) not in ("keluar", "masuk"):
        raise RuleError(_("Pilih arah pergeseran: keluar atau masuk."))
    actions.transfer(
        found, store, is_outward=direction == "keluar", party=doors.text(request, "lawan"),
        order=doors.text(request, "dasar"), **plain,
    )  # fmt: skip


def _tps(request: HttpRequest, found: Lot) -> Tps:
    row = Tps.objects.filter(election=found.election, code=doors.text(request, "tps", 13)).first()
    if row is None:
        raise RuleError(_("TPS tidak dikenal; tulis kodenya, 13 angka."))
    return row
