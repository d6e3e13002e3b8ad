"""Files of boxes: packing lists, labels, reports, photos."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.names import region_name
from electcoord.common.problems import parse_int
from electcoord.papers import attachments
from electcoord.papers import labels as sheets
from electcoord.papers import render as printing
from electcoord.papers.models import Attachment
from electcoord.regions.models import titled
from logistics import box_papers
from logistics.selectors import boxes, packing
from logistics.selectors import packing_pages as reads
from logistics.selectors.packing_pages import Choice
from logistics.views import doors
from logistics.views.doors import election_of


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return attachments.guarded(response)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def packing_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A page per ballot box of the choice: of one box, a TPS, a desa."""
    election = election_of(request, slug)
    choice = Choice.of(request.GET)
    rows = list(reads.chosen(request, election, choice).filter(kind="kotak")[: reads.MOST_PRINTED + 1])
    if not 1 <= len(rows) <= reads.MOST_PRINTED:
        page = reads.pack_page(request, election) | {
            "problem": _("Daftar isi dicetak untuk 1 sampai %(most)s kotak; pilih wilayah atau jenis yang lebih kecil.")
            % {"most": reads.MOST_PRINTED}
        }
        return render(request, "logistics/pack.html", page, status=422)
    with in_source():
        lists = packing.Lists(election)
        content = box_papers.packing_lists(
            election, rows, {row.pk: lists.of(row) for row in rows},
            packing.lines_of(list(packing.open_packings(rows))),
        )  # fmt: skip
    return _pdf(printing.pdf(content), f"daftar-isi-{rows[0].code}" if len(rows) == 1 else f"daftar-isi-{slug}")


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def labels(request: HttpRequest, slug: str) -> HttpResponse:
    election = election_of(request, slug)
    return render(request, "logistics/labels.html", reads.labels_page(request, election))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def labels_file(request: HttpRequest, slug: str) -> HttpResponse:
    """One file of the labels of the choice (`bagian`, from 1)."""
    election = election_of(request, slug)
    try:
        part = parse_int(request.GET.get("bagian", "1")[:6]) or 1
    except ValueError:
        part = 1
    start = (part - 1) * sheets.MOST
    rows = reads.chosen(request, election, Choice.of(request.GET))[start : start + sheets.MOST]
    kabupaten = election.kabupaten
    try:
        with in_source():
            content = sheets.pdf(
                reads.labels_of(election, rows), title=f"Label kotak {election.name}",
                issuer=f"KPU {titled(kabupaten.kind, region_name(kabupaten.name))}",
                mark="SIMULASI" if election.is_simulation else "",
            )  # fmt: skip
    except RuleError as refusal:
        page = reads.labels_page(request, election) | {"problem": str(refusal)}
        return render(request, "logistics/labels.html", page, status=422)
    return _pdf(content, f"label-{slug}-{part}")


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def report(request: HttpRequest, slug: str, code: str, uuid: UUID) -> HttpResponse:
    """The berita acara of opening or resealing."""
    row = boxes.box_or_404(request, slug, code)
    found = get_object_or_404(row.seal_reports.select_related("document__kind"), uuid=uuid)
    return doors.paper(found.document, f"ba-{found.kind}-{row.code}")


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def photo(request: HttpRequest, slug: str, code: str, one: UUID) -> HttpResponse:
    row = boxes.box_or_404(request, slug, code)
    found = get_object_or_404(Attachment, uuid=one, subject=reads.subject_of(row))
    return attachments.respond(found, small="kecil" in request.GET)
