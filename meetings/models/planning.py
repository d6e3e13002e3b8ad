"""A meeting, its days and its agenda."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Institution, InstitutionKind, Office, Venue
from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered
from electcoord.regions.models import Region
from meetings.states import PLANNED, MeetingState


class MeetingKind(models.TextChoices):
    """Regulations J.1."""

    RAKOR = "rakor", _("Rapat koordinasi")
    PLENO_TERBUKA = "pleno_terbuka", _("Rapat pleno terbuka")
    PLENO_TERTUTUP = "pleno_tertutup", _("Rapat pleno tertutup")
    AUDIENSI = "audiensi", _("Audiensi")
    BIMTEK = "bimtek", _("Bimbingan teknis")
    APEL = "apel", _("Apel atau upacara")
    RAPAT_KERJA = "rapat_kerja", _("Rapat kerja")
    FGD = "fgd", _("Diskusi kelompok terarah (FGD)")
    SOSIALISASI = "sosialisasi", _("Sosialisasi")
    MONITORING = "monitoring", _("Monitoring")
    KONFERENSI_PERS = "konferensi_pers", _("Konferensi pers")
    LAINNYA = "lainnya", _("Pertemuan lain")


PLENO = (MeetingKind.PLENO_TERBUKA, MeetingKind.PLENO_TERTUTUP)


class Meeting(Ledgered):
    """A meeting of a commission, or of somebody who invited it; `organiser` holds it, `region` is where it belongs."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    kind = models.CharField(_("jenis"), max_length=16, choices=MeetingKind.choices)
    organiser = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", verbose_name=_("penyelenggara")
    )
    title = models.CharField(_("judul"), max_length=200)
    purpose = models.TextField(_("tujuan"), blank=True)
    place = models.CharField(_("tempat"), max_length=200)
    # The hall as booked; it fills the place, which stays the text that people read.
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tempat dipesan")
    )
    state = models.CharField(_("status"), max_length=18, choices=MeetingState.choices, default=MeetingState.DRAF)
    # Start of the first day and end of the last, kept with the days: lists sort and filter by them.
    starts = models.DateTimeField(_("mulai"), null=True, blank=True)
    ends = models.DateTimeField(_("selesai"), null=True, blank=True)
    invited_at = models.DateTimeField(_("diundang pada"), null=True, blank=True)
    # How many days before the first day a pleno must be invited, by the profile of that moment; None: no such rule.
    notice_days = models.PositiveSmallIntegerField(_("batas hari undangan"), null=True, blank=True)
    is_late_notice = models.BooleanField(_("undangan lewat batas"), default=False)

    class Meta:
        verbose_name = _("rapat")
        verbose_name_plural = _("rapat")
        ordering = ["-starts", "pk"]
        indexes = [
            models.Index(fields=["election", "state", "starts"], name="meetings_meeting_state"),
            models.Index(fields=["region"], name="meetings_meeting_region"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="meetings_meeting_kind"),
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meetings_meeting_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=(*PLANNED, MeetingState.BATAL)) | Q(starts__isnull=False),
                name="meetings_meeting_has_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the ledger and papers name the meeting."""
        return f"meetings.meeting:{self.uuid}"

    @property
    def is_ours(self) -> bool:
        """Whether KPU, a PPK or a PPS holds it; otherwise somebody else does, and the commission takes part."""
        return self.organiser.kind == InstitutionKind.KPU

    @property
    def is_pleno(self) -> bool:
        return self.kind in PLENO

    @property
    def is_closed_pleno(self) -> bool:
        return self.kind == MeetingKind.PLENO_TERTUTUP

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.uuid])


class Move(Ledgered):
    """A change of state, with its reason where the rules ask for one; the newest is where the meeting stands."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=18, choices=MeetingState.choices)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_move_number"),
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meetings_move_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Session(Ledgered):
    """A day (or a part of a day) of a meeting: when it is planned, when it really was, and how it was opened."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(_("judul sesi"), max_length=120, blank=True)
    starts = models.DateTimeField(_("mulai"))
    ends = models.DateTimeField(_("selesai"))
    is_active = models.BooleanField(default=True)
    # How often calendars were told of a change: SEQUENCE of its event (RFC 5545, 3.8.7.4), only ever higher.
    sequence = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=36, blank=True)
    opening = models.CharField(max_length=16, blank=True)
    opening_reason = models.TextField(blank=True)
    # Members of the commission who were present at the opening, and how many the profile asked for; None: no pleno.
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    # The recorded failed opening from which the postponement counts.
    short_at = models.DateTimeField(null=True, blank=True)
    short_present = models.PositiveSmallIntegerField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("sesi rapat")
        verbose_name_plural = _("sesi rapat")
        ordering = ["meeting", "starts", "pk"]
        indexes = [models.Index(fields=["starts"], name="meetings_session_starts")]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meetings_session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False, closed_at__gte=F("opened_at")),
                name="meetings_session_closed_after_open",
            ),
            models.CheckConstraint(
                condition=Q(opening__in=["", "kuorum", "setelah_tunda", "keputusan_ketua", "biasa"])
                & (Q(opening="") ^ Q(opened_at__isnull=False)),
                name="meetings_session_opening",
            ),
            # Without quorum the chair goes on with a recorded reason only (regulations J.2).
            models.CheckConstraint(
                condition=~Q(opening="keputusan_ketua") | ~Q(opening_reason=""), name="meetings_session_reason"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="meetings_session_one_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or f"{timezone.localtime(self.starts):%d-%m-%Y %H.%M}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class AgendaItem(Ledgered):
    """An item of the agenda; where results are determined no vote is taken (`is_result`, regulations J.2)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("mata acara"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("menit"), null=True, blank=True)
    speaker = models.CharField(_("pembicara"), max_length=160, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_result = models.BooleanField(_("penetapan hasil"), default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("mata acara")
        verbose_name_plural = _("mata acara")
        ordering = ["session", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440), name="meetings_item_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.title
