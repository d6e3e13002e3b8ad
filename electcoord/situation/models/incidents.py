"""Incidents (insiden): what went wrong, where, who sees to it by when, and all that was done about it since.

What is written here may name people; it stays out of the ledger, which tells kind, place, state, owner and times.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Institution, Office, Person
from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered, LedgeredQuerySet
from electcoord.regions.models import Region
from electcoord.situation.models.steps import Step
from electcoord.situation.states import INCIDENT_OPEN, IncidentState, Severity


class IncidentSeries(models.Model):
    """The last number that an election gave; whoever numbers an incident holds this row until the transaction ends."""

    election = models.OneToOneField(Election, on_delete=models.PROTECT, primary_key=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.election_id}: {self.last}"


class IncidentQuerySet(LedgeredQuerySet):
    def open(self) -> "IncidentQuerySet":
        return self.filter(state__in=INCIDENT_OPEN)

    def overdue(self, now: datetime) -> "IncidentQuerySet":
        return self.filter(state__in=INCIDENT_OPEN, due__lt=now)


class Incident(Ledgered):
    """One thing that went wrong.

    `kind`: of the registry (kinds.py); `about`: what it happened to, such as `logistics.handover:<uuid>`, with its
    title; `is_automatic`: the app itself raised it, once for that and this kind; `details`: what the kind asks for.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    number = models.PositiveIntegerField(_("nomor"))
    kind = models.CharField(_("jenis"), max_length=20)
    severity = models.CharField(_("tingkat"), max_length=6, choices=Severity.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    tps_code = models.CharField(_("kode TPS"), max_length=13, blank=True)
    about = models.CharField(_("mengenai"), max_length=80, blank=True)
    about_title = models.CharField(_("mengenai"), max_length=200, blank=True)
    is_automatic = models.BooleanField(_("dibuka sistem"), default=False)
    what = models.TextField(_("kejadian"))
    cause = models.TextField(_("sebab"), blank=True)
    details = models.JSONField(_("rincian"), default=dict, blank=True)
    occurred_at = models.DateTimeField(_("waktu kejadian"))
    reported_at = models.DateTimeField(_("dilaporkan"))
    due = models.DateTimeField(_("tenggat"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents",
        verbose_name=_("lembaga penanggung jawab"),
    )  # fmt: skip
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("jabatan")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("orang")
    )
    state = models.CharField(_("keadaan"), max_length=9, choices=IncidentState.choices, default=IncidentState.TERBUKA)
    result = models.CharField(_("hasil"), max_length=20, blank=True)
    note_count = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(_("berubah"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("insiden")
        verbose_name_plural = _("insiden")
        ordering = ["election", "number"]
        indexes = [
            models.Index(fields=["election", "state", "due"], name="situation_incident_board"),
            models.Index(fields=["about"], name="situation_incident_about"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="situation_incident_number"),
            models.UniqueConstraint(
                fields=["about", "kind"], condition=Q(is_automatic=True), name="situation_incident_once"
            ),
            models.CheckConstraint(condition=Q(kind__regex=r"^[a-z_]{3,20}$"), name="situation_incident_kind"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="situation_incident_severity"),
            models.CheckConstraint(condition=Q(state__in=IncidentState.values), name="situation_incident_state"),
            models.CheckConstraint(condition=~Q(what=""), name="situation_incident_says"),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("reported_at")), name="situation_incident_occurred"
            ),
            models.CheckConstraint(
                condition=Q(state=IncidentState.SELESAI) & ~Q(result="")
                | ~Q(state=IncidentState.SELESAI) & Q(result=""),
                name="situation_incident_result",
            ),
            # Who is named belongs to an institution that is named.
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | Q(office__isnull=True, person__isnull=True),
                name="situation_incident_owner",
            ),
            models.CheckConstraint(
                condition=Q(is_automatic=False) | ~Q(about=""), name="situation_incident_raised_by"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> str:
        return f"situation.incident:{self.uuid}"

    @property
    def label(self) -> str:
        """`INS-12`: how people name it on the telephone."""
        return f"INS-{self.number}"

    @property
    def title(self) -> str:
        """The first line of what happened, as lists show it."""
        line = self.what.strip().splitlines()[0]
        return line if len(line) <= 120 else line[:117].rsplit(" ", 1)[0] + " …"

    @property
    def place(self) -> str:
        """The narrowest code where it happened; who may see and do what follows from it."""
        return self.tps_code or self.region_id

    @property
    def is_open(self) -> bool:
        return self.state in INCIDENT_OPEN


class IncidentNoteKind(models.TextChoices):
    """What each step did; the words stand in the story after the name of who did it."""

    DIBUKA = "dibuka", _("melaporkan insiden ini")
    DITANGANI = "ditangani", _("mulai menangani")
    SELESAI = "selesai", _("menyatakan selesai")
    DIBATALKAN = "dibatalkan", _("membatalkan")
    DIBUKA_LAGI = "dibuka_lagi", _("membuka kembali")
    CATATAN = "catatan", _("mencatat")
    TENGGAT = "tenggat", _("mengubah tenggat")
    DIALIHKAN = "dialihkan", _("mengalihkan penanggung jawab:")


class IncidentNote(Step):
    """One step of an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=IncidentNoteKind.choices)
    due = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["incident", "number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="situation_incidentnote_number"),
            models.CheckConstraint(condition=Q(kind__in=IncidentNoteKind.values), name="situation_incidentnote_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["dibuka", "ditangani"]) | ~Q(text=""), name="situation_incidentnote_says"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number} {self.kind}"

    @property
    def thread(self) -> Incident:
        return self.incident
