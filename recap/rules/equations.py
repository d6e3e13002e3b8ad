"""R01 to R15 and R27 as one table of equations: data, so the evaluator in the browser uses the same table.

A term is a code name of a field, one with a leading `-`, or one of: `calon_*` (all pairs or persons), `partai_sah_*`
(row B of all parties as read), `isi_P` (mark and candidates of party P), `cadangan:FIELD` (reserve ballots for that
DPT), `profil:KEY` (a number of the election profile).
"""

from dataclasses import dataclass
from functools import cache

from recap.ballot import Ballot
from recap.fields import DISABILITAS, GROUPS


@dataclass(frozen=True)
class Equation:
    """`left op right`, both sides sums of terms; `part` names the instance within its rule."""

    rule: str
    part: str
    left: tuple[str, ...]
    op: str
    right: tuple[str, ...]


GENDERS = "lpj"
WITH_GENDER = (*(code for code, _, _ in GROUPS), DISABILITAS[0])
USERS = ("pengguna_dpt", "pengguna_dptb", "pengguna_dpk")


def _common() -> list[Equation]:
    e = Equation
    return [
        *(e("R01", code, (f"{code}_j",), "=", (f"{code}_l", f"{code}_p")) for code in WITH_GENDER),
        *(
            e("R02", f"pengguna_total_{g}", (f"pengguna_total_{g}",), "=", tuple(f"{u}_{g}" for u in USERS))
            for g in GENDERS
        ),
        e("R03", "ss_diterima", ("ss_diterima",), "=", ("ss_digunakan", "ss_dikembalikan", "ss_tidak_digunakan")),
        e("R07", "suara_total", ("suara_total",), "=", ("suara_sah", "suara_tidak_sah")),
        e("R08", "suara_total", ("suara_total",), "=", ("ss_digunakan",)),
        e("R09", "pengguna_total_j", ("pengguna_total_j",), "=", ("ss_digunakan",)),
        e("R10", "pengguna_total_j", ("pengguna_total_j",), "=", ("suara_total",)),
        *(e("R11", f"pengguna_dpt_{g}", (f"pengguna_dpt_{g}",), "<=", (f"pemilih_dpt_{g}",)) for g in GENDERS),
        e("R12", "ss_diterima", ("ss_diterima",), "=", ("pemilih_dpt_j", "cadangan:pemilih_dpt_j")),
        e("R13", "ss_digunakan", ("ss_digunakan",), "<=", ("ss_diterima",)),
        e("R13", "pengguna_total_j", ("pengguna_total_j",), "<=", ("ss_diterima",)),
        e("R14", "pemilih_dpt_j", ("pemilih_dpt_j",), "<=", ("profil:kapasitas_tps",)),
        *(e("R15", f"disabilitas_{g}", (f"disabilitas_{g}",), "<=", (f"pengguna_total_{g}",)) for g in GENDERS),
        e(
            "R27", "ss_diterima", ("pengguna_dptb_j", "pengguna_dpk_j", "ss_dikembalikan"), "<=",
            ("ss_diterima", "-pengguna_dpt_j"),
        ),
    ]  # fmt: skip


COMMON = tuple(_common())


@cache
def equations_for(ballot: Ballot) -> tuple[Equation, ...]:
    """All equations of one paper with this ballot, ordered by rule."""
    if ballot.parties:
        own = [
            *(Equation("R05", p.code, (p.code,), "=", (f"isi_{p.number}",)) for p in ballot.parties),
            Equation("R06", "suara_sah", ("suara_sah",), "=", ("partai_sah_*",)),
        ]
    else:
        own = [Equation("R04", "suara_sah", ("suara_sah",), "=", ("calon_*",))]
    return tuple(sorted((*COMMON, *own), key=lambda equation: equation.rule))
