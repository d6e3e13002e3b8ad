"""A meeting whose invited have addresses, its approved letter, and the mail that left."""

from datetime import timedelta
from typing import Any

import vobject
from django.core import mail
from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.outbox import links, sending
from electcoord.outbox.models import PersonalLink
from meetings import actions, invitation
from meetings.models import Invitee, Meeting
from meetings.selectors import letters
from tests.cast import Cast
from tests.meetings.hall import institution, invite, kpu, meeting


def addressed(cast: Cast, **more: Any) -> tuple[Meeting, list[Invitee]]:
    """A planned rakor: one with mail, one with a telephone, one with neither."""
    staff, places = cast.actor("staf"), []
    for name, title, address in (
        ("Pemkab", "Bupati", {"email": "bupati@contoh.id"}), ("Polres", "Kapolres", {"phone": "0812 3456 7890"}),
        ("Kejari", "Kajari", {}),
    ):  # fmt: skip
        place = institution(cast, name, title)
        for term in place.offices.get().terms.select_related("person"):
            if address:
                directory.change_person(term.person, **address, actor=staff)
        places.append(place)
    found = meeting(cast, kpu(cast), **more)
    actions.add_item(found.sessions.get(), title="Kesiapan pleno", minutes=30, actor=staff)
    return found, invite(found, *places, actor=staff)


def approved(cast: Cast, **more: Any) -> tuple[Meeting, list[Invitee]]:
    found, people = addressed(cast, **more)
    version = actions.draft_letter(found, values=invitation.first_values(found), actor=cast.actor("staf"))
    actions.approve_letter(found, classification="PL.01", seen=version.sha256, actor=cast.actor("ketua"))
    return found, people


def sent(cast: Cast, **more: Any) -> tuple[Meeting, list[Invitee]]:
    found, people = approved(cast, **more)
    actions.send_letters(found, reason="", actor=cast.actor("staf"))
    return Meeting.objects.get(pk=found.pk), people


def door(invitee: Invitee) -> str:
    link = PersonalLink.objects.filter(about=invitation.ref(invitee), revoked_at__isnull=True).latest("pk")
    return f"/u/{links.token(link)}/"


def leave(settings: Any, *, minutes: int = 10) -> list[Any]:
    """Sends what is due and returns the mail of it."""
    settings.MAIL_IS_SET = True
    mail.outbox.clear()
    sending.send_due(timezone.now() + timedelta(minutes=minutes))
    return list(mail.outbox)


def calendar_of(message: Any) -> Any:
    """The .ics of a mail as an independent parser reads it."""
    raw = message.message().as_bytes()
    import email

    parts = [part for part in email.message_from_bytes(raw).walk() if part.get_content_type() == "text/calendar"]
    assert parts
    return vobject.readOne(parts[0].get_payload(decode=True).decode())


held = letters.in_force
