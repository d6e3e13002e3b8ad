"""Beranda, search, help, the ledger browser and the pages of refusal."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.common import glossary, shortcuts
from electcoord.ledger import guards
from electcoord.office import selectors
from electcoord.office.context import Frame
from electcoord.office.forms import LedgerFilterForm
from electcoord.office.home import home_page
from electcoord.office.search import results


@access.signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if wanted := request.GET.get("pemilu"):
        selectors.remember(request, selectors.election_or_404(request, wanted))
    return render(request, "office/home.html", {**home_page(request), "now": timezone.now()})


@access.signed_in
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found, as a page; `potongan`: its list alone, for the palette."""
    template = "office/_hits.html" if "potongan" in request.GET else "office/search.html"
    return render(request, template, results(request))


@access.signed_in
@require_safe
def shortcuts_list(request: HttpRequest) -> HttpResponse:
    template = "office/_shortcuts.html" if "potongan" in request.GET else "office/shortcuts.html"
    return render(request, template, {"groups": shortcuts.groups, "rooms": Frame(request).nav})


@access.signed_in
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "office/help.html", {"terms": sorted(glossary.terms.values(), key=lambda t: str(t.word))})


@access.requires(access.Can.VIEW_LEDGER)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    if not access.has_anywhere(request.user, access.Can.VIEW_LEDGER):
        raise PermissionDenied
    wanted = selectors.LedgerFilter.of(request.GET)
    page = selectors.ledger_page(request.user, wanted)
    return render(request, "office/ledger.html", {**page, "form": LedgerFilterForm(wanted.values)})


@access.requires(access.Can.VIEW_LEDGER)
@require_safe
def ledger_entry(request: HttpRequest, chain: str, position: int) -> HttpResponse:
    if not access.has_anywhere(request.user, access.Can.VIEW_LEDGER):
        raise PermissionDenied
    found = selectors.ledger_entry(request.user, chain, position)
    if found is None:
        raise Http404
    return render(request, "office/ledger_entry.html", found)


@access.public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the process may serve: the database answers and its guards are in place."""
    try:
        problems = guards.problems()
    except Exception:
        problems = ["basis data tidak menjawab"]
    text = "tidak siap" if problems else "siap"
    return HttpResponse(text, status=503 if problems else 200, content_type="text/plain; charset=utf-8")


def _refusal(request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponse(render_to_string(template, context or {}, request=request), status=status)


@access.public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, "400.html", 400)


@access.public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, "403.html", 403)


@access.public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _refusal(request, "403.html", 403, {"stale_form": True})


@access.public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, "404.html", 404)


@access.public
def server_error(request: HttpRequest) -> HttpResponse:
    # No context and no database: this page must come whatever broke.
    return HttpResponse(render_to_string("500.html"), status=500)
