from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording


@recording.register
class OutboxAction(models.TextChoices):
    """What people do to letters and links; no address, text or name ever stands in the payload."""

    MESSAGE_TICKED = "outbox.message.ticked", _("menandai pesan WhatsApp sudah dikirim")
    MESSAGE_CANCELLED = "outbox.message.cancelled", _("membatalkan surat yang menunggu")
    MESSAGE_RETRIED = "outbox.message.retried", _("mengirim ulang surat yang gagal")
    LINK_REVOKED = "outbox.link.revoked", _("mencabut tautan pribadi")
