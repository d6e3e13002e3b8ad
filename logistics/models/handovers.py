"""Hand-overs: who gave what to whom, told by both sides, each on its own telephone or both on one."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from logistics.models.containers import Container
from logistics.models.places import Holder
from logistics.states import LineState, SealSeen


class Side(models.TextChoices):
    PEMBERI = "pemberi", _("pemberi")
    PENERIMA = "penerima", _("penerima")


class Handover(Ledgered):
    """One meeting of a giver and a receiver; its uuid is made on a telephone, before the server knows of it.

    Nothing here says whether it is over: it is when both sides have told and none of its lines waits.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    giver = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="given", verbose_name=_("pemberi"))
    receiver = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="taken", verbose_name=_("penerima"))
    first_at = models.DateTimeField(_("pertama dicatat"), default=timezone.now)

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        ordering = ["-first_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="logistics_handover_two_holders"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"


class Confirmation(Ledgered):
    """What one side told, exactly as it came; each side tells once.

    `by`: the account's uuid. `name` and `office`: the person, where the account is not theirs (one telephone for two).
    `told_at` is the telephone's clock, which may be wrong; `received_at` is the server's. `latitude`, `longitude`: in
    millionths of a degree. `lines`: canonical JSON, `[[code, step or null, seal seen, reason], …]`, sorted by code.
    """

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="confirmations")
    side = models.CharField(_("pihak"), max_length=8, choices=Side.choices)
    by = models.CharField(max_length=36)
    role = models.CharField(max_length=30)
    name = models.CharField(_("nama"), max_length=120, blank=True)
    office = models.CharField(_("jabatan"), max_length=120, blank=True)
    told_at = models.DateTimeField(_("menurut telepon"))
    received_at = models.DateTimeField(_("diterima server"), default=timezone.now)
    latitude = models.IntegerField(null=True, blank=True)
    longitude = models.IntegerField(null=True, blank=True)
    lines = models.TextField()

    class Meta:
        verbose_name = _("pernyataan serah terima")
        verbose_name_plural = _("pernyataan serah terima")
        ordering = ["handover", "side"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "side"], name="logistics_confirmation_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="logistics_confirmation_is_side"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__gte=-90_000_000, latitude__lte=90_000_000,
                    longitude__gte=-180_000_000, longitude__lte=180_000_000,
                ),
                name="logistics_confirmation_place",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.handover_id} {self.side}"


class Reason(models.TextChoices):
    """Why a hand-over is not what one of its sides told (features 18); coded, so that they can be counted."""

    HANYA_PEMBERI = "hanya_pemberi", _("hanya pemberi yang mencatatnya")
    HANYA_PENERIMA = "hanya_penerima", _("hanya penerima yang mencatatnya")
    BUKAN_PEMEGANG = "bukan_pemegang", _("sudah dipegang pihak lain")
    TERTINGGAL = "tertinggal", _("tertinggal di tempat asal")
    TERCECER = "tercecer", _("tercecer di jalan")
    SALAH_MUAT = "salah_muat", _("salah muat")
    RUSAK = "rusak", _("rusak di jalan")
    SALAH_PINDAI = "salah_pindai", _("salah pindai")


class HandoverLine(Ledgered):
    """One container of a hand-over: it waits until both sides have told and the giver holds it, then it passed or not.

    `base`: the step that the container had when a telephone last knew; blank where neither knew.
    """

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines")
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="lines")
    base = models.PositiveIntegerField(null=True, blank=True)
    giver_seal = models.CharField(max_length=11, choices=SealSeen.choices, blank=True)
    receiver_seal = models.CharField(max_length=11, choices=SealSeen.choices, blank=True)
    state = models.CharField(_("keadaan"), max_length=9, choices=LineState.choices, default=LineState.MENUNGGU)
    reason = models.CharField(_("sebab"), max_length=14, choices=Reason.choices, blank=True)

    class Meta:
        verbose_name = _("isi serah terima")
        verbose_name_plural = _("isi serah terima")
        ordering = ["handover", "container"]
        indexes = [
            models.Index(
                fields=["container"], condition=Q(state="menunggu"), name="logistics_line_waiting"
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["handover", "container"], name="logistics_line_once"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="logistics_line_state"),
            models.CheckConstraint(
                condition=~Q(giver_seal="") | ~Q(receiver_seal=""), name="logistics_line_somebody_saw"
            ),
            # Passed means that both saw it; a difference has its reason.
            models.CheckConstraint(
                condition=~Q(state="berpindah") | (~Q(giver_seal="") & ~Q(receiver_seal="")),
                name="logistics_line_both_saw",
            ),
            models.CheckConstraint(condition=~Q(state="selisih") | ~Q(reason=""), name="logistics_line_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.container_id} {self.state}"
