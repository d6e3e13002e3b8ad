"""The rules of regulations C.5 and of DESIGN, written a second time, from the text alone.

Nothing here comes from `recap`: plain dictionaries in, a set of what is wrong or open out. Every rule is a sentence of
Python over boxes; reading a blank box raises `Blank`, and what needed it is `tidak_lengkap`. A form:

    {"kontes": "dpr_1", "jenis": "dpr", "isian": {"suara_sah": 210, "caleg_1_2": None, …}, "calon": [1, 2] or
     "partai": {1: [1, 2], 24: []}, "dpt": 250 (registry, None: unknown), "surat_suara": "…", "dct": "…",
     "profil": {"cadangan_permil": 20, "pembulatan_cadangan": "atas", "kapasitas_tps": 300, "digit_maks": 3,
                "aturan": {"R08": {"aktif": True, "batas": None}, …}}}

How the text is read where it leaves a choice:
- R16 and R28 speak of figures that stand on the paper; an empty box has no digits and exceeds nothing.
- R28 takes the DPT of the registry, else that of the paper (its sum, else laki-laki + perempuan). "Vote figures" are
  all of parts IV and V.
- R17 and R18 compare the papers that there are. A field that no paper gives is not compared; a paper that leaves it
  empty beside one that gives it is open. The value that most papers give (of equals the first in the order of
  contests) is the one that the others differ from.
- In R18's chain a contest without a paper is left out, and its neighbours stand beside each other.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

Form = dict[str, Any]
Verdict = tuple[str, str, str]
WRONG, OPEN = "melanggar", "tidak_lengkap"


class Blank(Exception):
    """A box that the sentence needs is empty."""


def judge_paper(form: Form) -> set[Verdict]:
    """(rule, part, status) of every rule that looks at one paper alone."""
    found: set[Verdict] = set()
    for rule, part, sentence in _sentences(form):
        if _in_force(form, rule):
            try:
                if not sentence():
                    found.add((rule, part, WRONG))
            except Blank:
                found.add((rule, part, OPEN))
    return found


def _in_force(form: Form, rule: str) -> bool:
    if int(rule[1:]) <= 7:
        return True
    return form["profil"]["aturan"][rule]["aktif"]


def _sentences(form: Form) -> Iterator[tuple[str, str, Callable[[], bool]]]:
    def box(name: str) -> int:
        value = form["isian"].get(name)
        if value is None:
            raise Blank
        return value

    def slack(rule: str) -> int:
        return form["profil"]["aturan"][rule]["batas"] or 0

    def same(rule: str, one: int, other: int) -> bool:
        return -slack(rule) <= one - other <= slack(rule)

    def at_most(rule: str, small: int, large: int) -> bool:
        return small - large <= slack(rule)

    for group in ("pemilih_dpt", "pengguna_dpt", "pengguna_dptb", "pengguna_dpk", "pengguna_total", "disabilitas"):
        yield "R01", group, lambda x=group: box(x + "_l") + box(x + "_p") - box(x + "_j") == 0
    for g in ("l", "p", "j"):
        yield (
            "R02",
            f"pengguna_total_{g}",
            lambda g=g: sum(box(f"pengguna_{who}_{g}") for who in ("dpt", "dptb", "dpk")) == box(f"pengguna_total_{g}"),
        )
        yield "R11", f"pengguna_dpt_{g}", lambda g=g: at_most("R11", box(f"pengguna_dpt_{g}"), box(f"pemilih_dpt_{g}"))
        yield "R15", f"disabilitas_{g}", lambda g=g: at_most("R15", box(f"disabilitas_{g}"), box(f"pengguna_total_{g}"))
    yield (
        "R03",
        "ss_diterima",
        lambda: box("ss_diterima") - box("ss_digunakan") - box("ss_dikembalikan") - box("ss_tidak_digunakan") == 0,
    )
    if form["jenis"] in ("dpr", "dprd_prov", "dprd_kab"):
        for p, candidates in form["partai"].items():
            yield (
                "R05",
                f"partai_sah_{p}",
                lambda p=p, candidates=candidates: (
                    box(f"partai_sah_{p}") == box(f"partai_{p}") + sum(box(f"caleg_{p}_{n}") for n in candidates)
                ),
            )
        yield "R06", "suara_sah", lambda: box("suara_sah") == sum(box(f"partai_sah_{p}") for p in form["partai"])
    else:
        yield "R04", "suara_sah", lambda: box("suara_sah") == sum(box(f"calon_{n}") for n in form["calon"])
    yield "R07", "suara_total", lambda: box("suara_total") - box("suara_tidak_sah") == box("suara_sah")
    yield "R08", "suara_total", lambda: same("R08", box("suara_total"), box("ss_digunakan"))
    yield "R09", "pengguna_total_j", lambda: same("R09", box("pengguna_total_j"), box("ss_digunakan"))
    yield "R10", "pengguna_total_j", lambda: same("R10", box("pengguna_total_j"), box("suara_total"))
    yield (
        "R12",
        "ss_diterima",
        lambda: same("R12", box("ss_diterima"), box("pemilih_dpt_j") + _spare(box("pemilih_dpt_j"), form["profil"])),
    )
    yield "R13", "ss_digunakan", lambda: at_most("R13", box("ss_digunakan"), box("ss_diterima"))
    yield "R13", "pengguna_total_j", lambda: at_most("R13", box("pengguna_total_j"), box("ss_diterima"))
    yield "R14", "pemilih_dpt_j", lambda: at_most("R14", box("pemilih_dpt_j"), form["profil"]["kapasitas_tps"])
    yield (
        "R27",
        "ss_diterima",
        lambda: at_most(
            "R27",
            box("pengguna_dptb_j") + box("pengguna_dpk_j") + box("ss_dikembalikan"),
            box("ss_diterima") - box("pengguna_dpt_j"),
        ),
    )
    for name, value in form["isian"].items():
        if value is not None:
            yield "R16", name, lambda v=value: v >= 0 and len(str(v)) <= form["profil"]["digit_maks"]
            if name.startswith(("calon_", "partai_", "caleg_", "suara_")):
                yield "R28", name, lambda v=value: v <= _ballots_there_can_be(form)
    yield "R24", "surat_suara", lambda: form["surat_suara"] == form["dct"]


def _spare(dpt: int, profile: dict[str, Any]) -> int:
    """Reserve ballots: a share of the DPT of the TPS, rounded as the profile says."""
    exact = Fraction(profile["cadangan_permil"], 1000) * dpt
    way = profile["pembulatan_cadangan"]
    if way == "atas":
        return ceil(exact)
    return floor(exact) if way == "bawah" else floor(exact + Fraction(1, 2))


def _ballots_there_can_be(form: Form) -> int:
    boxes, profile = form["isian"], form["profil"]
    men, women = boxes.get("pemilih_dpt_l"), boxes.get("pemilih_dpt_p")
    guesses = [form["dpt"], boxes.get("pemilih_dpt_j"), None if None in (men, women) else men + women]
    dpt = next((guess for guess in guesses if guess is not None), None)
    received = boxes.get("ss_diterima")
    if dpt == 0 or dpt is received is None:
        return profile["kapasitas_tps"] + _spare(profile["kapasitas_tps"], profile)
    known = [received] if received is not None else []
    if dpt is not None:
        known.append(dpt + _spare(dpt, profile))
    return max(known)


# Between the papers of one TPS


def judge_station(forms: list[Form]) -> set[tuple[str, str, str, str]]:
    """(contest, rule, part, status) of R17 and R18; `forms` in the order of contests."""
    found: set[tuple[str, str, str, str]] = set()
    if len(forms) > 1:
        fields = [("R17", "pemilih_dpt")]
        fields += [("R18", group) for group in ("pengguna_dpt", "pengguna_dpk", "disabilitas")]
        for rule, group in fields:
            for g in "lpj":
                if _in_force(forms[0], rule):
                    found |= {(who, rule, f"{group}_{g}", how) for who, how in _odd_ones(forms, f"{group}_{g}")}
        for g in "lpj":
            if _in_force(forms[0], "R18"):
                found |= _out_of_order(forms, f"pengguna_dptb_{g}")
    return found


def _odd_ones(forms: list[Form], field: str) -> set[tuple[str, str]]:
    given = {form["kontes"]: form["isian"].get(field) for form in forms}
    figures = [value for value in given.values() if value is not None]
    if not figures:
        return set()
    usual = sorted(figures, key=figures.count, reverse=True)[0]
    return {(who, OPEN if v is None else WRONG) for who, v in given.items() if v != usual}


def _out_of_order(forms: list[Form], field: str) -> set[tuple[str, str, str, str]]:
    """ppwp >= dpd >= max(dpr, dprd_prov) >= dprd_kab; gub >= bup."""
    found = set()
    for chain in ("ppwp > dpd > dpr dprd_prov > dprd_kab", "pilgub > pilbup pilwako"):
        rungs = [
            [form for kind in rung.split() for form in forms if form["jenis"] == kind] for rung in chain.split(">")
        ]
        rungs = [rung for rung in rungs if rung]
        for above, below in pairwise(rungs):
            for form in below:
                figures = [other["isian"].get(field) for other in (*above, form)]
                part = f"{field} {'/'.join(other['jenis'] for other in above)}"
                if None in figures:
                    if figures != [None] * len(figures):
                        found.add((form["kontes"], "R18", part, OPEN))
                elif figures[-1] > max(figures[:-1]):
                    found.add((form["kontes"], "R18", part, WRONG))
    return found
