"""States of a sheet and the one table of moves; the database's guards are generated from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SheetState(models.TextChoices):
    """Regulations E.2, with the two entries and the quarantine before the pleno."""

    BELUM_MASUK = "belum_masuk", _("belum masuk")
    ENTRI_SATU = "entri_satu", _("menunggu entri kedua")
    BEDA_ENTRI = "beda_entri", _("beda entri")
    KARANTINA = "karantina", _("karantina")
    TERVERIFIKASI_AWAL = "terverifikasi_awal", _("cocok, menunggu pleno")
    DIBACAKAN = "dibacakan", _("dibacakan")
    SELISIH = "selisih", _("selisih")
    HITUNG_ULANG = "hitung_ulang", _("hitung ulang")
    DIKOREKSI = "dikoreksi", _("dikoreksi")
    DISEPAKATI = "disepakati", _("disepakati")
    TERKUNCI = "terkunci", _("terkunci")
    DIGANTI_PSU = "diganti_psu", _("diganti hasil PSU")


S = SheetState
MOVES: dict[SheetState, set[SheetState]] = {
    S.BELUM_MASUK: {S.ENTRI_SATU, S.TERVERIFIKASI_AWAL, S.KARANTINA},
    S.ENTRI_SATU: {S.TERVERIFIKASI_AWAL, S.BEDA_ENTRI, S.KARANTINA},
    S.BEDA_ENTRI: {S.TERVERIFIKASI_AWAL, S.KARANTINA},
    S.KARANTINA: {S.ENTRI_SATU, S.TERVERIFIKASI_AWAL, S.BEDA_ENTRI},
    S.TERVERIFIKASI_AWAL: {S.DIBACAKAN, S.DIKOREKSI, S.KARANTINA},
    S.DIBACAKAN: {S.DISEPAKATI, S.SELISIH, S.DIKOREKSI, S.KARANTINA},
    S.SELISIH: {S.DIKOREKSI, S.HITUNG_ULANG, S.DISEPAKATI, S.KARANTINA},
    S.HITUNG_ULANG: {S.DIKOREKSI, S.KARANTINA},
    S.DIKOREKSI: {S.DIBACAKAN, S.KARANTINA},
    S.DISEPAKATI: {S.TERKUNCI, S.SELISIH},
    S.TERKUNCI: {S.DIBACAKAN, S.DIGANTI_PSU},
    S.DIGANTI_PSU: set(),
}
# The three words of the screens, and which states each holds.
BELUM = (S.BELUM_MASUK, S.ENTRI_SATU)
PERIKSA = (S.BEDA_ENTRI, S.KARANTINA, S.SELISIH, S.HITUNG_ULANG, S.DIKOREKSI)
COCOK = (S.TERVERIFIKASI_AWAL, S.DIBACAKAN)
SELESAI = (S.DISEPAKATI, S.TERKUNCI)
# Figures of these are kept from whoever may still be handed the sheet (law 7).
UNSETTLED = (S.ENTRI_SATU, S.BEDA_ENTRI, S.KARANTINA)
AGREED = (S.DISEPAKATI, S.TERKUNCI)
# A correction is for figures that were settled and not yet agreed; what is agreed is reopened in the pleno first.
CORRECTABLE = (S.TERVERIFIKASI_AWAL, S.DIBACAKAN, S.SELISIH, S.HITUNG_ULANG, S.DIKOREKSI)


def word(state: str) -> str:
    """`belum`, `periksa` or `selesai`; a matched sheet that waits for the pleno reads 'cocok'."""
    if state in BELUM:
        return "belum"
    if state in PERIKSA:
        return "periksa"
    return "selesai" if state in SELESAI else "cocok"
