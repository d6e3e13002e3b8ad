"""The map of a region."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from recap.selectors import here, maps


@access.requires(Can.VIEW_RECAP)
@require_safe
def region_map(request: HttpRequest, slug: str, key: str, code: str) -> HttpResponse:
    place = here.place_or_404(request, slug, key, code)
    return render(request, "recap/map.html", maps.map_page(place))
