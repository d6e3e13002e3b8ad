"""What every view of the warehouse shares: whose election, who acts, a deed that may be refused, typed cells."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import PackageError, RuleError
from electcoord.common.problems import parse_int
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.office.selectors import election_or_404, remember
from electcoord.papers import attachments
from electcoord.papers import render as printing
from electcoord.papers.models import Document
from logistics.models import Warehouse

READ_WRITE = ["GET", "HEAD", "POST"]


def store_or_404(request: HttpRequest, slug: str, can: Can = Can.VIEW_LOGISTICS) -> Election:
    """The election whose stock this is: the office's, so for whoever works for the whole kabupaten."""
    election = election_or_404(request, slug)
    access.check(request.user, can, region=election.kabupaten_id, election=election)
    remember(request, election)
    return election


def election_of(request: HttpRequest, slug: str) -> Election:
    """The election; 403 where no grant of the account gives the right to see logistics in it."""
    election = election_or_404(request, slug)
    if not access.scope(request.user, Can.VIEW_LOGISTICS, election):
        raise PermissionDenied
    remember(request, election)
    return election


def acting(request: HttpRequest, can: Can, election: Election) -> Actor:
    return access.acting(request.user, can, region=election.kabupaten_id, election=election)


def attempt(
    request: HttpRequest, deed: Callable[[], Any], *, done: str, then: str, template: str,
    page: Callable[[], dict[str, Any]],
) -> HttpResponse:  # fmt: skip
    """Does it and leads on to `then`; a refusal shows the page again with its sentences and what was typed."""
    try:
        deed()
    except PackageError as refusal:
        problem = {"problem": _("Belum dapat disimpan; perbaiki dulu yang berikut."), "problems": refusal.problems}
        return render(request, template, page() | problem | {"typed": request.POST}, status=422)
    except RuleError as refusal:
        return render(request, template, page() | {"problem": str(refusal), "typed": request.POST}, status=422)
    messages.success(request, done)
    return redirect(then)


def text(request: HttpRequest, name: str, longest: int = 300) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:longest].strip()


def number(request: HttpRequest, name: str, label: str) -> int:
    """A whole number that must be there; RuleError with the field's name."""
    found = numbers(request, {name: label})[name]
    if found is None:
        raise RuleError(_("%(label)s: isi jumlahnya.") % {"label": label})
    return found


def numbers(request: HttpRequest, fields: dict[str, str]) -> dict[str, int | None]:
    """Whole numbers or blanks of several cells {name: label}; PackageError with every cell that is wrong."""
    found, problems = {}, []
    for name, label in fields.items():
        try:
            found[name] = parse_int(text(request, name, 40))
        except ValueError as error:
            problems.append(f"{label}: {error}")
    if problems:
        raise PackageError(problems)
    return found


def day(request: HttpRequest, name: str = "tanggal") -> date:
    try:
        found = parse_date(text(request, name, 10))
    except ValueError:
        found = None
    if found is None:
        raise RuleError(_("Isi tanggalnya."))
    return found


def key(request: HttpRequest) -> UUID | None:
    """The form's own key: pressed twice, done once."""
    return uuid_of(text(request, "kunci", 36))


def uuid_of(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def warehouse(election: Election, value: str) -> Warehouse:
    found = Warehouse.objects.filter(election=election, uuid=uuid_of(value)).first()
    if found is None:
        raise RuleError(_("Pilih gudangnya."))
    return found


def paper(document: Document | None, stem: str) -> HttpResponse:
    """The printed form of the version in force, else of the draft with its watermark; 404 without one."""
    if document is None:
        raise Http404
    response = HttpResponse(printing.pdf(document.in_force or document.latest), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{stem}.pdf"'
    return attachments.guarded(response)
