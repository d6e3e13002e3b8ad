"""Follow-ups (tindak lanjut): what somebody was told to do, who owes it by when, and all that was said about it since.

What is written here may name people; it stays out of the ledger, which tells states, institutions, offices and dates.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import Institution, Office, Person
from electcoord.elections.models import Election
from electcoord.ledger.models import Ledgered, LedgeredQuerySet
from electcoord.regions.models import Region
from electcoord.situation.models.steps import Step
from electcoord.situation.states import OPEN, OVER, OWED, FollowUpState


class FollowUpQuerySet(LedgeredQuerySet):
    def open(self) -> "FollowUpQuerySet":
        return self.filter(state__in=OPEN)

    def overdue(self, today: date) -> "FollowUpQuerySet":
        """Owed, and the due day has passed."""
        return self.filter(state__in=OWED, due__lt=today)


class FollowUp(Ledgered):
    """One instruction, owed by an institution; `office` and `person` say by whom in it.

    `origin` is a reference such as `meetings.meeting:<uuid>`, "" where it came otherwise; `origin_title` says it.
    """

    instruction = models.TextField(_("arahan"))
    origin = models.CharField(_("asal"), max_length=80, blank=True)
    origin_title = models.CharField(_("asal"), max_length=200, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name=_("pemilu"))
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("lembaga penanggung jawab")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("jabatan")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("orang")
    )
    given_on = models.DateField(_("sejak"))
    due = models.DateField(_("tenggat"))
    state = models.CharField(_("keadaan"), max_length=10, choices=FollowUpState.choices, default=FollowUpState.TERBUKA)
    note_count = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(_("berubah"), default=timezone.now)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("tindak lanjut")
        verbose_name_plural = _("tindak lanjut")
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["election", "state", "due"], name="situation_followup_board"),
            models.Index(fields=["origin"], name="situation_followup_origin"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="situation_followup_state"),
            models.CheckConstraint(condition=Q(due__gte=F("given_on")), name="situation_followup_due"),
            models.CheckConstraint(condition=~Q(instruction=""), name="situation_followup_says"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"situation.followup:{self.uuid}"

    @property
    def title(self) -> str:
        """The first line of the instruction, as lists show it."""
        line = self.instruction.strip().splitlines()[0]
        return line if len(line) <= 120 else line[:117].rsplit(" ", 1)[0] + " …"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_owed(self) -> bool:
        return self.state in OWED

    def days_late(self, today: date) -> int:
        """How many days the owner is late; 0 where not."""
        return max(0, (today - self.due).days) if self.is_owed else 0


class NoteKind(models.TextChoices):
    """What each note did; the words stand in the story after the name of who did it."""

    DIBUKA = "dibuka", _("membuka tindak lanjut ini")
    DIKERJAKAN = "dikerjakan", _("mulai mengerjakan")
    DILAPORKAN = "dilaporkan", _("melaporkan hasil")
    DITERIMA = "diterima", _("menerima laporan; selesai")
    DIKEMBALIKAN = "dikembalikan", _("mengembalikan laporan")
    DIBATALKAN = "dibatalkan", _("membatalkan")
    DIBUKA_LAGI = "dibuka_lagi", _("membuka kembali")
    CATATAN = "catatan", _("mencatat")
    TENGGAT = "tenggat", _("mengubah tenggat")
    DIBAWA = "dibawa", _("membawa ke rapat")
    DIALIHKAN = "dialihkan", _("mengalihkan penanggung jawab:")


class Note(Step):
    """One step of a follow-up."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    evidence = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["follow_up", "number"]
        indexes = [models.Index(fields=["ref"], name="situation_note_ref")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="situation_note_kind"),
            models.UniqueConstraint(fields=["follow_up", "number"], name="situation_note_number"),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=["dilaporkan", "dikembalikan", "dibatalkan", "dibuka_lagi", "catatan", "dialihkan"]
                )
                | ~Q(text=""),
                name="situation_note_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id}/{self.number} {self.kind}"

    @property
    def thread(self) -> FollowUp:
        return self.follow_up
