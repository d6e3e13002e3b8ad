"""Rules and their equations in the words of the form; stored and exported they keep the code names."""

import re
from functools import cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from electcoord.common.numbers import angka
from recap.fields import LABELS

TITLES = {
    "R01": _("Laki-laki dan perempuan tidak sama dengan jumlah"),
    "R02": _("Jumlah pengguna hak pilih tidak sama dengan rinciannya"),
    "R03": _("Surat suara diterima tidak sama dengan penggunaannya"),
    "R04": _("Jumlah suara sah tidak sama dengan perolehan suara"),
    "R05": _("Suara sah partai tidak sama dengan A.1 + A.2"),
    "R06": _("Jumlah suara sah tidak sama dengan jumlah semua partai"),
    "R07": _("Suara sah dan tidak sah tidak sama dengan jumlahnya"),
    "R08": _("Jumlah suara berbeda dari surat suara digunakan"),
    "R09": _("Pengguna hak pilih berbeda dari surat suara digunakan"),
    "R10": _("Pengguna hak pilih berbeda dari jumlah suara"),
    "R11": _("Pengguna dalam DPT lebih banyak daripada DPT"),
    "R12": _("Surat suara diterima tidak sama dengan DPT dan cadangan"),
    "R13": _("Lebih banyak daripada surat suara diterima"),
    "R14": _("DPT melebihi kapasitas TPS"),
    "R15": _("Pemilih disabilitas lebih banyak daripada pengguna"),
    "R16": _("Angka lebih panjang daripada kotaknya"),
    "R17": _("DPT berbeda antar-lembar TPS ini"),
    "R18": _("Data pengguna berbeda antar-lembar TPS ini"),
    "R24": _("Susunan surat suara berbeda"),
    "R27": _("DPTb, DPK dan surat suara rusak melebihi sisa"),
    "R28": _("Angka melebihi surat suara yang ada"),
}
FIELDS = {
    "pemilih_dpt": _("pemilih DPT"),
    "pengguna_dpt": _("pengguna DPT"),
    "pengguna_dptb": _("pengguna DPTb"),
    "pengguna_dpk": _("pengguna DPK"),
    "pengguna_total": _("pengguna"),
    "disabilitas": _("disabilitas"),
    "ss_diterima": _("diterima"),
    "ss_digunakan": _("digunakan"),
    "ss_dikembalikan": _("dikembalikan"),
    "ss_tidak_digunakan": _("tidak digunakan"),
    "suara_sah": _("suara sah"),
    "suara_tidak_sah": _("tidak sah"),
    "suara_total": _("sah dan tidak sah"),
    "calon_*": _("semua calon"),
    "partai_sah_*": _("semua partai"),
    "kapasitas_tps": _("kapasitas TPS"),
    "surat_suara": _("susunan surat suara"),
    # Words of the equations themselves.
    "susunan surat suara": _("susunan surat suara"),
    "toleransi": _("toleransi"),
    "atau": _("atau"),
}
GENDERS = {"l": pgettext_lazy("jenis kelamin", "L"), "p": pgettext_lazy("jenis kelamin", "P"), "j": ""}
BLANK = "ada isian kosong"
PATTERNS = (
    (re.compile(r"partai_sah_(\d+)"), _("partai \\1 (B)")),
    (re.compile(r"isi_(\d+)"), _("A.1 + A.2 partai \\1")),
    (re.compile(r"caleg_(\d+)_(\d+)"), _("partai \\1 calon \\2")),
    (re.compile(r"partai_(\d+)"), _("partai \\1 (A.1)")),
    (re.compile(r"calon_(\d+)"), _("nomor \\1")),
)
TERM = re.compile(r"(?:cadangan:|profil:)?[a-z]+(?:_[a-z]+)*(?:_\d+)*(?:_?\*)?")
LONG_NUMBER = re.compile(r"\b\d{4,}\b")


# Rules that hold for several boxes of the form: the title alone does not say which.
MANY_PARTS = {"R01", "R02", "R05", "R11", "R13", "R15", "R16", "R17", "R18", "R28"}


def title(rule: str) -> str:
    """What the rule found, in one line."""
    return str(TITLES.get(rule, rule))


def part_label(rule: str, part: str) -> str:
    """The box of the form that a finding is about, where the rule leaves it open: `partai 3 calon 2`."""
    if rule not in MANY_PARTS:
        return ""
    code, __, witness = part.partition(" ")
    words = str(LABELS.get(code) or _word(code))
    return f"{words} ({witness})" if witness else words


def spoken(equation: str) -> tuple[str, str]:
    """`suara_total = suara_sah + suara_tidak_sah: 218 ≠ 217` in words and in numbers, with `≤` and `1.234`."""
    names, __, numbers = equation.partition(": ")
    names = TERM.sub(lambda match: _word(match.group()), names).replace("<=", "≤")
    if numbers == BLANK:
        return names, str(_("ada isian kosong"))
    return names, LONG_NUMBER.sub(lambda match: angka(int(match.group())), numbers)


def _word(term: str) -> str:
    if term.startswith("cadangan:"):
        return str(_("cadangan"))
    term = term.removeprefix("profil:")
    if term in FIELDS:
        return str(FIELDS[term])
    stem, __, gender = term.rpartition("_")
    if stem in FIELDS and gender in GENDERS:
        return f"{FIELDS[stem]} {GENDERS[gender]}".strip()
    for pattern, words in _patterns(get_language()):
        if pattern.fullmatch(term):
            return pattern.sub(words, term)
    return term


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Said for every candidate of a ballot: translated once."""
    return [(pattern, str(words)) for pattern, words in PATTERNS]
