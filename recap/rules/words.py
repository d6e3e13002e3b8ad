"""Rules and their equations in the words of the form; stored and exported they keep the code names."""

import re

from electcoord.common.numbers import angka
from recap.fields import LABELS

TITLES = {
    "R01": "Laki-laki dan perempuan tidak sama dengan jumlah",
    "R02": "Jumlah pengguna hak pilih tidak sama dengan rinciannya",
    "R03": "Surat suara diterima tidak sama dengan penggunaannya",
    "R04": "Jumlah suara sah tidak sama dengan perolehan suara",
    "R05": "Suara sah partai tidak sama dengan A.1 + A.2",
    "R06": "Jumlah suara sah tidak sama dengan jumlah semua partai",
    "R07": "Suara sah dan tidak sah tidak sama dengan jumlahnya",
    "R08": "Jumlah suara berbeda dari surat suara digunakan",
    "R09": "Pengguna hak pilih berbeda dari surat suara digunakan",
    "R10": "Pengguna hak pilih berbeda dari jumlah suara",
    "R11": "Pengguna dalam DPT lebih banyak daripada DPT",
    "R12": "Surat suara diterima tidak sama dengan DPT dan cadangan",
    "R13": "Lebih banyak daripada surat suara diterima",
    "R14": "DPT melebihi kapasitas TPS",
    "R15": "Pemilih disabilitas lebih banyak daripada pengguna",
    "R16": "Angka lebih panjang daripada kotaknya",
    "R17": "DPT berbeda antar-lembar TPS ini",
    "R18": "Data pengguna berbeda antar-lembar TPS ini",
    "R24": "Susunan surat suara berbeda",
    "R27": "DPTb, DPK dan surat suara rusak melebihi sisa",
    "R28": "Angka melebihi surat suara yang ada",
}
FIELDS = {
    "pemilih_dpt": "pemilih DPT",
    "pengguna_dpt": "pengguna DPT",
    "pengguna_dptb": "pengguna DPTb",
    "pengguna_dpk": "pengguna DPK",
    "pengguna_total": "pengguna",
    "disabilitas": "disabilitas",
    "ss_diterima": "diterima",
    "ss_digunakan": "digunakan",
    "ss_dikembalikan": "dikembalikan",
    "ss_tidak_digunakan": "tidak digunakan",
    "suara_sah": "suara sah",
    "suara_tidak_sah": "tidak sah",
    "suara_total": "sah dan tidak sah",
    "calon_*": "semua calon",
    "partai_sah_*": "semua partai",
    "kapasitas_tps": "kapasitas TPS",
    "surat_suara": "susunan surat suara",
}
GENDERS = {"l": " L", "p": " P", "j": ""}
PATTERNS = (
    (re.compile(r"partai_sah_(\d+)"), r"partai \1 (B)"),
    (re.compile(r"isi_(\d+)"), r"A.1 + A.2 partai \1"),
    (re.compile(r"caleg_(\d+)_(\d+)"), r"partai \1 calon \2"),
    (re.compile(r"partai_(\d+)"), r"partai \1 (A.1)"),
    (re.compile(r"calon_(\d+)"), r"nomor \1"),
)
TERM = re.compile(r"(?:cadangan:|profil:)?[a-z]+(?:_[a-z]+)*(?:_\d+)*(?:_?\*)?")
LONG_NUMBER = re.compile(r"\b\d{4,}\b")


# Rules that hold for several boxes of the form: the title alone does not say which.
MANY_PARTS = {"R01", "R02", "R05", "R11", "R13", "R15", "R16", "R17", "R18", "R28"}


def title(rule: str) -> str:
    """What the rule found, in one line."""
    return TITLES.get(rule, rule)


def part_label(rule: str, part: str) -> str:
    """The box of the form that a finding is about, where the rule leaves it open: `partai 3 calon 2`."""
    if rule not in MANY_PARTS:
        return ""
    code, _, witness = part.partition(" ")
    words = LABELS.get(code) or _word(code)
    return f"{words} ({witness})" if witness else words


def spoken(equation: str) -> tuple[str, str]:
    """`suara_total = suara_sah + suara_tidak_sah: 218 ≠ 217` in words and in numbers, with `≤` and `1.234`."""
    names, _, numbers = equation.partition(": ")
    names = TERM.sub(lambda match: _word(match.group()), names).replace("<=", "≤")
    return names, LONG_NUMBER.sub(lambda match: angka(int(match.group())), numbers)


def _word(term: str) -> str:
    if term.startswith("cadangan:"):
        return "cadangan"
    term = term.removeprefix("profil:")
    if term in FIELDS:
        return FIELDS[term]
    stem, _, gender = term.rpartition("_")
    if stem in FIELDS and gender in GENDERS:
        return FIELDS[stem] + GENDERS[gender]
    for pattern, words in PATTERNS:
        if pattern.fullmatch(term):
            return pattern.sub(words, term)
    return term
