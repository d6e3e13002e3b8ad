"""The directory as the file that its import takes: terms of the past too, so that nothing is lost on the way."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from electcoord.common.download import table_response
from electcoord.directory.files.rows import COLUMNS
from electcoord.directory.models import Institution, Office, Term


def export(institutions: QuerySet[Institution], form: str) -> HttpResponse:
    """A row per term, per office that nobody held, and per institution without offices."""
    name = f"direktori_{timezone.localdate().isoformat()}.{form}"
    return table_response(COLUMNS, rows(institutions), name=name, form=form)


def rows(institutions: QuerySet[Institution]) -> Iterator[list[Any]]:
    terms = Term.objects.select_related("person").order_by("started", "pk")
    offices = Office.objects.order_by("rank", "title").prefetch_related(Prefetch("terms", terms))
    for found in institutions.prefetch_related(Prefetch("offices", offices)):
        head = [found.name, found.kind, found.region_id, found.address, found.phone, found.email]
        if not found.offices.all():
            yield [*head, *[""] * 9]
        for office in found.offices.all():
            post = [*head, office.title, str(office.rank), str(office.seats)]
            if not office.terms.all():
                yield [*post, *[""] * 6]
            for term in office.terms.all():
                yield [*post, *_holder(term)]


def _holder(term: Term) -> list[str]:
    person = term.person
    ended = term.ended.isoformat() if term.ended else ""
    return [person.name, person.phone, person.email, term.started.isoformat(), ended, term.basis]
