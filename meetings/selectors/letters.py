"""The letter of a meeting and what became of it, as the pages show it."""

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.numbers import angka
from electcoord.outbox import links
from electcoord.outbox.letters import LINK_MARK
from electcoord.outbox.models import Channel, Message, PersonalLink
from electcoord.outbox.states import MessageState
from electcoord.papers.attachments import attachments_of
from electcoord.papers.models import Attachment, AttachmentRole, Classification, DocumentVersion
from electcoord.papers.models.documents import FROZEN
from meetings import invitation, notice
from meetings.models import Answer, Invitee, Meeting
from meetings.selectors.room import ICONS, PAGE, TONES, head
from meetings.states import PLANNED, MeetingState

# What happened to an invitation on its way: (tone, icon).
WAYS = {"terkirim": ("selesai", "selesai"), "antri": ("periksa", "jam"), "gagal": ("galat", "galat"),
        "belum": ("belum", "jam"), "tanpa": ("galat", "periksa")}  # fmt: skip


def _versions(meeting: Meeting) -> Any:
    rows = DocumentVersion.objects.filter(
        document__subject=meeting.subject, document__kind__code=invitation.KIND
    ).select_related("document__kind", "document__election", "register_number")
    return rows.order_by("-document__pk", "-number")


def latest(meeting: Meeting) -> DocumentVersion | None:
    """The newest version of the letter, draft or not."""
    return _versions(meeting).first()


def in_force(meeting: Meeting) -> DocumentVersion | None:
    """The approved letter that holds."""
    return _versions(meeting).filter(state__in=FROZEN).first()


def step(meeting: Meeting, *, may: dict[str, bool]) -> dict[str, Any]:
    """`_letters.html`: where the letter stands and the one thing to do next, in few queries however many come."""
    version = latest(meeting)
    held = version if version is None or not version.is_draft else in_force(meeting)
    stale = bool(version and meeting.state in PLANNED and invitation.is_stale(version, meeting))
    ways, rows = (_ways(meeting), invitation.invited(meeting)) if held else ({}, [])
    counts = {key: sum(way == key for way in ways.values()) for key in WAYS}
    waiting = [one for one in rows if invitation.ref(one) not in ways]
    counts["tanpa"] = sum(not invitation.contact(one).channel for one in waiting)
    # Before the first sending everybody counts: their pages are made then, also of who has no address.
    unsent = len(waiting) - (counts["tanpa"] if meeting.invited_at else 0)
    if version is None or (stale and meeting.state in PLANNED):
        name, can = "susun", "plan"
    elif version.is_draft:
        name, can = "sahkan", "approve"
    elif meeting.state == MeetingState.DRAF or (meeting.state == MeetingState.DIUNDANG and unsent > 0 and not ways):
        name, can = "kirim", "plan"
    else:
        name, can = "jawaban", "plan"
    if meeting.state not in PLANNED or meeting.state == MeetingState.DITUNDA:
        name = "jawaban" if held else ""
    return {
        "letter": version, "letter_held": held, "letter_stale": stale, "letter_step": name,
        "letter_may": bool(may.get(can)), "letter_counts": counts, "letter_unsent": unsent,
        "letter_url": reverse("meetings:letter", args=[meeting.uuid]),
        "letter_days": ["susun", "sahkan", "kirim", "jawaban"],
    }  # fmt: skip


def _ways(meeting: Meeting) -> dict[str, str]:
    """{ref: state of its newest invitation letter}, in two queries."""
    refs = [
        f"meetings.invitee:{uuid}" for uuid in meeting.invitees.filter(is_active=True).values_list("uuid", flat=True)
    ]
    rows = Message.objects.filter(about__in=refs).exclude(state=MessageState.BATAL).order_by("pk")
    return dict(rows.values_list("about", "state"))


def page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """The letter's own page: what it says, whom it reached, who answered."""
    found = head(request, meeting, _("Surat undangan"))
    found["crumbs"].insert(-1, {"label": _("Undangan"), "url": reverse("meetings:invitees", args=[meeting.uuid])})
    answer = request.GET.get("jawaban", "")
    rows = meeting.invitees.filter(is_active=True).select_related("institution", "office", "term__person")
    counts = dict(rows.order_by().values_list("answer").annotate(Count("pk")))
    if answer in Answer.values:
        rows = rows.filter(answer=answer)
    shown = Paginator(rows.order_by("side", "order", "pk"), PAGE).get_page(request.GET.get("hal", "1"))
    tabs = [
        ("", _("Semua"), sum(counts.values())),
        *((a.value, a.label.capitalize(), counts.get(a, 0)) for a in Answer),
    ]
    return found | step(meeting, may=found["may"]) | {
        "items": reached(list(shown)), "page": shown, "page_query": f"jawaban={answer}&" if answer else "",
        "total": sum(counts.values()), "silent": counts.get(Answer.BELUM, 0),
        "tabs": [
            {"label": label, "note": angka(count), "url": f"?jawaban={key}" if key else "?", "active": key == answer}
            for key, label, count in tabs
        ],
        "classifications": list(Classification.objects.filter(is_active=True)),
        "is_late_now": notice.is_late_now(meeting), "notice_last": notice.last_day(meeting),
        "may_write": meeting.state in PLANNED,
    }  # fmt: skip


def reached(rows: list[Invitee]) -> list[dict[str, Any]]:
    """Per invitation: where it goes, what became of it, whether its page was opened, the answer; two queries."""
    refs = [invitation.ref(one) for one in rows]
    sent: dict[str, Message] = {}
    for message in (
        Message.objects.filter(about__in=refs).exclude(state=MessageState.BATAL).defer("body").order_by("pk")
    ):
        sent[message.about] = message
    doors = {link.about: link for link in _doors(refs)}
    found = []
    for one in rows:
        ref, to = invitation.ref(one), invitation.contact(one)
        message, link = sent.get(ref), doors.get(ref)
        way = message.state if message else "belum" if to.channel else "tanpa"
        tone, icon = WAYS[way]
        answer = Answer(one.answer)
        found.append({
            "invitee": one, "contact": to, "message": message, "way": way, "way_tone": tone, "way_icon": icon,
            "opened": link.first_opened if link else None, "tone": TONES[answer], "icon": ICONS[answer],
            "word": answer.label, "is_by_hand": bool(message and message.channel == Channel.WHATSAPP),
        })  # fmt: skip
    return found


def _doors(refs: list[str]) -> Any:
    rows = PersonalLink.objects.filter(about__in=refs, purpose=invitation.PURPOSE, revoked_at__isnull=True)
    return rows.select_related("election").order_by("pk")


def one_page(invitee: Invitee) -> dict[str, Any]:
    """What the page of one invitation shows of its letters: the text for WhatsApp, the link, what was sent."""
    found = reached([Invitee.objects.select_related("institution", "office", "term__person").get(pk=invitee.pk)])[0]
    link = _doors([invitation.ref(invitee)]).filter(expires_at__gt=timezone.now()).last()
    days = invitation.days_of(invitee.meeting)
    kind = {MeetingState.DITUNDA: "tunda", MeetingState.BATAL: "batal"}.get(invitee.meeting.state, "undangan")
    _subject, text = invitation.text(invitee.meeting, days, found["invitee"], kind, has_link=link is not None)
    if link:
        text = text.replace(LINK_MARK, links.url(link))
    return {"way": found, "whatsapp_text": text, "whatsapp_url": _whatsapp(found["contact"].phone, text), "door": link}


def _whatsapp(phone: str, text: str) -> str:
    digits = "".join(sign for sign in phone if sign.isdigit())
    number = f"62{digits[1:]}" if digits.startswith("0") else digits
    return f"https://wa.me/{number}?text={quote(text)}"


def materials(meeting: Meeting) -> list[Attachment]:
    """Papers to read before the meeting."""
    return list(attachments_of(meeting.subject).filter(role=AttachmentRole.BAHAN))
