"""Who or what is needed when, and for what."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models.people import Office, Person
from electcoord.directory.models.resources import Unit, Vehicle, Venue
from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered, LedgeredQuerySet
from electcoord.regions.models import Region


class ResourceKind(models.TextChoices):
    VENUE = "venue", _("tempat")
    VEHICLE = "vehicle", _("kendaraan")
    PERSON = "person", _("orang")
    UNIT = "unit", _("unit")


RESOURCES: dict[type[Ledgered], ResourceKind] = {
    Venue: ResourceKind.VENUE,
    Vehicle: ResourceKind.VEHICLE,
    Person: ResourceKind.PERSON,
    Unit: ResourceKind.UNIT,
}


class BookingState(models.TextChoices):
    AKTIF = "aktif", _("aktif")
    BATAL = "batal", _("batal")


class BookingQuerySet(LedgeredQuerySet):
    def active(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.AKTIF)

    def within(self, starts: datetime, ends: datetime) -> "BookingQuerySet":
        """Those that share a moment with [starts, ends): what ends when another starts does not clash with it."""
        return self.filter(starts__lt=ends, ends__gt=starts)


def _one_resource() -> Q:
    """The column that the kind names holds the resource, the others hold none."""
    found = Q(pk__in=[])
    for kind in ResourceKind.values:
        others = {f"{other}__isnull": other != kind for other in ResourceKind.values}
        found |= Q(kind=kind, **others)
    return found


class Booking(Ledgered):
    """One resource from `starts` until `ends` (not included), for what `subject` names (`meetings.meeting:<uuid>`).

    `office`: the post for which a person is needed; the clash is the person's, whatever the post.
    `acknowledged_clash`: it was made although others had the resource then, and whoever made it knew.
    """

    kind = models.CharField(_("jenis"), max_length=8, choices=ResourceKind.choices)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("tempat")
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("kendaraan")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("orang")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("unit")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sebagai")
    )
    starts = models.DateTimeField(_("mulai"))
    ends = models.DateTimeField(_("selesai"))
    title = models.CharField(_("untuk"), max_length=160)
    subject = models.CharField(_("acuan"), max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemilu")
    )
    state = models.CharField(_("status"), max_length=5, choices=BookingState.choices, default=BookingState.AKTIF)
    acknowledged_clash = models.BooleanField(_("tabrakan diterima"), default=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemesanan")
        verbose_name_plural = _("pemesanan")
        ordering = ["-starts", "pk"]
        indexes = [
            *(models.Index(fields=[kind, "ends"], name=f"directory_book_{kind}") for kind in ResourceKind.values),
            models.Index(fields=["subject"], name="directory_book_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name="directory_booking_state"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="directory_booking_ends"),
            models.CheckConstraint(condition=_one_resource(), name="directory_booking_one_resource"),
            models.CheckConstraint(
                condition=Q(office__isnull=True) | Q(kind=ResourceKind.PERSON), name="directory_booking_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} · {self.title}"

    @property
    def resource(self) -> Any:
        return getattr(self, self.kind)
