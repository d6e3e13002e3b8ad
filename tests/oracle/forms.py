"""Random papers of one TPS: some add up, some are knocked about by a hand or a reader, some are anything at all."""

from random import Random
from typing import Any

from tests.oracle.rules import Form

PEMILU = ("ppwp", "dpr", "dpd", "dprd_prov", "dprd_kab")
PILKADA = (("pilgub", "pilbup"), ("pilgub", "pilwako"))
PARTY_KINDS = {"dpr", "dprd_prov", "dprd_kab"}
GROUPS = ("pemilih_dpt", "pengguna_dpt", "pengguna_dptb", "pengguna_dpk", "pengguna_total", "disabilitas")
BALLOTS = ("ss_diterima", "ss_digunakan", "ss_dikembalikan", "ss_tidak_digunakan")
CLOSING = ("suara_sah", "suara_tidak_sah", "suara_total")
WITH_TOLERANCE = {*(f"R{n:02d}" for n in range(8, 16)), "R27"}


def random_station(chance: Random) -> list[Form]:
    """The papers of one TPS, one to five, in the order of contests."""
    kinds = list(PEMILU if chance.random() < 0.7 else chance.choice(PILKADA))
    kept = [kind for kind in kinds if chance.random() < 0.75] or kinds[:1]
    profile = _profile(chance)
    dpt = chance.choice((None, 0, chance.randint(1, 3), *(chance.randint(150, 330) for _ in range(5))))
    men = chance.randint(0, dpt or 250)
    voters = _voters(chance, men, (dpt or 250) - men)
    return [_paper(chance, kind, profile, dpt, voters) for kind in kept]


def _profile(chance: Random) -> dict[str, Any]:
    rules: dict[str, dict[str, Any]] = {f"R{n:02d}": {"aktif": True, "batas": None} for n in range(1, 29)}
    if chance.random() < 0.5:
        for rule in chance.sample(sorted(rules), chance.randint(1, 9)):
            rules[rule]["aktif"] = False
    if chance.random() < 0.5:
        for rule in WITH_TOLERANCE:
            rules[rule]["batas"] = chance.choice((None, 0, 1, 2, 3, 9999))
    return {
        "cadangan_permil": chance.choice((20, 25, 0, 1, 1000)),
        "pembulatan_cadangan": chance.choice(("atas", "bawah", "terdekat")),
        "kapasitas_tps": chance.choice((300, 600, 250, 1)),
        "digit_maks": chance.choice((3, 3, 3, 1, 2, 4)),
        "aturan": rules,
    }


def _voters(chance: Random, men: int, women: int) -> dict[str, int]:
    """Part I and III as every paper of the TPS should have them."""
    boxes = {"pemilih_dpt_l": men, "pemilih_dpt_p": women}
    for g, registered in (("l", men), ("p", women)):
        boxes[f"pengguna_dpt_{g}"] = chance.randint(registered // 2, registered)
        boxes[f"pengguna_dptb_{g}"] = chance.choice((0, 0, 1, 3))
        boxes[f"pengguna_dpk_{g}"] = chance.choice((0, 0, 1, 2))
        boxes[f"pengguna_total_{g}"] = sum(boxes[f"pengguna_{who}_{g}"] for who in ("dpt", "dptb", "dpk"))
        boxes[f"disabilitas_{g}"] = chance.randint(0, min(2, boxes[f"pengguna_total_{g}"]))
    return boxes | {f"{group}_j": boxes[f"{group}_l"] + boxes[f"{group}_p"] for group in GROUPS}


def _paper(chance: Random, kind: str, profile: dict[str, Any], dpt: int | None, voters: dict[str, int]) -> Form:
    form: Form = {"kontes": f"{kind}_1" if kind == "dprd_kab" else kind, "jenis": kind, "profil": profile, "dpt": dpt}
    form |= {"surat_suara": chance.choice("aaaaaaaaab"), "dct": "a"}
    boxes: dict[str, int | None] = dict(voters)
    used = voters["pengguna_total_j"]
    invalid = chance.randint(0, min(5, used))
    if kind in PARTY_KINDS:
        numbers = sorted(chance.sample(range(1, 25), chance.choice((1, 2, 4, 18))))
        form["partai"] = {number: list(range(1, chance.choice((0, 1, 3, 12)) + 1)) for number in numbers}
        _share_out_parties(chance, used - invalid, form["partai"], boxes)
    else:
        form["calon"] = list(range(1, chance.choice((1, 2, 3, 20)) + 1))
        _share_out(chance, used - invalid, [f"calon_{number}" for number in form["calon"]], boxes)
    boxes |= {"suara_sah": used - invalid, "suara_tidak_sah": invalid, "suara_total": used, "ss_digunakan": used}
    boxes["ss_dikembalikan"] = chance.choice((0, 0, 1, 2))
    boxes["ss_tidak_digunakan"] = chance.randint(0, 40)
    boxes["ss_diterima"] = sum(boxes[name] for name in BALLOTS[1:])
    if chance.random() < 0.4:
        # The paper of a careful KPPS: received is DPT + reserve, rounded up.
        permil = profile["cadangan_permil"]
        received = voters["pemilih_dpt_j"] + -(-voters["pemilih_dpt_j"] * permil // 1000)
        boxes["ss_diterima"], boxes["ss_tidak_digunakan"] = received, max(0, received - used - boxes["ss_dikembalikan"])
    form["isian"] = _knock(chance, boxes)
    return form


def _share_out(chance: Random, votes: int, names: list[str], boxes: dict[str, int | None]) -> None:
    cuts = sorted(chance.randint(0, votes) for _ in names[1:])
    boxes |= {name: b - a for name, a, b in zip(names, [0, *cuts], [*cuts, votes], strict=True)}


def _share_out_parties(chance: Random, votes: int, parties: dict[int, list[int]], boxes: dict[str, int | None]) -> None:
    rows = {number: f"partai_sah_{number}" for number in parties}
    _share_out(chance, votes, list(rows.values()), boxes)
    for number, candidates in parties.items():
        lines = [f"partai_{number}", *(f"caleg_{number}_{n}" for n in candidates)]
        _share_out(chance, boxes[rows[number]] or 0, lines, boxes)


def _knock(chance: Random, boxes: dict[str, int | None]) -> dict[str, int | None]:
    """What a tired hand or a reader makes of it; figures stay 0 to 9999, as stored."""
    names = sorted(boxes)
    kind = chance.random()
    if kind < 0.08:
        top = chance.choice((3, 300, 9999))
        return {name: chance.choice((None, 0, top, chance.randint(0, top))) for name in names}
    if kind < 0.14:
        return dict.fromkeys(names)
    for name in chance.sample(names, chance.choice((0, 0, 1, 1, 2, 5, len(names) // 2))):
        value = boxes[name] or 0
        boxes[name] = chance.choice(
            (None, 0, value + 1, max(0, value - 1), value + 2, value * 10 % 10_000, 888, 9999, chance.randint(0, 999))
        )
    if chance.random() < 0.06:
        for group in chance.sample(GROUPS, 2):
            boxes[f"{group}_l"], boxes[f"{group}_p"] = boxes[f"{group}_p"], boxes[f"{group}_l"]
    return boxes
