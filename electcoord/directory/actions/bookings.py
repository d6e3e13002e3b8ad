"""Booking what is needed, and letting go of it. A clash is decided while the resource is locked, so that of two who
book at the same moment one is told.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.templatetags.angka import waktu
from electcoord.common.text import one_line
from electcoord.directory.actions.deeds import subject as row_subject
from electcoord.directory.ledger_actions import DirectoryAction
from electcoord.directory.models import (
    RESOURCES,
    Booking,
    BookingState,
    Office,
    Person,
    ResourceKind,
    Unit,
    Vehicle,
    Venue,
)
from electcoord.directory.selectors import clashes_of, holders_on
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor, Deed
from electcoord.regions.models import Region

Resource = Venue | Vehicle | Person | Unit
_TOLD = 5


class ClashError(RuleError):
    """Others have the resource then; `bookings` holds theirs, in order of time."""

    def __init__(self, bookings: Sequence[Booking]) -> None:
        self.bookings = list(bookings)
        told = "; ".join(_told(booking) for booking in self.bookings[:_TOLD])
        if len(self.bookings) > _TOLD:
            told = _("%(told)s; dan %(more)s lagi") % {"told": told, "more": len(self.bookings) - _TOLD}
        super().__init__(
            _("Sudah dipesan pada waktu itu: %(told)s. Pilih waktu atau yang lain, atau terima tabrakannya.")
            % {"told": told}
        )


def book(
    resource: Resource | Office, *, starts: datetime, ends: datetime, title: str, subject: str, region: Region,
    election: Election | None, actor: Actor, accept_clash: bool = False,
) -> Booking:  # fmt: skip
    """The booking of [starts, ends) for `subject`; the same booking again is the one that stands.

    An office is booked through whoever holds it that day. ClashError where others have the resource and
    `accept_clash` is not said; bookings for the same subject do not clash with each other.
    """
    return book_all(
        [resource], starts=starts, ends=ends, title=title, subject=subject, region=region, election=election,
        actor=actor, accept_clash=accept_clash,
    )[0]  # fmt: skip


@transaction.atomic
def book_all(
    resources: Sequence[Resource | Office], *, starts: datetime, ends: datetime, title: str, subject: str,
    region: Region, election: Election | None, actor: Actor, accept_clash: bool = False,
) -> list[Booking]:  # fmt: skip
    """All of them or none, in the given order; one ClashError tells every clash."""
    _check_span(starts, ends)
    if not subject or len(subject) > 80:
        raise RuleError(_("Pemesanan harus menyebut acuannya."))
    common = {"starts": starts, "ends": ends, "title": one_line(title, _("Keperluan"), 160), "subject": subject,
              "region": region, "election": election}  # fmt: skip
    wanted = [_wanted(resource, starts) for resource in resources]
    _lock([resource for resource, _office in wanted])
    found = clashes_of([resource for resource, _office in wanted], starts, ends, subject)
    if not accept_clash and any(found.values()):
        unique = {booking.pk: booking for rows in found.values() for booking in rows}
        raise ClashError(sorted(unique.values(), key=lambda booking: (booking.starts, booking.pk)))
    return [_book(resource, office, found[resource], common, actor) for resource, office in wanted]


def release(subject: str, actor: Actor) -> list[Booking]:
    """Lets go of everything that is booked for `subject`; nothing happens where nothing is."""
    with transaction.atomic():
        rows = Booking.objects.select_for_update(of=("self",)).active().filter(subject=subject)
        return _release(list(_related(rows).order_by("pk")), actor)


@transaction.atomic
def release_booking(booking: Booking, *, actor: Actor) -> Booking:
    """Lets go of one booking."""
    rows = Booking.objects.select_for_update(of=("self",)).active().filter(pk=booking.pk)
    if not (released := _release(list(_related(rows)), actor)):
        raise RuleError(_("Pemesanan ini sudah dilepas."))
    return released[0]


def _check_span(starts: datetime, ends: datetime) -> None:
    if timezone.is_naive(starts) or timezone.is_naive(ends):
        raise ValueError("bookings need aware times")
    if ends <= starts:
        raise RuleError(_("Waktu selesai harus sesudah waktu mulai."))


def _wanted(resource: Resource | Office, starts: datetime) -> tuple[Resource, Office | None]:
    """The row that is booked; of an office its only holder on that day."""
    if not isinstance(resource, Office):
        if getattr(resource, "is_active", True):
            return resource, None
        raise RuleError(_("%(name)s tidak dipakai lagi.") % {"name": resource})
    holders = holders_on([resource], timezone.localdate(starts)).get(resource.pk, [])
    if len(holders) != 1:
        raise RuleError(
            _("%(office)s dipangku %(count)s orang pada hari itu; pilih orangnya.")
            % {"office": resource, "count": len(holders)}
        )
    return holders[0].person, resource


def _lock(resources: Sequence[Resource]) -> None:
    """One kind after another, each by primary key, so that two who book several never wait for each other."""
    for model in RESOURCES:
        keys = [resource.pk for resource in resources if isinstance(resource, model)]
        if keys:
            list(model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _book(
    resource: Resource, office: Office | None, others: list[Booking], common: dict[str, Any], actor: Actor
) -> Booking:
    kind = RESOURCES[type(resource)]
    standing = Booking.objects.active().filter(
        **{kind.value: resource}, starts=common["starts"], ends=common["ends"], subject=common["subject"]
    )
    if row := standing.order_by("pk").first():
        return row
    row = Booking(kind=kind, office=office, acknowledged_clash=bool(others), **{kind.value: resource}, **common)
    deed = _deed(DirectoryAction.BOOKED_CLASHING if others else DirectoryAction.BOOKED, row, actor)
    if others:
        deed.payload["jumlah"] = len(others)
        deed.payload["tabrakan"] = [str(other.uuid) for other in others]
    with recording.entries([deed]):
        row.save(force_insert=True)
    return row


def _release(rows: list[Booking], actor: Actor) -> list[Booking]:
    if not rows:
        return []
    with recording.entries([_deed(DirectoryAction.RELEASED, row, actor) for row in rows]):
        for row in rows:
            row.state = BookingState.BATAL
            row.save(update_fields=["state"])
    return rows


def _related(rows: Any) -> Any:
    return rows.select_related("venue", "vehicle", "unit__institution", "office__institution", "election")


def _deed(action: str, row: Booking, actor: Actor) -> Deed:
    """What the ledger tells; of a person the office, or nothing but the row."""
    named = row.office if row.kind == ResourceKind.PERSON else row.resource
    payload = {
        "baris": str(row.uuid), "jenis_sumber": row.kind, "nama": str(named or ""), "acuan": row.subject,
        "sumber_daya": row_subject(row.resource) if row.kind != ResourceKind.PERSON else "",
        "mulai": _minute(row.starts), "selesai": _minute(row.ends),
    }  # fmt: skip
    return Deed(
        action, recording.chain_of(row.region_id), actor, payload, subject=row_subject(row), region=row.region_id,
        election=row.election.slug if row.election else "",
    )  # fmt: skip


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(sep=" ", timespec="minutes")


def _told(booking: Booking) -> str:
    return _("%(resource)s untuk %(title)s, %(starts)s sampai %(ends)s") % {
        "resource": booking.resource, "title": booking.title, "starts": waktu(booking.starts),
        "ends": waktu(booking.ends),
    }  # fmt: skip
