"""Swapped ballots (surat suara tertukar, regulations H.7): ballots of another TPS or dapil found at a TPS."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Contest, Tps
from electcoord.ledger.models import Ledgered
from electcoord.situation.models import Incident
from logistics.models.places import Holder


class FoundWhen(models.TextChoices):
    SEBELUM = "sebelum", _("sebelum dipakai")
    SESUDAH = "sesudah", _("sesudah ada yang dipakai")


class SwapReport(Ledgered):
    """What an incident of this kind says besides: at `here` were `here_count` ballots that belong to `there`.

    `there_count`: ballots of `here` found at `there`, blank where nobody looked yet. What was used is not exchanged;
    how its votes count is for the KPU to direct. The exchange is told once: when, and by which holder.
    """

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="swap", verbose_name=_("insiden"))
    found_when = models.CharField(_("ditemukan"), max_length=7, choices=FoundWhen.choices)
    used_count = models.PositiveIntegerField(_("sudah dipakai"), default=0)
    stopped_at = models.DateTimeField(_("pemakaian dihentikan"), null=True, blank=True)
    here = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+", verbose_name=_("TPS tempat ditemukan"))
    here_contest = models.ForeignKey(
        Contest, on_delete=models.PROTECT, related_name="+", verbose_name=_("surat suara TPS tempat ditemukan")
    )
    here_count = models.PositiveIntegerField(_("jumlah ditemukan"))
    there = models.ForeignKey(Tps, on_delete=models.PROTECT, related_name="+", verbose_name=_("TPS asal"))
    there_contest = models.ForeignKey(
        Contest, on_delete=models.PROTECT, related_name="+", verbose_name=_("surat suara yang ditemukan")
    )
    there_count = models.PositiveIntegerField(_("jumlah di TPS asal"), null=True, blank=True)
    exchanged_at = models.DateTimeField(_("ditukar"), null=True, blank=True)
    exchanged_by = models.ForeignKey(
        Holder, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ditukar oleh")
    )

    class Meta:
        verbose_name = _("surat suara tertukar")
        verbose_name_plural = _("surat suara tertukar")
        ordering = ["incident"]
        constraints = [
            models.CheckConstraint(condition=~Q(here=F("there")), name="logistics_swap_two_tps"),
            models.CheckConstraint(condition=Q(here_count__gte=1), name="logistics_swap_count"),
            models.CheckConstraint(
                condition=Q(found_when="sebelum", used_count=0) | Q(found_when="sesudah", used_count__gte=1),
                name="logistics_swap_used",
            ),
            models.CheckConstraint(
                condition=Q(exchanged_at__isnull=True, exchanged_by__isnull=True)
                | Q(exchanged_at__isnull=False, exchanged_by__isnull=False, found_when="sebelum"),
                name="logistics_swap_exchange",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.here} ↔ {self.there}"

    @property
    def subject(self) -> str:
        return f"logistics.swapreport:{self.uuid}"

    @property
    def is_exchangeable(self) -> bool:
        return self.found_when == FoundWhen.SEBELUM and self.exchanged_at is None
