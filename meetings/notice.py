"""How long before a pleno its invitations must be out (regulations D.2, J.2): a number of the election's profile."""

from datetime import date, timedelta

from django.utils import timezone

from electcoord.ledger.recording import KECAMATAN_DIGITS
from meetings.models import Meeting


def notice_days_of(meeting: Meeting) -> int | None:
    """Days, by who holds the pleno: KPU or, in a kecamatan, the PPK. None where no such rule holds."""
    if not meeting.is_pleno or not meeting.is_ours or meeting.election.profile is None:
        return None
    key = "ppk" if len(meeting.region_id) >= KECAMATAN_DIGITS else "kpu"
    return meeting.election.profile.get(f"pleno_undangan_hari_{key}")


def last_day(meeting: Meeting) -> date | None:
    """The last day on which the invitations are in time."""
    days = notice_days_of(meeting)
    if days is None or meeting.starts is None:
        return None
    return timezone.localdate(meeting.starts) - timedelta(days=days)


def is_late_now(meeting: Meeting) -> bool:
    """Whether an invitation sent today would be late."""
    last = last_day(meeting)
    return last is not None and timezone.localdate() > last
