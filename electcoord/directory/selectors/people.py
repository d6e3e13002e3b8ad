"""Who holds what, and whom an invitation is for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from electcoord.accounts import access
from electcoord.directory.models import Office, Person, Term


def holders_on(offices: Iterable[Office], day: date) -> dict[int, list[Term]]:
    """{office pk: terms that held on `day`, the longest first}, in one query."""
    found: dict[int, list[Term]] = {}
    terms = Term.objects.on(day).filter(office__in=list(offices)).select_related("person")
    for term in terms.order_by("started", "pk"):
        found.setdefault(term.office_id, []).append(term)
    return found


def people_within(codes: list[str]) -> QuerySet[Person]:
    """People who hold or held an office in these regions, and those who hold none yet."""
    if not codes:
        return Person.objects.none()
    within = Term.objects.filter(access.region_q(codes, "office__institution__region__code"))
    # Not `terms__isnull`: joined, somebody with two terms would come twice.
    held = Term.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Q(pk__in=within.order_by().values("person")) | ~Exists(held))
