"""States of what is packed and handed over, and the tables of moves that the database's guards are made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContainerState(models.TextChoices):
    """What was done to a container; where it is, its custody tells (regulations E.5)."""

    DISIAPKAN = "disiapkan", _("disiapkan")
    DIKEMAS = "dikemas", _("dikemas")
    DISEGEL = "disegel", _("disegel")
    DIBUKA = "dibuka", _("dibuka")


class LineState(models.TextChoices):
    """One container of one hand-over."""

    MENUNGGU = "menunggu", _("menunggu")
    BERPINDAH = "berpindah", _("berpindah")
    SELISIH = "selisih", _("selisih")


class SealSeen(models.TextChoices):
    """What somebody saw of the seals when the container passed."""

    COCOK = "cocok", _("utuh dan cocok")
    RUSAK = "rusak", _("rusak")
    BEDA = "beda", _("nomor berbeda")
    TANPA = "tanpa", _("tidak bersegel")
    TIDAK_DICEK = "tidak_dicek", _("tidak dicek")


class MovementState(models.TextChoices):
    """A vehicle's run; whether it is late or silent follows from its times."""

    DIRENCANAKAN = "direncanakan", _("direncanakan")
    BERANGKAT = "berangkat", _("di jalan")
    SELESAI = "selesai", _("selesai")
    BATAL = "batal", _("dibatalkan")


BAD_SEALS = (SealSeen.RUSAK, SealSeen.BEDA, SealSeen.TANPA)
C, L, M = ContainerState, LineState, MovementState
# A sealed container is opened only with a record, for evidence or at the count, and may be sealed again. What has not
# left the warehouse may be taken out and packed anew.
CONTAINER_MOVES: dict[ContainerState, set[ContainerState]] = {
    C.DISIAPKAN: {C.DIKEMAS},
    C.DIKEMAS: {C.DISEGEL, C.DISIAPKAN},
    C.DISEGEL: {C.DIBUKA},
    C.DIBUKA: {C.DISEGEL, C.DISIAPKAN},
}
LINE_MOVES: dict[LineState, set[LineState]] = {L.MENUNGGU: {L.BERPINDAH, L.SELISIH}}
MOVEMENT_MOVES: dict[MovementState, set[MovementState]] = {
    M.DIRENCANAKAN: {M.BERANGKAT, M.BATAL},
    M.BERANGKAT: {M.SELESAI},
}
