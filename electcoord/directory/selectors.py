"""Reads of the directory."""

from collections.abc import Iterable
from datetime import date

from electcoord.directory.models import Office, Term


def holders_on(offices: Iterable[Office], day: date) -> dict[int, list[Term]]:
    """{office pk: terms that held on `day`, the longest first}, in one query."""
    found: dict[int, list[Term]] = {}
    terms = Term.objects.on(day).filter(office__in=list(offices)).select_related("person")
    for term in terms.order_by("started", "pk"):
        found.setdefault(term.office_id, []).append(term)
    return found
