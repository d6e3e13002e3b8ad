"""The days of an election: its zone, how far the vote is, which stage is open, what the profile's deadlines say.

Everything is asked live; a limit comes from the profile alone, with the words and the source that stand there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from electcoord.common.numbers import angka
from electcoord.elections.models import Election, Stage, Zone

OFFSETS = {Zone.WIB: 7, Zone.WITA: 8, Zone.WIT: 9}
# What ends a stage, by the profile's key, in days after the vote.
ENDS = {Stage.PLENO_KECAMATAN: "tenggat_rekap_kec_hari", Stage.PLENO_KABUPATEN: "tenggat_rekap_kab_hari"}


def zone_of(election: Election) -> tzinfo:
    """The zone of the election's documents; the installation's where it has none."""
    hours = OFFSETS.get(election.zone)
    return timezone(timedelta(hours=hours)) if hours else clock.get_current_timezone()


def today(election: Election, now: datetime | None = None) -> date:
    return (now or clock.now()).astimezone(zone_of(election)).date()


def days_after(election: Election, now: datetime | None = None) -> int | None:
    """Days since the vote, negative before it; None where the day is not known."""
    return None if election.day is None else (today(election, now) - election.day).days


def mark(days: int) -> str:
    """`H-12`, `H`, `H+3`, as offices write it."""
    return f"H{days:+}" if days else "H"


def day_words(days: int) -> str:
    """`12 hari lagi`, `hari pemungutan suara`, `3 hari setelah pemungutan suara`."""
    if days == 0:
        return _("hari pemungutan suara")
    if days < 0:
        return ngettext("pemungutan suara %(n)s hari lagi", "pemungutan suara %(n)s hari lagi", -days) % {
            "n": angka(-days)
        }
    return ngettext(
        "%(n)s hari setelah pemungutan suara", "%(n)s hari setelah pemungutan suara", days
    ) % {"n": angka(days)}  # fmt: skip


@dataclass(frozen=True)
class Deadline:
    """A limit of the profile as a day; `left`: days until it, negative when it has passed."""

    title: str
    source: str
    day: date
    offset: int
    left: int

    @property
    def words(self) -> str:
        if self.left < 0:
            return ngettext("lewat %(n)s hari", "lewat %(n)s hari", -self.left) % {"n": angka(-self.left)}
        if self.left == 0:
            return _("hari ini")
        return ngettext("%(n)s hari lagi", "%(n)s hari lagi", self.left) % {"n": angka(self.left)}

    @property
    def mark(self) -> str:
        return mark(self.offset)


def deadline(election: Election, stage: Stage, now: datetime | None = None) -> Deadline | None:
    """When the profile has a stage end; None where it or the day of the vote says nothing."""
    entry = election.profile.values.get(ENDS.get(stage, "")) if election.profile else None
    if election.day is None or not entry or entry["nilai"] is None:
        return None
    day = election.day + timedelta(days=entry["nilai"])
    return Deadline(_(entry["judul"]), entry["sumber"], day, entry["nilai"], (day - today(election, now)).days)


@dataclass(frozen=True)
class Step:
    """A stage as it stands: `state` is open, passed (some later one is open) or coming."""

    stage: Stage
    label: str
    state: str
    deadline: Deadline | None


def stages(election: Election, now: datetime | None = None) -> list[Step]:
    """All stages in their order."""
    order = list(Stage)
    opened = [at for at, stage in enumerate(order) if stage in election.open_stages]
    last = max(opened, default=-1)
    return [
        Step(
            stage, stage.label, "open" if at in opened else "passed" if at < last else "coming",
            deadline(election, stage, now),
        )
        for at, stage in enumerate(order)
    ]  # fmt: skip


def next_deadline(election: Election, now: datetime | None = None) -> Deadline | None:
    """The first deadline of a stage that has not been passed by."""
    found = [s.deadline for s in stages(election, now) if s.deadline and s.state != "passed"]
    return min(found, key=lambda limit: limit.day, default=None)


def overdue(election: Election, now: datetime | None = None) -> str:
    """Why sheets that are still open are late: the stage of entry was closed, or the profile's limit has passed."""
    entry = next(step for step in stages(election, now) if step.stage == Stage.ENTRI)
    if entry.state == "passed":
        return _("Tahapan entri C.Hasil sudah ditutup.")
    limit = deadline(election, Stage.PLENO_KECAMATAN, now)
    if limit and limit.left < 0:
        return _("%(title)s paling lambat %(mark)s, %(words)s.") % {
            "title": limit.title, "mark": limit.mark, "words": limit.words,
        }  # fmt: skip
    return ""
