"""Institutions with their offices and who held them on a day, in as many queries for one as for a hundred."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from electcoord.accounts import access
from electcoord.directory.models import Institution, Office, Term


def institutions_within(codes: Iterable[str]) -> QuerySet[Institution]:
    """Institutions in or below these regions, with their region."""
    rows = Institution.objects.filter(access.region_q(codes, "region__code"))
    return rows.select_related("region").order_by("region__code", "kind", "name")


def with_holders(institutions: QuerySet[Institution], day: date) -> QuerySet[Institution]:
    """Each with `posts`: the offices that exist still or were held that day, each with `holders`, its terms then."""
    held = Exists(Term.objects.on(day).filter(office=OuterRef("pk")))
    offices = Office.objects.filter(Q(is_active=True) | held).order_by("rank", "title")
    return institutions.prefetch_related(Prefetch("offices", _holding(offices, day), to_attr="posts"))


def find_offices(text: str, codes: Iterable[str], on: date, limit: int = 20) -> list[Office]:
    """Offices in or below `codes` of which every word of `text` is in the title, the institution or the name of who
    holds it on that day; each with its institution (that has the contact) and `holders`. No text finds the first ones.
    """
    offices = Office.objects.filter(access.region_q(codes, "institution__region__code"), is_active=True)
    for word in text.replace("\x00", " ").split()[:10]:
        named = Term.objects.on(on).filter(office=OuterRef("pk"), person__name__icontains=word)
        offices = offices.filter(
            Q(title__icontains=word) | Q(institution__name__icontains=word) | Exists(named)
        )  # fmt: skip
    offices = offices.filter(institution__is_active=True).select_related("institution__region")
    return list(_holding(offices.order_by("institution__name", "rank", "title"), on)[:limit])


def story_of(institution: Institution) -> list[Office]:
    """Every office the institution has or had, each with `story`: its terms, the latest first."""
    terms = Term.objects.select_related("person").order_by("-started", "-pk")
    offices = institution.offices.order_by("-is_active", "rank", "title")
    return list(offices.prefetch_related(Prefetch("terms", terms, to_attr="story")))


def _holding(offices: QuerySet[Office], day: date) -> QuerySet[Office]:
    terms = Term.objects.on(day).select_related("person").order_by("started", "pk")
    return offices.prefetch_related(Prefetch("terms", terms, to_attr="holders"))
