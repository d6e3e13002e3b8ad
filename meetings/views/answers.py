"""What every view of a meeting shares: the account that acts, and a deed that may be refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from meetings.models import Meeting


def acting(request: HttpRequest, can: Can, meeting: Meeting) -> Actor:
    return access.acting(request.user, can, region=meeting.region_id, election=meeting.election)


def attempt(
    request: HttpRequest,
    deed: Callable[[], Any],
    *,
    done: str,
    then: str,
    page: Callable[[], dict[str, Any]],
    template: str,
) -> HttpResponse:
    """Does it and leads on to `then`; a refusal shows the page again with its sentence."""
    try:
        deed()
    except RuleError as refusal:
        return render(request, template, page() | {"problem": str(refusal)}, status=422)
    messages.success(request, done)
    return redirect(then)


def first_error(form: Any) -> str:
    """The first thing that is wrong, with the field's name where it has one."""
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        label = f"{field.label}: " if field is not None and field.label else ""
        return f"{label}{errors[0]}"
    return _("Halaman ini tidak lengkap; muat ulang, lalu ulangi.")
