"""Packing many boxes at once, and making containers that are no ballot boxes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.problems import parse_int
from electcoord.elections.models import Election
from logistics import actions
from logistics.models import Holder, HolderKind
from logistics.selectors import packing_pages as reads
from logistics.selectors.packing_pages import Choice
from logistics.views import doors
from logistics.views.doors import election_of


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    """All boxes of a choice whose list is complete as wanted: one deed."""
    election = election_of(request, slug)
    if request.method != "POST":
        return render(request, "logistics/pack.html", reads.pack_page(request, election))
    access.check(request.user, Can.MOVE_BOXES, region=election.kabupaten_id, election=election)
    actor = doors.acting(request, Can.MOVE_BOXES, election)
    choice = Choice.of(request.POST)
    try:
        rows = list(reads.ready(request, election, choice))
        if doors.number(request, "jumlah", _("Jumlah kotak")) != len(rows):
            raise RuleError(_("Jumlah kotak yang siap baru saja berubah; periksa lagi, lalu ulangi."))
        done = actions.pack(rows, actor)
    except RuleError as refusal:
        page = reads.pack_page(request, election) | {"problem": str(refusal)}
        return render(request, "logistics/pack.html", page, status=422)
    messages.success(request, _("%(n)s kotak dikemas sesuai daftarnya.") % {"n": angka(done)})
    return redirect(f"{reverse('logistics:pack', args=[slug])}?{choice.query}")


@access.requires(Can.KEEP_STOCK)
@require_http_methods(doors.READ_WRITE)
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """So many containers of a kind for each place."""
    election = doors.store_or_404(request, slug, Can.KEEP_STOCK)
    page: dict[str, Any] = reads.making_page(request, election)
    if request.method != "POST":
        return render(request, "logistics/box_new.html", page)
    actor = doors.acting(request, Can.KEEP_STOCK, election)
    try:
        made = _make(request, election, actor)
    except RuleError as refusal:
        page |= {"problem": str(refusal), "typed": request.POST}
        return render(request, "logistics/box_new.html", page, status=422)
    text = _("%(n)s wadah dibuat; cetak labelnya.") if made else _("Semua wadah itu sudah ada.")
    messages.success(request, text % {"n": angka(made)})
    return redirect("logistics:boxes", slug)


def _make(request: HttpRequest, election: Election, actor: Any) -> int:
    places = Holder.objects.filter(election=election, kind__in=[HolderKind.GUDANG, HolderKind.PPK])
    at = places.filter(key=doors.text(request, "pemegang", 60)).first()
    if at is None:
        raise RuleError(_("Pilih di mana wadah ini berada."))
    try:
        each = parse_int(doors.text(request, "banyak", 6)) or 0
    except ValueError as error:
        raise RuleError(str(error)) from None
    return actions.make_containers(
        election, doors.text(request, "jenis", 20), per=doors.text(request, "per", 12), each=each,
        within=Choice.of(request.POST).region, at=at, actor=actor,
    )  # fmt: skip
