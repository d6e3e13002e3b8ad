"""What the readiness of a pleno says of the boxes: received so many of so many. It warns, it never stops anything."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from logistics.selectors.received import received
from logistics.selectors.returning import Goal, is_over
from meetings.models import Meeting, MeetingKind


@dataclass(frozen=True)
class BoxesLine:
    """`url` leads to which are missing and who has them."""

    expected: int
    received: int
    goal: str
    url: str

    @property
    def missing(self) -> int:
        return self.expected - self.received

    def told(self) -> dict[str, int | str]:
        """As a readiness is frozen: what was known at that moment."""
        return {"kotak_seharusnya": self.expected, "kotak_diterima": self.received, "sampai": self.goal}


def boxes_line(election: Election, region: str) -> BoxesLine:
    """For a pleno of a kecamatan the boxes that are back at its PPK, for one of the kabupaten those back at KPU."""
    goal = Goal.KPU if len(region) <= 4 else Goal.PPK
    found = received(election, region, goal, by_desa=True, most=0)
    url = f"{reverse('logistics:missing', args=[election.slug])}?sampai={goal}"
    return BoxesLine(found.expected, found.received, goal, f"{url}&wilayah={region}" if goal == Goal.PPK else url)


def line_of(request: HttpRequest, meeting: Meeting) -> BoxesLine | None:
    """For the page of an open pleno after the vote; None where the account does not see those boxes."""
    election, region = meeting.election, meeting.region_id
    if election is None or meeting.kind != MeetingKind.PLENO_TERBUKA or len(region) not in (4, 6):
        return None
    if not is_over(election) or not access.may(request.user, Can.VIEW_LOGISTICS, region=region, election=election):
        return None
    found = boxes_line(election, region)
    return found if found.expected else None
