"""The calendar of an election: what the law sets beside what the office plans (tahapan)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.elections.models.elections import Election
from electcoord.elections.profiles import MARKS
from electcoord.ledger.models import Ledgered


class PhaseKind(models.TextChoices):
    MASA_TENANG = "masa_tenang", lazy("Masa tenang")
    LOGISTIK = "logistik", lazy("Logistik")
    PEMUNGUTAN = "pemungutan", lazy("Pemungutan dan penghitungan")
    REKAPITULASI = "rekapitulasi", lazy("Rekapitulasi")
    PENGUMUMAN = "pengumuman", lazy("Pengumuman hasil")
    PENETAPAN = "penetapan", lazy("Penetapan hasil")


class PhaseOutcome(models.TextChoices):
    """What somebody says of a stage; without it the dates tell."""

    SELESAI = "selesai", lazy("selesai")
    BATAL = "batal", lazy("batal")


def _in_order(first: str, last: str) -> Q:
    return Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)})


class Phase(Ledgered):
    """A stage of one election. Days are whole and both ends count; a blank day is one that no document gives."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="phases", verbose_name=lazy("pemilu"))
    key = models.SlugField(lazy("kunci"), max_length=40)
    kind = models.CharField(lazy("jenis"), max_length=12, choices=PhaseKind.choices)
    title = models.CharField(lazy("tahapan"), max_length=160)
    position = models.PositiveSmallIntegerField(lazy("urutan"))
    legal_start = models.DateField(lazy("mulai menurut aturan"), null=True, blank=True)
    legal_end = models.DateField(lazy("paling lambat menurut aturan"), null=True, blank=True)
    planned_start = models.DateField(lazy("rencana mulai"), null=True, blank=True)
    planned_end = models.DateField(lazy("rencana selesai"), null=True, blank=True)
    source = models.CharField(lazy("sumber"), max_length=250)
    mark = models.CharField(lazy("tanda sumber"), max_length=10)
    outcome = models.CharField(lazy("keadaan"), max_length=7, choices=PhaseOutcome.choices, blank=True)

    class Meta:
        verbose_name = lazy("tahapan")
        verbose_name_plural = lazy("tahapan")
        ordering = ["election", "position"]
        constraints = [
            models.UniqueConstraint(fields=["election", "key"], name="elections_phase_key"),
            models.CheckConstraint(condition=Q(kind__in=PhaseKind.values), name="elections_phase_kind"),
            models.CheckConstraint(condition=Q(outcome__in=["", *PhaseOutcome.values]), name="elections_phase_outcome"),
            models.CheckConstraint(condition=Q(mark__in=MARKS), name="elections_phase_mark"),
            models.CheckConstraint(condition=_in_order("legal_start", "legal_end"), name="elections_phase_legal"),
            # A plan has both days or none; said twice, because a check that compares with NULL lets everything pass.
            models.CheckConstraint(
                condition=Q(planned_start__isnull=True, planned_end__isnull=True)
                | Q(planned_start__isnull=False, planned_end__isnull=False, planned_end__gte=F("planned_start")),
                name="elections_phase_plan",
            ),
        ]

    def __str__(self) -> str:
        return _(self.title)
