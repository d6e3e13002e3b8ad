"""Vehicles that are far too late open an incident by themselves, one for each movement; people close it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from electcoord.common.language import in_source
from electcoord.ledger import recording
from electcoord.ledger.recording import SYSTEM
from electcoord.situation import incidents
from electcoord.situation.models import Incident
from logistics import incident_kinds as kinds
from logistics.models import Movement
from logistics.selectors.movements import LATE, Alarm, title_of, with_alarms


def open_late(rows: Sequence[Movement], now: datetime) -> int:
    """An incident for each of these that is late at `now` and has had none; returns how many were opened.

    The time it is too late by is the caller's to judge.
    """
    known = _about(rows)
    return sum(_open(row, now) for row in rows if row.subject not in known)


@transaction.atomic
def _open(movement: Movement, now: datetime) -> bool:
    # Two sweeps at once: the second waits here and finds what the first opened; so does one that an arrival overtook.
    row = Movement.objects.select_for_update(of=("self",)).get(pk=movement.pk)
    ((_row, _stops, alarm),) = with_alarms([row], now)
    if alarm is None or alarm.kind != LATE or _about([row]):
        return False
    raised = incidents.raise_all([_report(movement, alarm)], actor=SYSTEM)
    with recording.entries([change.deed for change in raised]):
        incidents.write_all(raised)
    return True


def _about(rows: Sequence[Movement]) -> set[str]:
    """Which of these had their incident, whatever became of it."""
    told = Incident.objects.filter(is_automatic=True, kind=kinds.TERLAMBAT, about__in=[row.subject for row in rows])
    return set(told.values_list("about", flat=True))


def _report(row: Movement, alarm: Alarm) -> incidents.Report:
    """Where it is waited for; neither driver nor escort is named."""
    near = alarm.stop.holder if alarm.stop else row.origin
    with in_source():
        what = f"{title_of(row)}: {alarm.text}.\nHubungi pengemudi atau pengawalnya, lalu catat kabarnya."
        title = f"Perjalanan {title_of(row)}"
    return incidents.Report(
        kind=kinds.TERLAMBAT, what=what, election=row.election, region=near.region,
        tps_code=near.tps.code if near.tps else "", occurred_at=min(alarm.since, timezone.now()), about=row.subject,
        about_title=title[:200], told={"sejak": alarm.since.isoformat(timespec="minutes"), "tempat": near.key},
    )  # fmt: skip
