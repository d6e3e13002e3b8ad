"""Pages of needs: fetch, call, answer."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS, table_response
from electcoord.elections.places import Names
from electcoord.office.selectors import election_or_404, remember
from logistics.selectors import need_pages


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def needs(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to the account's regions; somebody of one region is there at once."""
    election = election_or_404(request, slug)
    tops = access.entrances(request.user, election, Can.VIEW_LOGISTICS)
    if not tops:
        raise PermissionDenied
    remember(request, election)
    if len(tops) == 1:
        return redirect(need_pages.need_url(election, tops[0]))
    names = Names.of(election, {top[:10] for top in tops})
    mine = [{"label": names.full(top), "url": need_pages.need_url(election, top)} for top in tops]
    page = {"election": election, "mine": mine}
    return render(request, "logistics/needs_mine.html", page)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def region(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    place = need_pages.place_or_404(request, slug, code)
    return render(request, "logistics/needs.html", need_pages.region_page(place))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def station(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    place = need_pages.place_or_404(request, slug, code)
    return render(request, "logistics/needs_tps.html", need_pages.tps_page(place))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def region_file(request: HttpRequest, slug: str, code: str, form: str) -> HttpResponse:
    place = need_pages.place_or_404(request, slug, code)
    if form not in FORMATS:
        raise Http404
    titles, rows, name = need_pages.file_of(place, request.GET.get("kolom", "")[:4000])
    response = table_response(titles, rows, name=f"{name}.{form}", form=form)
    response["Cache-Control"] = "private, no-store"
    return response
