"""The calendar on a phone: the page on which an account makes its address, and the file behind that address."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import User
from electcoord.common.errors import RuleError
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from electcoord.papers import qr
from meetings import ics
from meetings.actions.feeds import PURPOSE, holder_of, make_feed, revoke_feed
from meetings.selectors import feeds
from meetings.selectors.calendar import crumbs

SECONDS = 15 * 60


@access.requires(Can.VIEW_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    place = feeds.place_of(request.user)
    if place is None:
        raise PermissionDenied
    if request.method == "POST":
        region, election = place
        actor = access.acting(request.user, Can.VIEW_CALENDAR, region=region, election=election)
        deed = request.POST.get("perbuatan")
        if deed not in ("buat", "cabut"):
            return render(request, "meetings/subscription.html", _page(request), status=422)
        try:
            if deed == "buat":
                make_feed(request.user, region=region, election=election, actor=actor)
            else:
                revoke_feed(request.user, actor=actor)
        except RuleError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Alamat langganan dibuat.") if deed == "buat" else _("Alamat dicabut."))
        return redirect("calendar:subscription")
    return render(request, "meetings/subscription.html", _page(request))


def _page(request: HttpRequest) -> dict[str, Any]:
    page: dict[str, Any] = {"crumbs": crumbs(_("Langganan di telepon"))}
    live = links.live_links(holder_of(request.user), PURPOSE)
    if live:
        url = links.url(live[0], request)
        webcal = "webcal://" + url.split("://", 1)[1]
        page |= {"link": live[0], "url": url, "webcal": webcal, "qr": mark_safe(qr.svg(webcal))}
    return page


def _account(link: PersonalLink) -> User:
    """Whose calendar it is; nobody's where the account is closed or sees no calendar any more."""
    _prefix, _colon, uuid = link.holder.partition(":")
    user = User.objects.filter(uuid=UUID(uuid), is_active=True).first()
    if user is None or not access.has_anywhere(user, Can.VIEW_CALENDAR):
        raise Http404
    return user


@links.door(PURPOSE)
@require_safe
def _file(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    user = _account(link)
    events = feeds.events_for(user, f"{request.scheme}://{request.get_host()}")
    response = HttpResponse(ics.feed(events, name=_("Kalender pemilu")), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    return response


@access.public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file; rights are asked at every fetch. A phone that has the same one already is told so."""
    response = _file(request, token)
    if response.status_code != 200:
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={SECONDS}"
    return get_conditional_response(request, etag=etag, response=response)
