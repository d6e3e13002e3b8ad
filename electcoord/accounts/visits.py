"""The log of accounts that only look on: which pages they opened, when."""

import logging
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse

from electcoord.accounts import access
from electcoord.accounts.models import Visit

log = logging.getLogger(__name__)


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Notes an opened page or file; never the words of a search, nor what a page fetches again by itself.

    A log that cannot be written (a full disk) is told to whoever runs the server; the page comes all the same.
    """
    match, user = request.resolver_match, getattr(request, "user", None)
    # Pages that ask for no right have not read the grants, and are nothing to log.
    if match is None or response.status_code != 200 or request.method != "GET":
        return
    # Asking who it is would make a page that is the same for everybody depend on the session.
    if not request.session.accessed or not hasattr(user, "_grants"):
        return
    if "HX-Request" in request.headers or not access.is_logged(user):
        return
    try:
        with transaction.atomic():
            Visit.objects.create(user=user, page=match.view_name[:80], path=request.path[:250])
    except DatabaseError as error:
        log.error("log kunjungan akun %s tidak tertulis: %s", user.uuid, error)


def visits_of(user: Any) -> Any:
    """The account's own, the newest first."""
    return Visit.objects.filter(user=user).order_by("-at", "-pk")
