"""Who came and when they went; whom a witness stands for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Office
from electcoord.elections.models import Choice, ContestKind, Party
from electcoord.ledger.models import Ledgered
from meetings.models.invitees import Invitee
from meetings.models.planning import Meeting, Session


class Guest(Ledgered):
    """Somebody who comes: on an invitation (its `seat`), or walking in. `office` counts towards a quorum."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="guests")
    invitee = models.ForeignKey(Invitee, on_delete=models.PROTECT, null=True, blank=True, related_name="guests")
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(_("nama"), max_length=120)
    office_text = models.CharField(_("jabatan"), max_length=160, blank=True)
    institution_text = models.CharField(_("lembaga"), max_length=160, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Came in somebody else's place: sits there, but is not the member.
    is_substitute = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("orang yang hadir")
        verbose_name_plural = _("orang yang hadir")
        ordering = ["meeting", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="meetings_guest_named"),
            models.CheckConstraint(
                condition=Q(invitee__isnull=True, seat__isnull=True) | Q(invitee__isnull=False, seat__gte=1),
                name="meetings_guest_seat",
            ),
            models.UniqueConstraint(fields=["invitee", "seat"], name="meetings_guest_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Method(models.TextChoices):
    MEJA = "meja", _("meja pendaftaran")
    QR = "qr", _("kode QR")
    PIN = "pin", _("PIN")


class Attendance(Ledgered):
    """One stay of a guest on one day; who comes back has another. A mistaken tick is voided, with a reason."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="attendance")
    arrived_at = models.DateTimeField(_("datang"))
    left_at = models.DateTimeField(_("pergi"), null=True, blank=True)
    method = models.CharField(_("cara"), max_length=4, choices=Method.choices, default=Method.MEJA)
    recorded_by = models.CharField(max_length=36, blank=True)
    is_void = models.BooleanField(default=False)
    void_reason = models.CharField(max_length=250, blank=True)
    voided_by = models.CharField(max_length=36, blank=True)

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        ordering = ["session", "arrived_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=Method.values), name="meetings_attendance_method"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")), name="meetings_attendance_leaves"
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) ^ ~Q(void_reason=""), name="meetings_attendance_void_reason"
            ),
            models.UniqueConstraint(
                fields=["session", "guest"], condition=Q(left_at__isnull=True, is_void=False),
                name="meetings_attendance_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_inside(self) -> bool:
        return self.left_at is None and not self.is_void


class MandateState(models.TextChoices):
    SAH = "sah", _("sah")
    DITOLAK = "ditolak", _("ditolak")
    DICABUT = "dicabut", _("dicabut")


class Mandate(Ledgered):
    """Surat mandat of a witness for one contestant (regulations D.3): a party, or a pair or candidate of the ballot."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="mandates")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="mandates")
    contest_kind = models.CharField(_("jenis pemilihan"), max_length=10, choices=ContestKind.choices)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.CharField(_("penanda tangan"), max_length=120)
    signer_office = models.CharField(_("jabatan penanda tangan"), max_length=120)
    letter = models.CharField(_("nomor surat"), max_length=80)
    valid_from = models.DateField(_("berlaku dari"))
    valid_to = models.DateField(_("berlaku sampai"))
    state = models.CharField(_("hasil periksa"), max_length=7, choices=MandateState.choices)
    reason = models.CharField(_("alasan"), max_length=250, blank=True)
    checked_by = models.CharField(max_length=36, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("surat mandat")
        verbose_name_plural = _("surat mandat")
        ordering = ["meeting", "contest_kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(contest_kind__in=ContestKind.values), name="meetings_mandate_kind"),
            models.CheckConstraint(condition=Q(state__in=MandateState.values), name="meetings_mandate_state"),
            models.CheckConstraint(
                condition=Q(party__isnull=False) ^ Q(choice__isnull=False), name="meetings_mandate_contestant"
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="meetings_mandate_valid"),
            models.CheckConstraint(condition=Q(state="sah") | ~Q(reason=""), name="meetings_mandate_reason"),
            models.UniqueConstraint(
                F("guest"), F("contest_kind"), condition=Q(state="sah"), name="meetings_mandate_once"
            ),
        ]

    def __str__(self) -> str:
        return self.letter

    @property
    def contestant(self) -> Party | Choice:
        return self.party if self.party_id else self.choice
