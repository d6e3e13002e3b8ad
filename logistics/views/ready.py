"""Pages of readiness, the day of distribution and the way back: fetch, call, answer."""

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS, table_response
from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections.models import Election, Tps
from electcoord.elections.places import Names
from electcoord.ledger.recording import Actor
from electcoord.office.selectors import election_or_404, remember
from electcoord.papers.models import Document
from logistics import actions
from logistics.models import Container
from logistics.return_papers import RecordKind
from logistics.selectors import boxes, ready_pages, return_pages, story, timeline
from logistics.selectors.ready_pages import Place
from logistics.views import doors


def _election(request: HttpRequest, slug: str) -> Election:
    """403 where no grant of the account shows logistics in the election."""
    election = election_or_404(request, slug)
    if not access.entrances(request.user, election, Can.VIEW_LOGISTICS):
        raise PermissionDenied
    remember(request, election)
    return election


def _file(titles: list[str], rows: list[list], name: str, form: str) -> HttpResponse:
    if form not in FORMATS:
        raise Http404
    response = table_response(titles, rows, name=f"{name}.{form}", form=form)
    response["Cache-Control"] = "private, no-store"
    return response


def _doors(request: HttpRequest, slug: str, name: str, title: str) -> HttpResponse:
    """Somebody of one region is there at once; others choose among theirs."""
    election = _election(request, slug)
    tops = access.entrances(request.user, election, Can.VIEW_LOGISTICS)
    urls = {top: ready_pages.place_url(election, top) if len(top) > 10 else reverse(
        f"logistics:{name}-region", args=[slug, top]) for top in tops}  # fmt: skip
    if len(tops) == 1:
        return redirect(urls[tops[0]])
    names = Names.of(election, {top[:10] for top in tops})
    page = {"election": election, "mine": [{"label": names.full(top), "url": urls[top]} for top in tops],
            "title": title}  # fmt: skip
    return render(request, "logistics/ready_mine.html", page)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def ready(request: HttpRequest, slug: str) -> HttpResponse:
    return _doors(request, slug, "ready", _("Kesiapan logistik"))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def region(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    place = ready_pages.place_or_404(request, slug, code)
    return render(request, "logistics/ready.html", ready_pages.region_page(place))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def region_file(request: HttpRequest, slug: str, code: str, form: str) -> HttpResponse:
    place = ready_pages.place_or_404(request, slug, code)
    return _file(*ready_pages.file_of(place), form)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def station(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The log of a TPS: every box of it with its whole story."""
    place = ready_pages.place_or_404(request, slug, code)
    tps = Tps.objects.filter(election=place.election, code=code).first()
    if tps is None:
        raise Http404
    rows = Container.objects.filter(election=place.election, tps=tps)
    found = list(rows.select_related("election", "holder", "contest", "tps").order_by("contest__order", "code"))
    log = story.log_of(found)
    page = {
        "election": place.election, "tps": tps, "log": log, "crumbs": ready_pages.crumbs(place),
        "desa": place.names.full(code[:10]),
    }  # fmt: skip
    return render(request, "logistics/ready_tps.html", page)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def day(request: HttpRequest, slug: str) -> HttpResponse:
    return _doors(request, slug, "timeline", _("Garis waktu distribusi"))


def _day_place(request: HttpRequest, slug: str, code: str) -> Place:
    return ready_pages.place_or_404(request, slug, code)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def day_region(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    return render(request, "logistics/timeline.html", timeline.page_of(_day_place(request, slug, code)))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def day_file(request: HttpRequest, slug: str, code: str, form: str) -> HttpResponse:
    return _file(*timeline.file_of(_day_place(request, slug, code)), form)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def missing(request: HttpRequest, slug: str) -> HttpResponse:
    """Which sealed boxes have not come back."""
    election = _election(request, slug)
    return render(request, "logistics/missing.html", return_pages.missing_page(request, election))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def missing_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    return _file(*return_pages.missing_file(request, _election(request, slug)), form)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The records of the way back; a new one from hand-overs that are over."""
    election = _election(request, slug)
    more, status = {"key": uuid4()}, 200
    if request.method == "POST":
        try:
            document = _draft(request, election)
        except RuleError as refusal:
            more |= {"problem": str(refusal), "chosen": request.POST.getlist("serah_terima")}
            status = 409 if isinstance(refusal, ConflictError) else 422
        else:
            return redirect("logistics:return-report", slug, document.uuid)
    page = return_pages.reports_page(request, election) | more
    return render(request, "logistics/return_reports.html", page, status=status)


def _draft(request: HttpRequest, election: Election) -> Document:
    """From the rows that were ticked, `jenis:uuid`."""
    if not access.scope(request.user, Can.HAND_OVER, election):
        raise PermissionDenied
    ticked = [value.partition(":") for value in request.POST.getlist("serah_terima")[:200]]
    kinds = {kind for kind, _colon, _uuid in ticked}
    if len(kinds) > 1:
        raise RuleError(_("Pilih serah terima untuk satu jenis berita acara saja."))
    uuids = {found for _kind, _colon, text in ticked if (found := doors.uuid_of(text))}
    rows = list(boxes.handovers_of(request, election).filter(uuid__in=uuids).select_related("giver", "receiver"))
    if not rows or len(rows) < len(ticked):
        raise RuleError(_("Pilih serah terima yang masuk dalam berita acara."))
    kind = kinds.pop()
    at = rows[0].receiver if kind == RecordKind.PENERIMAAN else rows[0].giver
    actor = access.acting(request.user, Can.HAND_OVER, region=at.region_id, election=election)
    return actions.draft_report(kind, rows, actor=actor, key=doors.key(request)).document


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def report(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    election = _election(request, slug)
    document = return_pages.report_or_404(request, election, uuid)
    if request.method != "POST":
        return render(request, "logistics/return_report.html", return_pages.report_page(request, document))
    can, deed, done = DEEDS.get(request.POST.get("perbuatan", ""), (Can.HAND_OVER, _unknown, ""))
    access.check(request.user, can, region=document.region, election=election)
    actor = access.acting(request.user, can, region=document.region, election=election)
    return doors.attempt(
        request, lambda: deed(request, document, actor), done=str(done), then=request.path,
        template="logistics/return_report.html", page=lambda: return_pages.report_page(request, document),
    )  # fmt: skip


def _unknown(request: HttpRequest, document: Document, actor: Actor) -> None:
    raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))


def _approve(request: HttpRequest, document: Document, actor: Actor) -> None:
    actions.approve_report(document, actor=actor)


def _sign(request: HttpRequest, document: Document, actor: Actor) -> None:
    if (sent := request.FILES.get("berkas")) is None:
        raise RuleError(_("Pilih berkasnya dulu."))
    actions.sign_report(document, sent.read(), name=sent.name, actor=actor)


DEEDS = {
    "sahkan": (Can.APPROVE_DOCUMENT, _approve, lazy("Berita acara disahkan dan bernomor.")),
    "pindaian": (Can.HAND_OVER, _sign, lazy("Berita acara bertanda tangan tersimpan.")),
}


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def report_paper(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    document = return_pages.report_or_404(request, _election(request, slug), uuid)
    return doors.paper(document, f"ba-kotak-{document.made_at:%Y%m%d}")
