"""Default deny: a view without a declared policy is refused; a first password is changed before anything else.

What accounts that only look on open is kept in their log.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from electcoord.accounts import visits

# Open before the first password is changed; they need no session to say so.
OPEN_PAGES = {"accounts:password", "accounts:logout", "office:language", "office:scripts"}


class PolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        visits.keep(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not hasattr(view, "policy"):
            raise PermissionDenied(f"Halaman {match.view_name} tidak menyatakan kebijakan akses.")
        if match.view_name in OPEN_PAGES:
            return None
        user = request.user
        if user.is_authenticated and user.must_change_password:
            return redirect("accounts:password")
        return None
