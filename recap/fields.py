"""The numbered fields of C.Hasil (regulations C.3), in the paper's order, under their code names."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """`code` is the column's name everywhere; `part` and `label` are the form's own words."""

    code: str
    part: str
    label: str


GENDERS = {"l": _("laki-laki"), "p": _("perempuan"), "j": _("jumlah")}
GROUPS = (
    ("pemilih_dpt", "I.A", _("Pemilih dalam DPT")),
    ("pengguna_dpt", "I.B.1", _("Pengguna hak pilih dalam DPT")),
    ("pengguna_dptb", "I.B.2", _("Pengguna hak pilih dalam DPTb")),
    ("pengguna_dpk", "I.B.3", _("Pengguna hak pilih dalam DPK")),
    ("pengguna_total", "I.B.4", _("Jumlah pengguna hak pilih")),
)
SINGLES = (
    ("ss_diterima", "II.1", _("Surat suara diterima, termasuk cadangan")),
    ("ss_digunakan", "II.2", _("Surat suara digunakan")),
    ("ss_dikembalikan", "II.3", _("Surat suara dikembalikan karena rusak atau keliru coblos")),
    ("ss_tidak_digunakan", "II.4", _("Surat suara tidak digunakan, termasuk sisa cadangan")),
)
DISABILITAS = ("disabilitas", "III.1", _("Pemilih disabilitas yang menggunakan hak pilih"))
SUARA = (
    ("suara_sah", "V.A", _("Jumlah seluruh suara sah")),
    ("suara_tidak_sah", "V.B", _("Jumlah suara tidak sah")),
    ("suara_total", "V.C", _("Jumlah seluruh suara sah dan suara tidak sah")),
)


def _by_gender(group: tuple[str, str, str]) -> list[Field]:
    code, part, label = group
    return [Field(f"{code}_{g}", part, format_lazy("{}, {}", label, word)) for g, word in GENDERS.items()]


FIELDS: tuple[Field, ...] = (
    *(field for group in GROUPS for field in _by_gender(group)),
    *(Field(*single) for single in SINGLES),
    *_by_gender(DISABILITAS),
    *(Field(*single) for single in SUARA),
)
CODES: tuple[str, ...] = tuple(field.code for field in FIELDS)
LABELS: dict[str, str] = {field.code: field.label for field in FIELDS}
# The form's parts; IV, the votes, depends on the ballot.
PARTS = {
    "I": _("Data pemilih dan pengguna hak pilih"),
    "II": _("Data penggunaan surat suara"),
    "III": _("Data pemilih disabilitas"),
    "V": _("Jumlah suara sah dan tidak sah"),
}
HIGHEST = 9999
