"""What the directory holds of that which a file names, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch

from electcoord.accounts import access
from electcoord.directory.files.rows import Wanted
from electcoord.directory.models import Institution, Office, Person, Term
from electcoord.directory.selectors import people_within
from electcoord.regions.models import Region

Place = tuple[str, str]


class Known:
    """`codes`: regions in which the person keeps the directory."""

    def __init__(self, codes: list[str], rows: Iterable[Wanted]) -> None:
        rows = list(rows)
        regions = Region.objects.filter(access.region_q(codes, "code"), code__in={row.region for row in rows})
        self.regions = {region.code: region for region in regions}
        self.institutions: dict[Place, Institution] = {}
        self.offices: dict[tuple[Place, str], Office] = {}
        self._institutions({row.institution for row in rows})
        self.people: dict[str, list[Person]] = defaultdict(list)
        # Whoever holds or held an office is known to the institution.
        self.served: dict[int, set[Place]] = defaultdict(set)
        self._people(codes, {row.name for row in rows if row.name})

    def _institutions(self, names: set[str]) -> None:
        terms = Term.objects.select_related("person").order_by("started", "pk")
        offices = Office.objects.prefetch_related(Prefetch("terms", terms))
        rows = Institution.objects.filter(region__in=self.regions, name__in=names).select_related("region")
        for institution in rows.prefetch_related(Prefetch("offices", offices)):
            place = (institution.region_id, institution.name)
            self.institutions[place] = institution
            for office in institution.offices.all():
                office.institution = institution
                self.offices[(place, office.title)] = office

    def _people(self, codes: list[str], names: set[str]) -> None:
        terms = Term.objects.select_related("office__institution")
        rows = people_within(codes).filter(name__in=names).prefetch_related(Prefetch("terms", terms))
        for person in rows.order_by("pk"):
            self.people[person.name].append(person)
            for term in person.terms.all():
                at = term.office.institution
                self.served[person.pk].add((at.region_id, at.name))
