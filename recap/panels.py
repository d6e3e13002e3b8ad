"""What the recapitulation shows on Beranda and in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.panels import Link, Panel, register
from electcoord.elections.models import Election
from recap.selectors import overview, places


def progress(request: HttpRequest, election: Election) -> dict[str, Any] | None:
    """Progress per contest, open findings and quarantine, each number a link to the work behind it."""
    if not places.entrances(request.user, election):
        return None
    return overview.election_page(request, election)


def menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_RECAP):
        return None
    return {"label": "Rekapitulasi", "url": reverse("recap:elections"), "icon": "rekap"}


register(Panel("rekap", 10, "recap/_panel.html", progress), Link(20, menu))
