"""'Mengapa angka ini berubah?': the story of one sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from recap.selectors import tps
from recap.selectors.story import story_page


@access.requires(Can.VIEW_RECAP)
@require_safe
def story(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    place = tps.tps_or_404(request, slug, code)
    return render(request, "recap/story.html", story_page(request, place, tps.sheet_or_404(place, key)))
