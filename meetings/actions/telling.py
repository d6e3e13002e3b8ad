"""Telling the invited: personal links, letters in the outbox, and calendars that follow every change.

Called inside the entry of the deed that is told; whoever was invited on paper alone is told too where an address is
known.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import F, Sum
from django.utils import timezone

from electcoord.common.language import in_source
from electcoord.outbox import letters, links
from electcoord.outbox.letters import Draft, File
from electcoord.outbox.models import Message, PersonalLink
from meetings import invitation
from meetings.models import Invitee, Meeting, Session
from meetings.states import RUNNING, MeetingState

# What takes the event out of calendars. A postponed day is not true any more, and its new one not known yet.
OFF = ("tunda", "batal", "hari-hapus", "tarik")
# A planner who moves three days presses three times; only the last of it leaves.
PATIENCE = timedelta(minutes=5)


def tell_change(meeting: Meeting, kind: str, days: Sequence[Session] | None = None) -> None:
    """Everybody invited learns what changed: `ubah`, `hari-hapus`, `tunda`, `jadwal`, `batal`. Nothing before invited.

    `days`: those that changed; all where it is the whole meeting.
    """
    if meeting.invited_at is None or (kind in ("ubah", "hari-hapus") and not _is_on(meeting)):
        return
    rows = meeting.sessions.filter(closed_at__isnull=True)
    rows = rows.filter(is_active=True) if days is None else rows.filter(pk__in=[day.pk for day in days])
    pks = list(rows.values_list("pk", flat=True))
    meeting.sessions.filter(pk__in=pks).update(sequence=F("sequence") + 1)
    shown = invitation.days_of(meeting)
    found = invitation.invited(meeting)
    refs = [invitation.ref(one) for one in found]
    if kind in ("tunda", "batal"):
        letters.cancel_waiting(*refs)
    told = list(meeting.sessions.filter(pk__in=pks)) if kind in OFF else shown
    if kind == "ubah":
        _supersede(refs)
    _write(meeting, kind, shown, told, found, links_of(meeting, found))


def tell_dropped(meeting: Meeting, invitee: Invitee) -> None:
    """An invitation is taken back: its page closes, and its event leaves the calendar where it had gone out."""
    about = invitation.ref(invitee)
    was_told = Message.objects.filter(about=about).exists()
    letters.cancel_waiting(about)
    now = timezone.now()
    PersonalLink.objects.filter(about=about, purpose=invitation.PURPOSE, revoked_at__isnull=True).update(revoked_at=now)
    if was_told and _is_on(meeting):
        days = invitation.days_of(meeting)
        meeting.sessions.filter(pk__in=[day.pk for day in days]).update(sequence=F("sequence") + 1)
        days = invitation.days_of(meeting)
        row = Invitee.objects.select_related("institution", "office", "term__person").get(pk=invitee.pk)
        _write(meeting, "tarik", days, days, [row], {})


def links_of(meeting: Meeting, found: Iterable[Invitee]) -> dict[str, PersonalLink]:
    """{ref: personal link} that holds until after the meeting; made where there is none, in an open entry."""
    found = list(found)
    ends = (meeting.ends or timezone.now()) + invitation.LASTS
    ends = max(ends, timezone.now() + invitation.LASTS)
    live = PersonalLink.objects.filter(
        about__in=[invitation.ref(one) for one in found], purpose=invitation.PURPOSE, revoked_at__isnull=True,
        expires_at__gte=(meeting.ends or timezone.now()) + timedelta(days=1), expires_at__gt=timezone.now(),
    )  # fmt: skip
    known = {link.about: link for link in live.select_related("election").order_by("pk")}
    for one in found:
        about = invitation.ref(one)
        if about not in known:
            known[about] = links.make(
                purpose=invitation.PURPOSE, about=about, holder=about, region=meeting.region_id,
                election=meeting.election, expires_at=ends,
            )  # fmt: skip
    return known


def draft(
    meeting: Meeting, kind: str, days: Sequence[Session], invitee: Invitee, link: PersonalLink | None, key: str,
    files: Sequence[File] = (),
) -> Draft | None:  # fmt: skip
    """The message of this kind to one invitation; None where the directory knows no address."""
    to = invitation.contact(invitee)
    if not to.channel:
        return None
    with in_source():
        subject, body = invitation.text(meeting, days, invitee, kind, has_link=link is not None)
    return Draft(
        channel=to.channel, to=to.to, subject=subject, body=body, dedupe_key=key, about=invitation.ref(invitee),
        region=meeting.region_id, election=meeting.election, link=link, files=files if to.email else (),
        due_at=timezone.now() + PATIENCE if kind == "ubah" else None,
    )  # fmt: skip


def _write(
    meeting: Meeting, kind: str, days: list[Session], told: list[Session], found: list[Invitee],
    doors: dict[str, PersonalLink],
) -> None:  # fmt: skip
    number = meeting.sessions.aggregate(sum=Sum("sequence"))["sum"]
    for one in found:
        to = invitation.contact(one)
        files = [invitation.calendar(meeting, told, to, one, is_off=kind in OFF)] if to.email and told else []
        link = doors.get(invitation.ref(one))
        if found_draft := draft(meeting, kind, days, one, link, f"rapat:{kind}:{one.uuid}:{number}", files):
            letters.queue(found_draft)


def _supersede(refs: list[str]) -> None:
    """Earlier news of changes that did not leave yet would only confuse."""
    rows = Message.objects.waiting().filter(about__in=refs, dedupe_key__startswith="rapat:ubah:", lease__isnull=True)
    letters.cancel_rows(rows)


def _is_on(meeting: Meeting) -> bool:
    return meeting.state in (MeetingState.DIUNDANG, *RUNNING)
