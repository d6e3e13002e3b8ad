"""What stands on the papers of the SIMULASI regency, with the mistakes that a tired KPPS makes; always the same."""

from collections import Counter
from dataclasses import replace
from itertools import accumulate
from random import Random

from electcoord.elections.models import Contest
from recap.ballot import Ballot
from recap.demo.slips import slip_of
from recap.fields import CODES
from recap.models import Sheet
from recap.reading import Reading

# DPTb voters get fewer ballots in the later contests (regulations B.1).
MOVED = {"dpd": 80, "dpr": 70, "dprd_prov": 70, "dprd_kab": 40}
# Ballots in reserve, thousandths of the DPT, rounded up.
RESERVE, RESERVE_PILKADA = 20, 25
PAIRS = {"ppwp": (31, 46, 23), "pilgub": (38, 20, 42), "pilbup": (52, 48)}
# Tenths of a thousand papers: which mistake a paper carries.
MISTAKES = (
    (90, "total"), (60, "unused"), (60, "dpk_forgotten"), (40, "row_b"), (30, "sum"), (200, "blank_zeros"),
)  # fmt: skip
# A TPS in a prison: many come from elsewhere, and ballots from the next TPS were not written down.
PRISON = 901
_weights: dict[tuple[str, str], list[int]] = {}


def paper_of(sheet: Sheet, contest: Contest, ballot: Ballot) -> Reading:
    """What stands on the paper."""
    voters = _voters(sheet, contest)
    rng = Random(f"suara {sheet.tps_code} {contest.key}")
    used = voters["pengguna_total_j"]
    invalid = min(used, rng.randrange(1, 10))
    votes = _votes(rng, sheet, contest, ballot, used - invalid)
    slip = slip_of(sheet.tps_code, contest)
    if slip and slip.name == "impossible":
        # It was `XX8` that somebody took for 888.
        votes[:2] = min(8, votes[0]), votes[1] + votes[0] - min(8, votes[0])
    fields = {**voters, "suara_sah": used - invalid, "suara_tidak_sah": invalid, "suara_total": used}
    parties = tuple(sum(votes[p.start : p.stop]) for p in ballot.parties) if ballot.parties else None
    return _mistaken(Reading(tuple(votes), parties, fields), mistake_of(sheet.tps_code, contest), rng)


def mistake_of(tps_code: str, contest: Contest) -> str:
    """Which mistake the KPPS made on this paper, or nothing."""
    drawn = Random(f"keliru {tps_code} {contest.key}").randrange(10_000)
    for share, name in MISTAKES:
        if drawn < share:
            return name
        drawn -= share
    return ""


def _mistaken(paper: Reading, mistake: str, rng: Random) -> Reading:
    """The same paper as it was really written; nobody puts it right."""
    fields = dict(paper.fields)
    if mistake == "total":
        fields["suara_total"] += 10
    elif mistake == "unused":
        fields["ss_tidak_digunakan"] -= min(2, fields["ss_tidak_digunakan"])
    elif mistake == "dpk_forgotten":
        fields |= dict.fromkeys(("pengguna_dpk_l", "pengguna_dpk_p", "pengguna_dpk_j"))
    elif mistake == "sum":
        fields["pengguna_total_j"] += 1
    elif mistake == "row_b" and paper.party_totals:
        totals = list(paper.party_totals)
        totals[rng.randrange(len(totals))] += 1
        return replace(paper, party_totals=tuple(totals))
    elif mistake == "blank_zeros":
        return replace(paper, votes=tuple(vote or None for vote in paper.votes))
    return replace(paper, fields=fields) if fields != paper.fields else paper


def _voters(sheet: Sheet, contest: Contest) -> dict[str, int | None]:
    """Parts I to III; the same on all papers of a TPS, but for moved voters (DPTb)."""
    tps = sheet.tps
    rng = Random(f"pemilih {contest.election_id if contest.kind.startswith('pil') else ''} {sheet.tps_code}")
    is_prison = tps.number == PRISON
    fields: dict[str, int | None] = {}
    for g, dpt in (("l", tps.dpt_l or 0), ("p", tps.dpt_p or 0)):
        fields[f"pemilih_dpt_{g}"] = dpt
        fields[f"pengguna_dpt_{g}"] = dpt * rng.randrange(68, 93) // 100
        moved = rng.randrange(3) * MOVED.get(contest.kind, 100) // 100
        fields[f"pengguna_dptb_{g}"] = 60 if is_prison and g == "l" else moved
        fields[f"pengguna_dpk_{g}"] = (0, 0, 0, 1, 2)[rng.randrange(5)]
        fields[f"disabilitas_{g}"] = (0, 0, 0, 0, 1)[rng.randrange(5)]
        fields[f"pengguna_total_{g}"] = sum(fields[f"pengguna_{c}_{g}"] for c in ("dpt", "dptb", "dpk"))
    for code in ("pemilih_dpt", "pengguna_dpt", "pengguna_dptb", "pengguna_dpk", "disabilitas", "pengguna_total"):
        fields[f"{code}_j"] = fields[f"{code}_l"] + fields[f"{code}_p"]
    dpt = fields["pemilih_dpt_j"]
    reserve = RESERVE_PILKADA if contest.kind.startswith("pil") else RESERVE
    used = fields["pengguna_total_j"]
    fields["ss_diterima"] = dpt - (-dpt * reserve // 1000)
    fields["ss_dikembalikan"] = (0, 0, 0, 1)[rng.randrange(4)]
    fields["ss_digunakan"] = used
    fields["ss_tidak_digunakan"] = max(0, fields["ss_diterima"] - used - fields["ss_dikembalikan"])
    return {code: fields[code] for code in CODES if code in fields}


def _votes(rng: Random, sheet: Sheet, contest: Contest, ballot: Ballot, count: int) -> list[int]:
    drawn = Counter(rng.choices(range(len(ballot.lines)), cum_weights=_taste(sheet, contest, ballot), k=count))
    return [drawn[index] for index in range(len(ballot.lines))]


def _taste(sheet: Sheet, contest: Contest, ballot: Ballot) -> list[int]:
    """How the kecamatan leans, as running sums in ballot order."""
    key = (sheet.kecamatan_code, contest.choice_hash)
    if key not in _weights:
        whole, here = Random(f"selera {contest.kind}"), Random(f"selera {sheet.kecamatan_code} {contest.key}")
        if ballot.parties:
            parts = _party_taste(whole, here, ballot)
        else:
            pairs = PAIRS.get(contest.kind, ())
            plain = pairs if len(pairs) == len(ballot.lines) else [whole.randrange(4, 30) for _ in ballot.lines]
            parts = [weight * here.randrange(70, 131) for weight in plain]
        _weights[key] = list(accumulate(parts))
    return _weights[key]


def _party_taste(whole: Random, here: Random, ballot: Ballot) -> list[int]:
    parts = []
    for party in ballot.parties:
        strength = whole.randrange(2, 14) ** 2 * here.randrange(60, 141)
        parts.append(strength)
        parts += [strength * here.randrange(4, 20) // (6 + 4 * n) for n in range(party.stop - party.start - 1)]
    return parts
