"""States of a message and the one table of moves; the database's guards are generated from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    ANTRI = "antri", _("menunggu")
    TERKIRIM = "terkirim", _("terkirim")
    GAGAL = "gagal", _("gagal")
    BATAL = "batal", _("dibatalkan")


S = MessageState
# What was sent or cancelled stays so; what failed waits again only when a person says so.
MOVES: dict[MessageState, set[MessageState]] = {
    S.ANTRI: {S.TERKIRIM, S.GAGAL, S.BATAL},
    S.GAGAL: {S.ANTRI, S.BATAL},
    S.TERKIRIM: set(),
    S.BATAL: set(),
}
