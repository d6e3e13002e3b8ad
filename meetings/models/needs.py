"""What a meeting needs on each of its days besides its venue; the bookings themselves are the directory's."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Office, Unit, Vehicle
from electcoord.ledger.models import Ledgered
from meetings.models.planning import Meeting


class NeedKind(models.TextChoices):
    VEHICLE = "vehicle", _("kendaraan")
    OFFICE = "office", _("jabatan")
    UNIT = "unit", _("unit")


def _one() -> Q:
    """The column that the kind names is filled, the others are not."""
    found = Q(pk__in=[])
    for kind in NeedKind.values:
        found |= Q(kind=kind, **{f"{other}__isnull": other != kind for other in NeedKind.values})
    return found


class Need(Ledgered):
    """A vehicle, a unit, or whoever holds an office; it is booked for every day and moves with the days."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=8, choices=NeedKind.choices)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(condition=_one(), name="meetings_need_one_resource"),
            *(
                models.UniqueConstraint(fields=["meeting", kind], name=f"meetings_need_{kind}")
                for kind in NeedKind.values
            ),
        ]

    def __str__(self) -> str:
        return str(self.resource)

    @property
    def resource(self) -> Vehicle | Office | Unit:
        return getattr(self, self.kind)
