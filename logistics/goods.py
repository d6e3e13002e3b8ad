"""What the codes of goods mean to people (regulations H.1); a code that is not here is shown as it is."""

from django.utils.translation import gettext_lazy as _

BALLOT = "surat-suara"
# code: (name, unit)
GOODS = {
    BALLOT: (_("Surat suara"), _("lembar")),
    "kotak-suara": (_("Kotak suara"), _("buah")),
    "bilik-suara": (_("Bilik suara"), _("buah")),
    "tinta": (_("Tinta"), _("botol")),
    "segel": (_("Segel"), _("keping")),
    "segel-plastik": (_("Segel plastik"), _("buah")),
    "alat-coblos": (_("Alat coblos dan alas"), _("set")),
    "sampul": (_("Sampul"), _("lembar")),
    "formulir": (_("Formulir"), _("set")),
    "alat-bantu-tunanetra": (_("Alat bantu tunanetra"), _("buah")),
    "daftar-calon": (_("Daftar calon untuk TPS"), _("set")),
    "stiker": (_("Stiker nomor kotak"), _("lembar")),
}


def name_of(code: str) -> str:
    return str(GOODS[code][0]) if code in GOODS else code


def unit_of(code: str) -> str:
    return str(GOODS[code][1]) if code in GOODS else str(_("buah"))


def is_sorted(code: str) -> bool:
    """Whether it is sorted and folded before it counts as good; everything else is good or damaged on arrival."""
    return code == BALLOT
