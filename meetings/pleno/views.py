"""Pages that compare recap with logistics: fetch, call, answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS, table_response
from electcoord.office.selectors import election_or_404, remember
from meetings.pleno import ballots as reads


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def ballots(request: HttpRequest, slug: str) -> HttpResponse:
    election = election_or_404(request, slug)
    asked = reads.asked_of(request, election)
    remember(request, election)
    return render(request, "meetings/ballots.html", reads.page_of(request, asked))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def ballots_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    asked = reads.asked_of(request, election_or_404(request, slug))
    if form not in FORMATS:
        raise Http404
    titles, rows, name = reads.file_of(request, asked)
    response = table_response(titles, rows, name=f"{name}.{form}", form=form)
    response["Cache-Control"] = "private, no-store"
    return response
