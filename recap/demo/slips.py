"""What the readers of SIMULASI's papers misread: planted where a story needs it, drawn by lot elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from electcoord.elections.demo import KABUPATEN
from electcoord.elections.models import Contest
from recap.ballot import Ballot
from recap.models import Sheet, VersionKind
from recap.reading import Reading, reading_from

FIRST, SECOND = VersionKind.ENTRI_SATU, VersionKind.ENTRI_DUA
BOTH = (FIRST, SECOND)
# What readers make of `XX8`.
MISREAD = 888
# A row that would not add up by so many is what people notice.
OFF = 10


def _cells(paper: Reading, ballot: Ballot, **changed: int | None) -> Reading:
    return reading_from({**paper.cells(ballot), **changed}, ballot)


def _swapped_digits(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """69 for 96: the largest figure whose last two digits differ."""
    votes = [(vote, i) for i, vote in enumerate(paper.votes) if vote and vote > 9 and vote % 10 != vote // 10 % 10]
    if not votes:
        return _off(paper, ballot, rng)
    vote, index = max(votes)
    head, tens, ones = vote // 100, vote // 10 % 10, vote % 10
    return _cells(paper, ballot, **{ballot.lines[index].code: head * 100 + ones * 10 + tens})


def _carried_row(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """From some line on, three figures are written one line too low."""
    starts = [i for i in range(len(paper.votes) - 2) if len(set(paper.votes[i : i + 3])) > 1]
    if not starts:
        return _off(paper, ballot, rng)
    at = starts[rng.randrange(len(starts))]
    moved = (0, *paper.votes[at : at + 2])
    codes = [line.code for line in ballot.lines[at : at + 3]]
    found = _cells(paper, ballot, **dict(zip(codes, moved, strict=True)))
    return found if found != paper else _off(paper, ballot, rng)


def _blank_for_zero(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """A nought on the paper taken for an empty box, or an empty box for a nought."""
    codes = [code for code, value in paper.cells(ballot).items() if not value]
    if not codes:
        return _off(paper, ballot, rng)
    code = codes[rng.randrange(len(codes))]
    return _cells(paper, ballot, **{code: None if paper.cells(ballot)[code] == 0 else 0})


def _off(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    return _cells(paper, ballot, suara_total=(paper.get("suara_total") or 0) + OFF)


def _no_dpk(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """The line of the DPK was passed over."""
    codes = ("pengguna_dpk_l", "pengguna_dpk_p", "pengguna_dpk_j")
    if all(paper.get(code) is None for code in codes):
        return _off(paper, ballot, rng)
    return _cells(paper, ballot, **dict.fromkeys(codes))


def _swapped_candidates(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """The figures of two neighbours exchanged."""
    pairs = [i for i in range(len(paper.votes) - 1) if paper.votes[i] != paper.votes[i + 1]]
    if not pairs:
        return _off(paper, ballot, rng)
    at = max(pairs, key=lambda i: (paper.votes[i] or 0) + (paper.votes[i + 1] or 0))
    codes = [line.code for line in ballot.lines[at : at + 2]]
    return _cells(paper, ballot, **{codes[0]: paper.votes[at + 1], codes[1]: paper.votes[at]})


def _one_too_few(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """A 7 read as 1, or some other figure that looks alike."""
    index = max(range(len(paper.votes)), key=lambda i: paper.votes[i] or 0)
    return _cells(paper, ballot, **{ballot.lines[index].code: max(0, (paper.votes[index] or 0) - 3)})


def _impossible(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """`XX8` read as 888."""
    return replace(paper, votes=(MISREAD, *paper.votes[1:]))


def _a_figure_too_many(paper: Reading, ballot: Ballot, rng: Random) -> Reading:
    """A stroke of the box taken for a 1: 201 becomes 1201."""
    return _cells(paper, ballot, suara_total=1000 + (paper.get("suara_total") or 0))


Misread = Callable[[Reading, Ballot, Random], Reading]


@dataclass(frozen=True)
class Slip:
    """A misreading and who makes it."""

    name: str
    misread: Misread
    readers: tuple[VersionKind, ...]


def _by(readers: tuple[VersionKind, ...], **slips: Misread) -> dict[str, Slip]:
    return {name: Slip(name, misread, readers) for name, misread in slips.items()}


SLIPS = {
    **_by(BOTH, impossible=_impossible, both_swapped=_swapped_digits, both_off=_off),
    **_by((SECOND,), swapped_digits=_swapped_digits, carried_row=_carried_row, blank_for_zero=_blank_for_zero,
          off=_off, no_dpk=_no_dpk, swapped_candidates=_swapped_candidates, too_many=_a_figure_too_many),
    **_by((FIRST,), first_swapped=_swapped_digits, first_carried=_carried_row, first_candidates=_swapped_candidates),
    # Neither has it right.
    "neither": Slip("neither", _swapped_digits, (SECOND,)),
}  # fmt: skip
# Of ten thousand papers.
LOTS = (
    (9, "impossible"), (5, "too_many"), (5, "both_swapped"), (3, "both_off"), (16, "swapped_digits"),
    (10, "carried_row"), (12, "blank_for_zero"), (10, "off"), (7, "no_dpk"), (8, "swapped_candidates"),
    (9, "first_swapped"), (6, "first_carried"), (5, "first_candidates"),
)  # fmt: skip
# The two kelurahan in which the stories play, and their TPS by the last digits of the code.
SCENE = {f"{KABUPATEN}01{desa}{number}" for desa in ("1001", "1002") for number in ("001", "002", "003")}
A, B = f"{KABUPATEN}011001", f"{KABUPATEN}011002"
PLANTED = {
    (f"{A}002", "ppwp"): "swapped_digits", (f"{A}002", "dpr"): "first_carried",
    (f"{A}002", "dpd"): "swapped_candidates", (f"{A}002", "dprd_prov"): "neither", (f"{A}002", "dprd_kab"): "off",
    (f"{A}003", "ppwp"): "both_swapped", (f"{A}003", "dpd"): "both_swapped", (f"{A}003", "dprd_prov"): "both_off",
    (f"{B}001", "ppwp"): "impossible", (f"{B}001", "dpd"): "impossible", (f"{B}001", "dpr"): "too_many",
}  # fmt: skip


def slip_of(tps_code: str, contest: Contest) -> Slip | None:
    """The slip at this paper, whoever reads it."""
    if tps_code in SCENE and not contest.kind.startswith("pil"):
        name = PLANTED.get((tps_code, contest.kind))
        return SLIPS[name] if name else None
    drawn = Random(f"salah {tps_code} {contest.key}").randrange(10_000)
    for share, name in LOTS:
        if drawn < share:
            return SLIPS[name]
        drawn -= share
    return None


def misread(sheet: Sheet, contest: Contest, ballot: Ballot, paper: Reading, kind: VersionKind) -> Reading:
    """What the first or second reader makes of this paper."""
    slip = slip_of(sheet.tps_code, contest)
    if slip is None:
        return paper
    if slip.name == "neither" and kind == FIRST:
        return _one_too_few(paper, ballot, Random())
    if kind not in slip.readers:
        return paper
    return slip.misread(paper, ballot, Random(f"salah {sheet.tps_code} {contest.key}"))
