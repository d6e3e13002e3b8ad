"""The demo's door: a person of SIMULASI signs in by one press, with the password that everybody knows.

It is shut (the routes answer 404, the sign-in page shows nothing) unless DEBUG is on, the demo's own election is there
and every election of the database is a simulation. It goes through the same authentication as the form, so an account
whose password was changed, or that the demo did not make, does not open.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import Http404, HttpRequest, HttpResponse

from electcoord.accounts.demo import LOGINS, PASSWORD
from electcoord.accounts.models import Role, User
from electcoord.elections.demo import SLUG
from electcoord.elections.models import Election


def is_open() -> bool:
    """Whether nothing real is here."""
    if not settings.DEBUG:
        return False
    elections = dict(Election.objects.order_by().values_list("slug", "is_simulation"))
    return SLUG in elections and all(elections.values())


def behind_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The route exists only where the door is open, whatever the method."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def logins() -> list[dict[str, str]]:
    """The demo's accounts in their order, each with its role in words."""
    rows = User.objects.filter(username__in=LOGINS, is_active=True).prefetch_related("grants")
    known = {user.username: user for user in rows}
    return [
        {"username": name, "name": known[name].name, "role": _role(known[name])} for name in LOGINS if name in known
    ]


def _role(user: User) -> str:
    return ", ".join(dict.fromkeys(str(Role(grant.role).label) for grant in user.grants.all() if not grant.ended_at))


def sign_in(request: HttpRequest, username: str) -> bool:
    """Whether the person is signed in now; Http404 for an account that is not the demo's."""
    if not is_open() or username not in LOGINS:
        raise Http404
    if request.user.is_authenticated and request.user.username == username:
        return True
    user = authenticate(request, username=username, password=PASSWORD)
    if user is None:
        return False
    login(request, user)
    return True
