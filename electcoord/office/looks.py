"""How pages look: light or dark, and the living style page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from electcoord.accounts import access

COOKIE = "tema"
THEMES = ("auto", "terang", "gelap")
YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> str:
    """What the device was last told; `auto` follows the device's own setting."""
    wanted = request.COOKIES.get(COOKIE)
    return wanted if wanted in THEMES else THEMES[0]


@access.public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark on this device, then back to the page one came from."""
    back = request.POST.get("next", "")
    # A path of this site alone: with no host allowed, anything that names one is refused.
    answer = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "office:home")
    wanted = request.POST.get("tema")
    if wanted in THEMES:
        answer.set_cookie(
            COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return answer


@access.signed_in
@require_safe
def gaya(request: HttpRequest) -> HttpResponse:
    """The living style page."""
    return render(request, "gaya.html")


@access.signed_in
@require_safe
def projector(request: HttpRequest) -> HttpResponse:
    """The frame of the screens in a hall, with fictitious content."""
    return render(request, "gaya/projector.html")
