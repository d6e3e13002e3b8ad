"""Personal links: a door without an account, for one holder, to one thing.

The token is the row's uuid and a MAC of it under the installation's key and the link's purpose. It is computed
whenever it is shown and never stored: whoever reads the database or a copy of it opens nothing. The MAC has 160 bits,
so guesses need no rate limit: at a million tries a second the sun is out before one fits.

A GET only stamps when the address was opened. Scanners of mail open every link they see, so no deed hangs on a GET,
and the stamps prove nothing about the holder. What a page does, it does by POST.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.common.errors import RuleError
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.models import require_open_entry
from electcoord.ledger.recording import Actor
from electcoord.outbox.ledger_actions import OutboxAction
from electcoord.outbox.models import PersonalLink

TAG_BYTES = 20
_UUID_BYTES = 16
_SALT = b"electcoord.outbox.links"
# Who acts through a link: the link itself, in this role.
ROLE = "tautan_pribadi"
_routes: dict[str, str] = {}
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def register(purpose: str, route: str) -> None:
    """The route (its one argument is the token) to which links of this purpose lead."""
    if _routes.setdefault(purpose, route) != route:
        raise ImproperlyConfigured(f"Dua rute untuk tautan {purpose}.")


def make(
    *, purpose: str, about: str, holder: str, region: str, election: Election | None, expires_at: datetime
) -> PersonalLink:
    """A link, as part of the deed whose ledger entry is open; UnledgeredWriteError outside one."""
    require_open_entry(PersonalLink)
    if purpose not in _routes:
        raise ImproperlyConfigured(f"Tautan {purpose} belum didaftarkan.")
    return PersonalLink.objects.create(
        purpose=purpose, about=about, holder=holder, region=region, election=election, expires_at=expires_at
    )


def token(link: PersonalLink) -> str:
    """The secret of the address: 48 signs, all of which count."""
    return base64.urlsafe_b64encode(link.uuid.bytes + _tag(settings.SECRET_KEY, link.purpose, link.uuid)).decode()


def url(link: PersonalLink, request: HttpRequest | None = None) -> str:
    """The whole address to hand to the holder; without a request under SITE_URL."""
    path = reverse(_routes[link.purpose], args=[token(link)])
    return request.build_absolute_uri(path) if request else f"{settings.SITE_URL}{path}"


def resolve(token: str, purpose: str) -> PersonalLink:
    """The live link of this token; Http404 for any other token, purpose, or one that is expired or revoked."""
    uuid = _verified(token, purpose)
    rows = PersonalLink.objects.select_related("election__kabupaten")
    link = rows.filter(uuid=uuid, purpose=purpose).first() if uuid else None
    if link is None or not link.is_live:
        raise Http404
    return link


def live_links(about: str, purpose: str) -> list[PersonalLink]:
    """Links to this thing that open now, the newest first."""
    rows = PersonalLink.objects.filter(about=about, purpose=purpose, revoked_at__isnull=True)
    return list(rows.filter(expires_at__gt=timezone.now()).select_related("election").order_by("-pk"))


@transaction.atomic
def revoke(link: PersonalLink, *, actor: Actor) -> PersonalLink:
    """From now on the address opens nothing. RuleError where it was revoked before."""
    link = PersonalLink.objects.select_for_update(of=("self",)).select_related("election").get(pk=link.pk)
    if link.revoked_at is not None:
        raise RuleError(_("Tautan ini sudah dicabut."))
    with recording.entry(
        OutboxAction.LINK_REVOKED, chain=recording.chain_of(link.region), actor=actor,
        subject=link.subject, region=link.region,
        election=link.election.slug if link.election else "",
        payload={"tautan": str(link.uuid), "untuk": link.purpose, "tentang": link.about},
    ):  # fmt: skip
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
    return link


def actor(link: PersonalLink) -> Actor:
    """The holder as the ledger knows it: the link, no name."""
    return Actor(str(link.uuid), ROLE)


def door(purpose: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page that opens by token: the view gets the link instead of it; every answer is private.

    A wrong token, another purpose, an expired and a revoked link answer alike, with the same page. The token is the
    authority, not a cookie, so there is nothing that another site could make a browser send (and with no-referrer a
    browser names no origin that Django could check): these views need no CSRF token.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                link = resolve(token, purpose)
                # The frame says whose door it is (office.context).
                request.door = link
                if request.method == "GET":
                    _stamp(link)
                response = view(request, link, *args, **kwargs)
            except Http404 as missing:
                # What leads to nothing says nothing of whose it was.
                request.door = None
                response = get_resolver().resolve_error_handler(404)(request, exception=missing)
                # Django would write the address, and so the token, into its log.
                response._has_been_logged = True
            for name, value in HEADERS.items():
                response[name] = value
            return response

        opened.csrf_exempt = True
        return access.public(opened)

    return decorate


def _stamp(link: PersonalLink) -> None:
    now = timezone.now()
    rows = PersonalLink.objects.filter(pk=link.pk)
    if not rows.filter(first_opened__isnull=True).update(first_opened=now, last_opened=now):
        rows.filter(last_opened__lt=now).update(last_opened=now)


def _verified(token: str, purpose: str) -> UUID | None:
    """The uuid whose tag fits, under today's key or one that was retired."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError, UnicodeEncodeError):
        return None
    if len(raw) != _UUID_BYTES + TAG_BYTES or base64.urlsafe_b64encode(raw).decode() != token:
        return None
    uuid, tag = UUID(bytes=raw[:_UUID_BYTES]), raw[_UUID_BYTES:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fits = [hmac.compare_digest(tag, _tag(key, purpose, uuid)) for key in keys]
    return uuid if any(fits) else None


def _tag(key: str, purpose: str, uuid: UUID) -> bytes:
    secret = hashlib.sha256(_SALT + b"\0" + key.encode()).digest()
    return hmac.new(secret, purpose.encode() + b"\0" + uuid.bytes, hashlib.sha256).digest()[:TAG_BYTES]
