"""What the tests of the directory stand on: an institution, its people and things, and an afternoon."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from electcoord.directory import actions
from electcoord.directory.models import Institution, Office, Person, Unit, Vehicle, Venue
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from tests.cast import KABUPATEN, Cast

NINE = datetime(2028, 2, 29, 2, tzinfo=UTC)


def hours(first: float, last: float) -> dict[str, datetime]:
    """From so many hours after nine o'clock until so many."""
    return {"starts": NINE + timedelta(hours=first), "ends": NINE + timedelta(hours=last)}


@dataclass
class Ground:
    cast: Cast
    clerk: Actor
    police: Institution
    hall: Venue
    truck: Vehicle
    squad: Unit

    def office(self, title: str, **values: Any) -> Office:
        return actions.add_office(self.police, title=title, actor=self.clerk, **values)

    def person(self, name: str, *offices: Office) -> Person:
        found = actions.add_person(name=name, actor=self.clerk)
        for office in offices:
            actions.start_term(office, found, started=date(2027, 1, 1), actor=self.clerk)
        return found

    def book(
        self, resource: Any, first: float, last: float, subject: str = "meetings.meeting:satu", **more: Any
    ) -> Any:
        values = {"title": "Rakor persiapan", "region": Region.objects.get(pk=KABUPATEN), "actor": self.clerk}
        values |= {"election": self.cast.election, "subject": subject, **hours(first, last), **more}
        return actions.book(resource, **values)


def lay_ground(cast: Cast) -> Ground:
    clerk, region = cast.actor("staf"), Region.objects.get(pk=KABUPATEN)
    police = actions.add_institution(kind="polri", name="Polres Talang Maju", region=region, actor=clerk)
    return Ground(
        cast, clerk, police,
        actions.add_venue(name="Aula Parai", region=region, capacity=200, actor=clerk),
        actions.add_vehicle(police, plate="bg 1 x", name="Truk", actor=clerk),
        actions.add_unit(police, name="Regu I", actor=clerk),
    )  # fmt: skip
