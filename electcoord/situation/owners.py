"""Who owes a follow-up: whom to write to, the personal link, and the letters that open and remind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import in_source
from electcoord.common.templatetags.angka import tanggal
from electcoord.directory.models import Term
from electcoord.outbox import letters, links
from electcoord.outbox.letters import LINK_MARK, Draft
from electcoord.outbox.models import Channel, PersonalLink
from electcoord.situation.models import FollowUp, Incident, Note
from electcoord.situation.states import OWED

PURPOSE = "tindak-lanjut"
# The columns that say who owes it.
OWNER = ("institution", "office", "person")
# A link outlives its due day: late reports come through it too.
LASTS = timedelta(days=180)
# Days from the due day on which the owner is reminded. Later it is for people to speak to each other.
REMINDED = (-7, -3, -1, 1, 7, 14, 21, 28)
REMINDED_UNTIL = 35


def parts(follow_up: FollowUp | Incident) -> list[Model | None]:
    """Institution, and office and person where named."""
    return [getattr(follow_up, name) for name in OWNER]


def label(follow_up: FollowUp | Incident) -> str:
    """Who owes it, as its page says it."""
    if follow_up.institution is None:
        return _("belum ditetapkan")
    office = f", {follow_up.office.title}" if follow_up.office else ""
    return follow_up.institution.name + office + (f": {follow_up.person.name}" if follow_up.person else "")


@dataclass(frozen=True)
class Recipient:
    """Whom letters address; `to` is "" where no address is known."""

    name: str
    channel: str
    to: str


def recipient(follow_up: FollowUp, today: date | None = None) -> Recipient:
    """The person named, else who holds the office today, else the institution."""
    person = follow_up.person or _holder(follow_up, today or timezone.localdate())
    name = str(follow_up.office or follow_up.institution)
    places = [place for place in (person, follow_up.institution) if place is not None]
    for place in places:
        if letters.can_mail(place.email):
            return Recipient(name, Channel.EMAIL, place.email.strip())
    for place in places:
        try:
            if number := letters.address(Channel.WHATSAPP, place.phone):
                return Recipient(name, Channel.WHATSAPP, number)
        except RuleError:
            continue
    return Recipient(name, Channel.WHATSAPP, "")


def with_holders(rows: QuerySet[FollowUp], today: date) -> QuerySet[FollowUp]:
    """The rows with who holds their office today, in one query more."""
    held = Term.objects.on(today).select_related("person").order_by("started", "pk")
    return rows.prefetch_related(Prefetch("office__terms", held, to_attr="terms_today"))


def _holder(follow_up: FollowUp, today: date) -> object | None:
    if follow_up.office is None:
        return None
    terms = getattr(follow_up.office, "terms_today", None)
    if terms is None:
        terms = list(follow_up.office.terms.on(today).select_related("person").order_by("started", "pk"))
    # An office of several people: a letter to one of them would pass the others over.
    return terms[0].person if len(terms) == 1 else None


def make_link(follow_up: FollowUp) -> PersonalLink:
    """The owner's door, within the deed that gives it."""
    owner = follow_up.person or follow_up.office or follow_up.institution
    ends = datetime.combine(max(follow_up.due, timezone.localdate()) + LASTS, time.min)
    return links.make(
        purpose=PURPOSE, about=follow_up.subject, holder=f"{owner._meta.label_lower}:{owner.uuid}",
        region=follow_up.region_id, election=follow_up.election, expires_at=timezone.make_aware(ends),
    )  # fmt: skip


def tell_opened(follow_up: FollowUp, link: PersonalLink) -> None:
    """The letter that comes with a new follow-up; where no address is known, its text waits for a hand."""
    with in_source():
        text = _("Mohon ditindaklanjuti, tenggat %(due)s:") % {"due": tanggal(follow_up.due)}
        subject = _("Tindak lanjut untuk %(owner)s") % {"owner": follow_up.institution.name}
        letters.queue(_draft(follow_up, link, subject, text, "dibuka"))


def tell_handed_over(follow_up: FollowUp, note: Note, link: PersonalLink) -> None:
    """The letter to whoever owes it from now on."""
    with in_source():
        text = _("Tindak lanjut ini dialihkan kepada Anda; mohon dikerjakan, tenggat %(due)s:") % {
            "due": tanggal(follow_up.due)}  # fmt: skip
        subject = _("Tindak lanjut untuk %(owner)s") % {"owner": follow_up.institution.name}
        letters.queue(_draft(follow_up, link, subject, text, f"dialihkan:{note.number}"))


def tell_sent_back(follow_up: FollowUp, note: Note) -> None:
    """What is still missing goes to the owner."""
    with in_source():
        text = _("Laporan Anda dikembalikan. Yang masih kurang: %(text)s") % {"text": note.text}
        subject = _("Laporan tindak lanjut dikembalikan")
        letters.queue(_draft(follow_up, _live(follow_up), subject, text, f"kembali:{note.number}"))


def due_reminders(now: datetime) -> Iterator[Draft]:
    """Letters of today: those near their due day and those past it; a day that was missed is made good."""
    today = timezone.localdate(now)
    near = (today - timedelta(days=REMINDED_UNTIL), today - timedelta(days=min(REMINDED)))
    rows = FollowUp.objects.filter(state__in=OWED, due__range=near)
    rows = rows.select_related("institution", "office__institution", "person", "region", "election")
    for row in with_holders(rows, today).order_by("pk"):
        if (offset := reminder_day(row, today)) is not None:
            yield _reminder(row, offset, today)


def reminder_day(follow_up: FollowUp, today: date) -> int | None:
    """The latest day of REMINDED that has come and lies after the follow-up itself came."""
    passed = [day for day in REMINDED if day <= (today - follow_up.due).days]
    if not passed or follow_up.due + timedelta(days=passed[-1]) <= timezone.localdate(follow_up.changed_at):
        return None
    return passed[-1]


def _reminder(follow_up: FollowUp, offset: int, today: date) -> Draft:
    if (late := (today - follow_up.due).days) > 0:
        subject = _("Tindak lanjut lewat tenggat")
        text = _("Tindak lanjut ini lewat tenggat %(due)s, %(days)s hari:") % {
            "due": tanggal(follow_up.due), "days": late,
        }  # fmt: skip
    else:
        subject = _("Tindak lanjut mendekati tenggat")
        text = _("Tindak lanjut ini jatuh tempo %(due)s:") % {"due": tanggal(follow_up.due)}
    return _draft(follow_up, _live(follow_up), subject, text, f"ingat:{follow_up.due}:{offset}", today)


def _draft(
    follow_up: FollowUp, link: PersonalLink | None, subject: str, text: str, key: str, today: date | None = None
) -> Draft:
    owner = recipient(follow_up, today)
    parts = [_("Kepada Yth. %(owner)s") % {"owner": owner.name}, text, follow_up.instruction]
    if follow_up.origin_title:
        parts.append(_("Asal: %(title)s") % {"title": follow_up.origin_title})
    if link is not None:
        parts.append(_("Laporkan perkembangannya di sini, tanpa akun:") + f"\n{LINK_MARK}")
        parts.append(_("Tautan ini khusus untuk Anda; jangan diteruskan."))
    return Draft(
        channel=owner.channel, to=owner.to, subject=subject[:200], body="\n\n".join(parts), link=link,
        dedupe_key=f"{follow_up.subject}:{key}", about=follow_up.subject, region=follow_up.region_id,
        election=follow_up.election,
    )  # fmt: skip


def _live(follow_up: FollowUp) -> PersonalLink | None:
    found = links.live_links(follow_up.subject, PURPOSE)
    return found[0] if found else None
