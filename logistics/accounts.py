"""Where goods can stand in the books of stock, and which way they may go (reliability J2, regulations H.4, H.6).

Every move takes from one account and gives to another, so nothing appears or vanishes: what was received is at any time
in the warehouse, packed, kept for a repeated vote, moved away, destroyed, or missing with a report.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    PERCETAKAN = "percetakan", _("percetakan")
    KAB_LAIN = "kab_lain", _("dari kabupaten/kota lain")
    DITEMUKAN = "ditemukan", _("ditemukan saat dihitung")
    BELUM_DISORTIR = "belum_disortir", _("belum disortir")
    BAIK = "baik", _("baik")
    RUSAK = "rusak", _("rusak")
    PSU = "psu", _("stok PSU")
    DIPAKAI_PSU = "dipakai_psu", _("dikeluarkan untuk PSU")
    TERKEMAS = "terkemas", _("dikemas untuk TPS")
    HILANG = "hilang", _("hilang (dilaporkan)")
    ANTARGUDANG = "antargudang", _("antargudang")
    DIPINDAHKAN = "dipindahkan", _("dipindahkan ke kabupaten/kota lain")
    DIMUSNAHKAN = "dimusnahkan", _("dimusnahkan")


A = Account
# Goods enter our books through these, so they alone may be drawn below nothing.
SOURCES = (A.PERCETAKAN, A.KAB_LAIN, A.DITEMUKAN)
IN_STORE = (A.BELUM_DISORTIR, A.BAIK, A.RUSAK, A.PSU)
# What leaves a warehouse for another of ours is taken up there in the same deed: drawn from one, given to the other,
# and nothing over both. Only the database, which sees both sides, says how much may be taken up.
UNHELD = (*SOURCES, A.ANTARGUDANG)
# The stock for a repeated vote is neither packed nor destroyed: it is not excess (H.3, H.6). It leaves for a TPS whose
# repeated vote was decided, or lies in another warehouse.
MOVES: dict[Account, tuple[Account, ...]] = {
    A.PERCETAKAN: (A.BELUM_DISORTIR, A.BAIK, A.RUSAK),
    A.KAB_LAIN: (A.BELUM_DISORTIR, A.BAIK),
    A.DITEMUKAN: IN_STORE,
    A.BELUM_DISORTIR: (A.BAIK, A.RUSAK, A.HILANG, A.DIPINDAHKAN, A.ANTARGUDANG),
    A.BAIK: (A.RUSAK, A.PSU, A.TERKEMAS, A.HILANG, A.DIPINDAHKAN, A.DIMUSNAHKAN, A.ANTARGUDANG),
    A.RUSAK: (A.HILANG, A.DIMUSNAHKAN, A.ANTARGUDANG),
    A.PSU: (A.HILANG, A.DIPAKAI_PSU, A.ANTARGUDANG),
    A.DIPAKAI_PSU: (),
    A.ANTARGUDANG: IN_STORE,
    A.TERKEMAS: (A.BAIK,),
    # What was reported missing turned up again.
    A.HILANG: IN_STORE,
    A.DIPINDAHKAN: (),
    A.DIMUSNAHKAN: (),
}


class Damage(models.TextChoices):
    """What sorters find (regulations H.4)."""

    SOBEK = "sobek", _("sobek")
    NODA = "noda", _("noda atau tinta")
    WARNA = "warna", _("warna tidak sesuai")
    POTONG = "potong", _("salah potong")
    LIPATAN = "lipatan", _("lipatan atau kusut")
    CETAK = "cetak", _("cetakan tidak terbaca")
    LAIN = "lain", _("lainnya")
