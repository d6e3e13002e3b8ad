"""States of a follow-up and the one table of moves; the database's guards are generated from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FollowUpState(models.TextChoices):
    TERBUKA = "terbuka", _("terbuka")
    DIKERJAKAN = "dikerjakan", _("dikerjakan")
    DILAPORKAN = "dilaporkan", _("dilaporkan")
    SELESAI = "selesai", _("selesai")
    BATAL = "batal", _("dibatalkan")


S = FollowUpState
# Only what was reported is accepted; a report that does not do is sent back; what is over may be opened again.
MOVES: dict[FollowUpState, set[FollowUpState]] = {
    S.TERBUKA: {S.DIKERJAKAN, S.DILAPORKAN, S.BATAL},
    S.DIKERJAKAN: {S.DILAPORKAN, S.BATAL},
    S.DILAPORKAN: {S.SELESAI, S.DIKERJAKAN, S.BATAL},
    S.SELESAI: {S.TERBUKA},
    S.BATAL: {S.TERBUKA},
}
# Somebody still owes something; the owner's turn, which is what a due date is about.
OPEN = (S.TERBUKA, S.DIKERJAKAN, S.DILAPORKAN)
OWED = (S.TERBUKA, S.DIKERJAKAN)
OVER = (S.SELESAI, S.BATAL)
# How a state looks: tone and icon of its chip.
LOOKS = {
    S.TERBUKA: ("belum", "belum"),
    S.DIKERJAKAN: ("cocok", "entri-satu"),
    S.DILAPORKAN: ("periksa", "periksa"),
    S.SELESAI: ("selesai", "selesai"),
    S.BATAL: ("belum", "tolak"),
}
