"""What the stories of follow-ups and of incidents are made of."""

from typing import Any

from django.db import models
from django.utils import timezone

from electcoord.ledger.models import Ledgered


class Step(Ledgered):
    """One step of a story, never changed: by an account (`by`, its role), or by whoever holds the link `by`.

    `ref`: what it points to, such as `meetings.meeting:<uuid>`; `ref_title` says it.
    """

    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    ref = models.CharField(max_length=80, blank=True)
    ref_title = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=36, blank=True)
    role = models.CharField(max_length=30)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def thread(self) -> Any:
        """What it is a step of: a row with a region and an election."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What its files hang on."""
        return f"{self._meta.label_lower}:{self.uuid}"
