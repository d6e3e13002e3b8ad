"""Institutions, their offices and who held them on a day, for whoever invites."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import regions_of
from electcoord.common.names import region_name
from electcoord.directory import selectors
from electcoord.directory.forms import InstitutionFilterForm, Wanted
from electcoord.directory.models import Institution, Office, Term
from electcoord.regions.models import Region, titled

PAGE = 25


@access.requires(Can.VIEW_DIRECTORY)
@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    rows = selectors.institutions_within(_codes(request))
    wanted = Wanted.of(request.GET)
    found = selectors.with_holders(_narrowed(rows, wanted), wanted.day)
    regions = [(region.pk, _place(region)) for region in Region.objects.filter(pk__in=rows.order_by().values("region"))]
    page = Paginator(found, PAGE).get_page(wanted.page)
    for row in page:
        row.place = _place(row.region)
    context = {
        "crumbs": [_home(), {"label": _("Direktori"), "url": None}], "wanted": wanted, "page": page,
        "form": InstitutionFilterForm(wanted.values, regions=regions),
        "page_query": f"{wanted.query}&" if wanted.query else "", **_staff_doors(request),
    }  # fmt: skip
    return render(request, "directory/institutions.html", context)


@access.requires(Can.VIEW_DIRECTORY)
@require_safe
def institution(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """404 outside the regions in which the account reads the directory."""
    found = get_object_or_404(selectors.institutions_within(_codes(request)), uuid=uuid)
    wanted = Wanted.of(request.GET)
    offices = selectors.story_of(found)
    for office in offices:
        for term in office.story:
            term.holds = term.started <= wanted.day and (term.ended is None or term.ended >= wanted.day)
    up = {"label": _("Direktori"), "url": reverse("directory:institutions")}
    context = {
        "crumbs": [_home(), up, {"label": found.name, "url": None}], "institution": found, "offices": offices,
        "place": _place(found.region), "wanted": wanted, "venues": found.venues.all(),
        "vehicles": found.vehicles.all(), "units": found.units.all(), **_staff_doors(request, found),
    }  # fmt: skip
    return render(request, "directory/institution.html", context)


def _codes(request: HttpRequest) -> list[str]:
    """Regions in which the account reads the directory; 403 without any."""
    codes = regions_of(request.user, Can.VIEW_DIRECTORY)
    if not codes:
        raise PermissionDenied
    return codes


def _narrowed(rows: QuerySet[Institution], wanted: Wanted) -> QuerySet[Institution]:
    if wanted.is_today:
        rows = rows.filter(is_active=True)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.region:
        rows = rows.filter(region__code__startswith=wanted.region)
    for word in wanted.text.split():
        posts = Office.objects.filter(institution=OuterRef("pk"), title__icontains=word)
        held = Term.objects.on(wanted.day).filter(office__institution=OuterRef("pk"), person__name__icontains=word)
        rows = rows.filter(Q(name__icontains=word) | Exists(posts) | Exists(held))
    return rows


def _staff_doors(request: HttpRequest, found: Institution | None = None) -> dict[str, Any]:
    """Where whoever keeps the directory changes it."""
    if not all(access.has_anywhere(request.user, can) for can in (Can.USE_ADMIN, Can.MANAGE_DIRECTORY)):
        return {}
    if found is None:
        return {"admin_url": reverse("admin:directory_institution_changelist"),
                "import_url": reverse("admin:directory_institution_import")}  # fmt: skip
    return {"admin_url": reverse("admin:directory_institution_change", args=[found.pk])}


def _place(region: Region) -> str:
    return titled(region.kind, region_name(region.name))


def _home() -> dict[str, str]:
    return {"label": _("Beranda"), "url": reverse("office:home")}
