"""States of follow-ups and incidents and their tables of moves; the database's guards are generated from these."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class IncidentState(models.TextChoices):
    TERBUKA = "terbuka", _("terbuka")
    DITANGANI = "ditangani", _("ditangani")
    SELESAI = "selesai", _("selesai")
    BATAL = "batal", _("dibatalkan")


class Severity(models.TextChoices):
    RENDAH = "rendah", _("rendah")
    SEDANG = "sedang", _("sedang")
    TINGGI = "tinggi", pgettext_lazy("tingkat", "tinggi")


N = IncidentState
# Somebody takes it up before it is finished; what is over may be opened again.
INCIDENT_MOVES: dict[IncidentState, set[IncidentState]] = {
    N.TERBUKA: {N.DITANGANI, N.BATAL},
    N.DITANGANI: {N.SELESAI, N.BATAL},
    N.SELESAI: {N.TERBUKA},
    N.BATAL: {N.TERBUKA},
}
INCIDENT_OPEN = (N.TERBUKA, N.DITANGANI)
INCIDENT_LOOKS = {
    N.TERBUKA: ("periksa", "periksa"),
    N.DITANGANI: ("cocok", "entri-satu"),
    N.SELESAI: ("selesai", "selesai"),
    N.BATAL: ("belum", "tolak"),
}
SEVERITY_LOOKS = {
    Severity.RENDAH: ("belum", "belum"), Severity.SEDANG: ("periksa", "periksa"), Severity.TINGGI: ("galat", "galat"),
}  # fmt: skip
