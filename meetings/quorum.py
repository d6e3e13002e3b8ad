"""Who counts for the quorum of a pleno, and how many of them are there (regulations J.2).

Counted are the members themselves: guests who hold the office of ketua or anggota in the KPU institution of the
meeting's own region - KPU for a pleno of the kabupaten, the PPK for one of a kecamatan. The secretary, staff, PPK at a
pleno of KPU, and whoever comes in a member's place are present but do not count: a member decides in person. The office
is recognised by the first word of its title, because the directory keeps titles as letters write them.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from electcoord.directory.models import InstitutionKind
from meetings.models import Attendance, Guest, Meeting, MeetingKind, Session

MEMBERS = ("ketua", "anggota")


@dataclass(frozen=True)
class Quorum:
    """`needed` is the profile's number; `present`: members inside now."""

    present: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.present)


def members(meeting: Meeting, prefix: str = "") -> Q:
    """A filter on guests (behind `prefix`) who are members of the commission that meets."""
    titles = Q(pk__in=[])
    for word in MEMBERS:
        titles |= Q(**{f"{prefix}office__title__iexact": word}) | Q(
            **{f"{prefix}office__title__istartswith": f"{word} "}
        )
    own = {f"{prefix}office__institution__kind": InstitutionKind.KPU,
           f"{prefix}office__institution__region": meeting.region_id, f"{prefix}is_substitute": False}  # fmt: skip
    return Q(**own) & titles


def is_member(guest: Guest, meeting: Meeting) -> bool:
    """The same in Python, for a guest whose office and institution are at hand."""
    if guest.office_id is None or guest.is_substitute:
        return False
    institution = guest.office.institution
    first = guest.office.title.split(" ", 1)[0].casefold()
    return institution.kind == InstitutionKind.KPU and institution.region_id == meeting.region_id and first in MEMBERS


def present_members(session: Session) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(session=session, left_at__isnull=True, is_void=False)
    return rows.filter(members(session.meeting, "guest__"))


def quorum_of(session: Session) -> Quorum | None:
    """None where no quorum is asked for: no pleno, or one that somebody else holds."""
    meeting = session.meeting
    if not meeting.is_pleno or not meeting.is_ours or meeting.election.profile is None:
        return None
    return Quorum(present_members(session).count(), meeting.election.profile.get("pleno_kuorum_hadir"))


def wait_minutes(meeting: Meeting) -> int | None:
    """How long an open pleno is put off for want of quorum; then it goes on without (plenos on results are open)."""
    if meeting.kind != MeetingKind.PLENO_TERBUKA or meeting.election.profile is None:
        return None
    return meeting.election.profile.get("pleno_tunda_menit")
