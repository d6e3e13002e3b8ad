"""What the desk accepts instead of a name: the code of the QR on the personal page, and a short PIN to say aloud.

Both are computed from the invitation and the installation's key, so neither lies in the database. They only tell the
clerk whom to tick; the door of the personal page is the token, which stands in no QR.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from meetings.models import Invitee, Method

PIN_DIGITS = 6
_CODE_BYTES = 10
_PREFIX = "UND"


def pin(invitee: UUID) -> str:
    """Six digits; two invitations of a large meeting may share one, then the desk asks for the name."""
    return str(int.from_bytes(_mac(b"pin", invitee)[:8]) % 10**PIN_DIGITS).zfill(PIN_DIGITS)


def code(invitee: UUID) -> str:
    """`UND` and 16 signs that a QR holds in its dense form and a scanner types as they are."""
    return _PREFIX + base64.b32encode(_mac(b"qr", invitee)[:_CODE_BYTES]).decode()


def found(typed: str, invitees: Iterable[Invitee]) -> tuple[list[Invitee], str]:
    """Whose code or PIN it is, and which of both it was."""
    typed = "".join(typed.split()).upper().replace("-", "")
    is_pin = typed.isdigit()
    make = pin if is_pin else code
    rows = [one for one in invitees if hmac.compare_digest(make(one.uuid).encode(), typed.encode())]
    return rows, Method.PIN if is_pin else Method.QR


def _mac(use: bytes, invitee: UUID) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"meetings.codes\0" + use + invitee.bytes, hashlib.sha256).digest()
