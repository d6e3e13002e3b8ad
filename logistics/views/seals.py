"""The register of seals: looked up, filled from a list, and the numbers that came from the printer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import download
from electcoord.common.errors import PackageError, RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from logistics import actions, seal_file
from logistics.selectors import boxes
from logistics.selectors import seals as reads
from logistics.views import doors
from logistics.views.doors import election_of


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def seals(request: HttpRequest, slug: str) -> HttpResponse:
    """The register; whoever keeps the stock notes the numbers that came."""
    election = election_of(request, slug)
    if request.method != "POST":
        return render(request, "logistics/seals.html", reads.seals_page(request, election))
    access.check(request.user, Can.KEEP_STOCK, region=election.kabupaten_id, election=election)
    actor = doors.acting(request, Can.KEEP_STOCK, election)
    return doors.attempt(
        request,
        lambda: actions.issue_seals(
            election, kind=doors.text(request, "jenis", 10), first=doors.text(request, "pertama", 40),
            last=doors.text(request, "terakhir", 40), note=doors.text(request, "dasar"), actor=actor,
        ),
        done=_("Nomor segel tercatat."), then=request.path, template="logistics/seals.html",
        page=lambda: reads.seals_page(request, election),
    )  # fmt: skip


def _mover(request: HttpRequest, slug: str) -> Election:
    election = election_of(request, slug)
    if not access.scope(request.user, Can.MOVE_BOXES, election):
        raise PermissionDenied
    return election


@access.requires(Can.MOVE_BOXES)
@require_POST
def seal_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Seals the boxes of a list; nothing is written before all of it fits."""
    election = _mover(request, slug)
    try:
        count, n_seals = _import(request, election)
    except RuleError as refusal:
        problems = refusal.problems if isinstance(refusal, PackageError) else []
        sentence = _("Belum dapat disimpan; perbaiki dulu yang berikut.") if problems else str(refusal)
        page = reads.seals_page(request, election) | {"problem": sentence, "problems": problems}
        return render(request, "logistics/seals.html", page, status=422)
    text = _("%(n)s kotak disegel dengan %(m)s segel.") if n_seals else _("Semua segel ini sudah tercatat.")
    messages.success(request, text % {"n": angka(count), "m": angka(n_seals)})
    return redirect("logistics:seals", slug)


def _import(request: HttpRequest, election: Election) -> tuple[int, int]:
    if (sent := request.FILES.get("berkas")) is None:
        raise RuleError(_("Pilih berkasnya dulu."))
    if sent.size > seal_file.MAX_BYTES:
        raise RuleError(_("Berkas terlalu besar; paling besar 8 MB."))
    rows, digest = seal_file.read(sent.read(), sent.name)
    codes = access.scope(request.user, Can.MOVE_BOXES, election)
    # A box outside the account's regions is told of as one that is not there.
    region = next(iter(codes)) or election.kabupaten_id
    actor = access.acting(request.user, Can.MOVE_BOXES, region=region, election=election)
    known = set(boxes.moved_by(request, election).values_list("code", flat=True))
    if strange := [row for row in rows if row.code not in known]:
        raise PackageError(
            [_("%(place)s, kolom kode_kotak: tidak ada kotak %(code)s.") % {"place": row.place, "code": row.code[:40]}
             for row in strange[:50]], len(strange),
        )  # fmt: skip
    return actions.seal_by_list(election, rows, digest=digest, actor=actor)


@access.requires(Can.MOVE_BOXES)
@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The spreadsheet to fill in."""
    _mover(request, slug)
    return download.file_response(seal_file.template(), seal_file.TEMPLATE)
