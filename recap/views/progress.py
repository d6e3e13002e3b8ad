"""Progress and forecast of the entries."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.office.selectors import election_or_404
from recap.forms import ContestForm
from recap.selectors import places
from recap.selectors import progress as pages


@access.requires(Can.VIEW_RECAP)
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    found = election_or_404(request, slug)
    if not places.entrances(request.user, found):
        raise PermissionDenied
    page = pages.progress_page(request, found)
    chosen = {"kontes": page["contest"].key if page["contest"] else "", "wilayah": page["area"].code}
    return render(request, "recap/progress.html", {**page, "form": ContestForm(chosen, contests=page["contests"])})
