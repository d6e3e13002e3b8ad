"""What the directory adds to the menu and to the search."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import regions_of
from electcoord.common import search
from electcoord.common.panels import Link, register
from electcoord.common.search import LIMIT, Hit, Source
from electcoord.directory import selectors
from electcoord.directory.models import Institution, Term


def menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_DIRECTORY):
        return None
    return {"label": _("Direktori"), "url": reverse("directory:institutions"), "icon": "akun", "go": "d"}


def institution_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Institutions by name; the list itself where nothing was typed."""
    codes = regions_of(request.user, Can.VIEW_DIRECTORY)
    if not codes:
        return []
    if not text:
        return [Hit(_("Direktori"), reverse("directory:institutions"), _("lembaga, jabatan, pemangku"), icon="rapat")]
    rows = selectors.institutions_within(codes).filter(is_active=True)
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return [Hit(found.name, _url(found), str(found.region), icon="rapat") for found in rows[:LIMIT]]


def office_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Offices by title, with who holds them today."""
    codes = regions_of(request.user, Can.VIEW_DIRECTORY)
    if not codes or not text:
        return []
    found = selectors.find_offices(text, codes, timezone.localdate(), 3 * LIMIT)
    words = text.casefold().split()
    titled = [office for office in found if any(word in office.title.casefold() for word in words)]
    return [
        Hit(office.title, _url(office.institution), _holders(office) or office.institution.name, icon="akun")
        for office in titled[:LIMIT]
    ]


def person_hits(request: HttpRequest, text: str) -> list[Hit]:
    """People who hold an office today, by name."""
    codes = regions_of(request.user, Can.VIEW_DIRECTORY)
    if not codes or not text:
        return []
    inside = access.region_q(codes, "office__institution__region__code")
    terms = Term.objects.on(timezone.localdate()).filter(inside)
    for word in text.split():
        terms = terms.filter(Q(person__name__icontains=word))
    rows = terms.select_related("person", "office__institution").order_by("person__name", "pk")
    return [Hit(t.person.name, _url(t.office.institution), str(t.office), icon="akun") for t in rows[:LIMIT]]


def _holders(office: object) -> str:
    names = ", ".join(term.person.name for term in office.holders)
    return f"{names} · {office.institution.name}" if names else ""


def _url(institution: Institution) -> str:
    return reverse("directory:institution", args=[institution.uuid])


register(Link(60, menu))
search.register(
    Source(gettext_lazy("Lembaga"), 64, institution_hits),
    Source(gettext_lazy("Jabatan"), 65, office_hits),
    Source(gettext_lazy("Pejabat"), 66, person_hits),
)
