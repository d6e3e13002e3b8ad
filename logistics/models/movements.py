"""Movements: a vehicle on its way with boxes, its stops, and what was heard on the road (regulations H.4, H.5)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Unit, Vehicle
from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from electcoord.papers.models import Document
from logistics.models.places import Holder
from logistics.states import MovementState

MOST_SILENT = 48 * 60


class Purpose(models.TextChoices):
    ANTAR = "antar", _("distribusi")
    KEMBALI = "kembali", _("pengembalian")
    PINDAH = "pindah", _("antargudang")


class Way(models.TextChoices):
    DARAT = "darat", _("darat")
    SUNGAI = "sungai", _("sungai")
    LAUT = "laut", _("laut")
    KAKI = "kaki", _("jalan kaki")


class Movement(Ledgered):
    """One run of one vehicle, from `origin` to its stops.

    `holder`: the custodian of what is on it; a box is loaded and unloaded by hand-overs to and from it. `silent_after`:
    minutes on the road without a sign after which somebody should ask. Driver and escort are people: never in the
    ledger.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="movements", verbose_name=_("pemilu"))
    purpose = models.CharField(_("keperluan"), max_length=7, choices=Purpose.choices)
    wave = models.PositiveSmallIntegerField(_("gelombang"), default=1)
    origin = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="departures", verbose_name=_("dari"))
    holder = models.OneToOneField(Holder, on_delete=models.PROTECT, related_name="movement")
    way = models.CharField(_("jalur"), max_length=6, choices=Way.choices, default=Way.DARAT)
    route = models.CharField(_("rute"), max_length=250, blank=True)
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kendaraan")
    )
    driver = models.CharField(_("pengemudi"), max_length=120, blank=True)
    escort = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit pengawal")
    )
    escort_names = models.CharField(_("nama pengawal"), max_length=250, blank=True)
    planned_departure = models.DateTimeField(_("rencana berangkat"))
    silent_after = models.PositiveSmallIntegerField(_("batas tanpa kabar (menit)"), default=60)
    departed_at = models.DateTimeField(_("berangkat"), null=True, blank=True)
    ended_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    state = models.CharField(
        _("keadaan"), max_length=12, choices=MovementState.choices, default=MovementState.DIRENCANAKAN
    )
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("surat jalan")
    )
    by = models.CharField(max_length=36)
    changed_at = models.DateTimeField(_("berubah"), default=timezone.now)

    class Meta:
        verbose_name = _("perjalanan")
        verbose_name_plural = _("perjalanan")
        ordering = ["planned_departure", "pk"]
        indexes = [models.Index(fields=["election", "state"], name="logistics_movement_state")]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="logistics_movement_purpose"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="logistics_movement_way"),
            models.CheckConstraint(condition=Q(state__in=MovementState.values), name="logistics_movement_state_known"),
            models.CheckConstraint(condition=Q(wave__gte=1, wave__lte=99), name="logistics_movement_wave"),
            models.CheckConstraint(
                condition=Q(silent_after__gte=10, silent_after__lte=MOST_SILENT), name="logistics_movement_silent"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["direncanakan", "batal"], departed_at__isnull=True)
                | Q(state__in=["berangkat", "selesai"], departed_at__isnull=False),
                name="logistics_movement_departed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("departed_at")), name="logistics_movement_ends"
            ),
        ]

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def subject(self) -> str:
        return f"logistics.movement:{self.uuid}"

    def get_absolute_url(self) -> str:
        return reverse("logistics:movement", args=[self.election.slug, self.uuid])


class Stop(Ledgered):
    """One place where the vehicle unloads; `boxes`: how many are planned for it."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="stops")
    number = models.PositiveSmallIntegerField(_("urutan"))
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="stops", verbose_name=_("tempat tujuan"))
    planned_at = models.DateTimeField(_("rencana tiba"))
    boxes = models.PositiveIntegerField(_("rencana kotak"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    arrived_at = models.DateTimeField(_("tiba"), null=True, blank=True)

    class Meta:
        verbose_name = _("tujuan perjalanan")
        verbose_name_plural = _("tujuan perjalanan")
        ordering = ["movement", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["movement", "holder"], name="logistics_stop_once"),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(is_active=True), name="logistics_stop_arrived_active"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.movement_id}/{self.number} {self.holder}"


class Sign(Ledgered):
    """What was heard of a movement on the road; never changed. Places in millionths of a degree."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="signs")
    text = models.CharField(_("kabar"), max_length=250)
    latitude = models.IntegerField(null=True, blank=True)
    longitude = models.IntegerField(null=True, blank=True)
    at = models.DateTimeField(_("dicatat"), default=timezone.now)
    by = models.CharField(max_length=36)
    role = models.CharField(max_length=30)

    class Meta:
        verbose_name = _("kabar perjalanan")
        verbose_name_plural = _("kabar perjalanan")
        ordering = ["movement", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="logistics_sign_says"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__gte=-90_000_000, latitude__lte=90_000_000,
                    longitude__gte=-180_000_000, longitude__lte=180_000_000,
                ),
                name="logistics_sign_place",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.movement_id}: {self.text[:40]}"
