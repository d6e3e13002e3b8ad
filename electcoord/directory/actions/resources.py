"""Venues, vehicles and units: what staff keep so that it can be booked."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.directory.actions.deeds import change, entry
from electcoord.directory.ledger_actions import DirectoryAction
from electcoord.directory.models import Institution, Unit, Vehicle, Venue
from electcoord.directory.models.resources import MOST_SEATS
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region


@transaction.atomic
def add_venue(
    *, name: str, region: Region, institution: Institution | None = None, address: str = "",
    capacity: int | None = None, actor: Actor,
) -> Venue:  # fmt: skip
    """RuleError where the region already has a venue of this name."""
    row = Venue(name=one_line(name, _("Nama tempat"), 160), region=region, institution=institution,
                address=address.strip(), capacity=_capacity(capacity))  # fmt: skip
    _refuse_taken(Venue.objects.filter(region=region, name=row.name), row.name)
    with entry(DirectoryAction.VENUE_ADDED, row, None, actor, region=region.pk, tempat=row.name):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_venue(venue: Venue, *, actor: Actor, **values: Any) -> Venue:
    """`values`: any of name, institution, address, capacity, is_active."""
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama tempat"), 160)
        same = Venue.objects.filter(region=venue.region_id, name=values["name"]).exclude(pk=venue.pk)
        _refuse_taken(same, values["name"])
    if "capacity" in values:
        values["capacity"] = _capacity(values["capacity"])
    told = {"tempat": values.get("name", venue.name), "region": venue.region_id}
    return change(DirectoryAction.VENUE_CHANGED, venue, lambda row: None, values, actor, **told)


@transaction.atomic
def add_vehicle(institution: Institution, *, plate: str, name: str, capacity_note: str = "", actor: Actor) -> Vehicle:
    """RuleError where another vehicle has this plate."""
    row = Vehicle(plate=_plate(plate), name=one_line(name, _("Kendaraan"), 120), institution=institution,
                  capacity_note=capacity_note.strip())  # fmt: skip
    _refuse_taken(Vehicle.objects.filter(plate=row.plate), row.plate)
    with entry(DirectoryAction.VEHICLE_ADDED, row, institution, actor, kendaraan=str(row)):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_vehicle(vehicle: Vehicle, *, actor: Actor, **values: Any) -> Vehicle:
    """`values`: any of plate, name, capacity_note, is_active."""
    if "plate" in values:
        values["plate"] = _plate(values["plate"])
        _refuse_taken(Vehicle.objects.filter(plate=values["plate"]).exclude(pk=vehicle.pk), values["plate"])
    if "name" in values:
        values["name"] = one_line(values["name"], _("Kendaraan"), 120)
    told = {"kendaraan": f"{values.get('name', vehicle.name)} {values.get('plate', vehicle.plate)}"}
    return change(DirectoryAction.VEHICLE_CHANGED, vehicle, lambda row: row.institution, values, actor, **told)


@transaction.atomic
def add_unit(institution: Institution, *, name: str, actor: Actor) -> Unit:
    """RuleError where the institution already has a unit of this name."""
    row = Unit(name=one_line(name, _("Nama unit"), 120), institution=institution)
    _refuse_taken(institution.units.filter(name=row.name), row.name)
    with entry(DirectoryAction.UNIT_ADDED, row, institution, actor, unit=row.name):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_unit(unit: Unit, *, actor: Actor, **values: Any) -> Unit:
    """`values`: any of name, is_active."""
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama unit"), 120)
        _refuse_taken(unit.institution.units.filter(name=values["name"]).exclude(pk=unit.pk), values["name"])
    told = {"unit": values.get("name", unit.name)}
    return change(DirectoryAction.UNIT_CHANGED, unit, lambda row: row.institution, values, actor, **told)


def _refuse_taken(rows: Any, name: str) -> None:
    if rows.exists():
        raise RuleError(_("%(name)s sudah ada di direktori.") % {"name": name})


def _plate(value: str) -> str:
    """A plate as police writes it: capitals, single spaces."""
    return one_line(value, _("Nomor polisi"), 20).upper()


def _capacity(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MOST_SEATS:
        raise RuleError(_("Daya tampung: 1 sampai %(most)s orang, atau kosong.") % {"most": MOST_SEATS})
    return value
