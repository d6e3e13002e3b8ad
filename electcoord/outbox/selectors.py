"""Reads of the outbox: which letters somebody may see, and what became of those about one thing."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.outbox.models import Channel, Message, PersonalLink
from electcoord.outbox.sending import mail_is_set, text_of
from electcoord.outbox.states import MessageState

# Whoever writes invitations handles letters: an address and a text are nobody else's business.
CAN = Can.PLAN_MEETING
TONES = {
    MessageState.ANTRI: ("belum", "jam"),
    MessageState.TERKIRIM: ("selesai", "selesai"),
    MessageState.GAGAL: ("galat", "galat"),
    MessageState.BATAL: ("belum", "tolak"),
}


def messages_for(user: Any) -> QuerySet[Message]:
    """Letters of the regions and elections in which the account writes letters, without their texts."""
    query = Q(pk__in=[])
    for election in access.elections_of(user):
        if codes := access.scope(user, CAN, election):
            query |= Q(election=election) & access.region_q(codes, "region")
    if codes := access.scope(user, CAN, None):
        query |= Q(election__isnull=True) & access.region_q(codes, "region")
    return Message.objects.filter(query).defer("body").select_related("election")


def message_or_404(user: Any, uuid: UUID) -> Message:
    """404 outside the account's regions, 403 inside them without the right."""
    message = get_object_or_404(Message.objects.select_related("election", "link"), uuid=uuid)
    access.check(user, CAN, region=message.region, election=message.election)
    return message


def by_hand(user: Any) -> QuerySet[Message]:
    """WhatsApp texts that wait for somebody's telephone."""
    return messages_for(user).filter(channel=Channel.WHATSAPP, state=MessageState.ANTRI)


def failed(user: Any) -> QuerySet[Message]:
    return messages_for(user).filter(state=MessageState.GAGAL)


def told(message: Message) -> dict[str, Any]:
    """A letter as `outbox/_messages.html` shows it; no text of it."""
    tone, icon = TONES[MessageState(message.state)]
    held = message.channel == Channel.EMAIL and message.state == MessageState.ANTRI and not mail_is_set()
    return {
        "message": message, "tone": tone, "icon": icon, "is_held": held,
        "url": reverse("outbox:message", args=[message.uuid]),
    }  # fmt: skip


def letters_about(about: str) -> list[dict[str, Any]]:
    """What was written about one thing, the newest first; the caller has authorised."""
    return [told(row) for row in Message.objects.filter(about=about).defer("body").order_by("-pk")[:20]]


def links_about(about: str, purpose: str) -> list[PersonalLink]:
    """Every link ever made to one thing, the newest first; the caller has authorised."""
    return list(PersonalLink.objects.filter(about=about, purpose=purpose).order_by("-pk")[:20])


def whatsapp(message: Message) -> tuple[str, str]:
    """(text, address that opens WhatsApp with it and, where the number is known, with the person)."""
    text = text_of(message)
    digits = "".join(sign for sign in message.to if sign.isdigit())
    number = f"62{digits[1:]}" if digits.startswith("0") else digits
    return text, f"https://wa.me/{number}?text={quote(text)}"
