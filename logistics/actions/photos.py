"""Photos of a hand-over, from a telephone that may send each of them more than once."""

import hashlib
from uuid import uuid5

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments
from electcoord.papers.models import Attachment
from logistics.models import Handover, Side
from logistics.selectors.scan import subject_of

# So many show what passed; more is a telephone that does not stop.
MOST_PHOTOS = 20


def add_handover_photo(handover: Handover, content: bytes, *, side: str, actor: Actor) -> Attachment:
    """Keeps what one side photographed; the same picture again is the same attachment. RuleError."""
    if side not in Side.values:
        raise RuleError(_("Sebutkan pihak yang memotret: pemberi atau penerima."))
    subject, digest = subject_of(handover), hashlib.sha256(content).hexdigest()
    known = attachments.attachments_of(subject)
    # Asked before decoding, which costs more than everything else here.
    if same := known.filter(sha256=digest, caption=side).first():
        return same
    if known.count() >= MOST_PHOTOS:
        raise RuleError(_("Sudah ada %(most)s foto pada serah terima ini.") % {"most": MOST_PHOTOS})
    at = handover.giver if side == Side.PEMBERI else handover.receiver
    return attachments.add_attachment(
        content, subject=subject, role="foto", name="serah-terima.jpg", caption=side, region=at.region_id,
        election=handover.election, actor=actor, key=uuid5(handover.uuid, f"{side} {digest}"),
    )  # fmt: skip
