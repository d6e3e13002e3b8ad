"""How far the papers of SIMULASI have come: every kecamatan at another point, and the scene of the stories as told."""

from random import Random

from electcoord.elections.demo import KABUPATEN
from electcoord.elections.models import Contest
from recap.demo.slips import FIRST, SCENE, A, B
from recap.models import Sheet, VersionKind

# Percent of the TPS whose papers are in, and are in twice, per kecamatan in the order of codes.
ARRIVED = (96, 100, 100, 100, 98, 96, 94, 92, 90, 88, 85, 82, 78, 74, 68, 60, 52, 41, 22, 0)
TWICE = (90, 100, 100, 97, 94, 90, 86, 84, 77, 75, 60, 66, 51, 40, 47, 0, 26, 12, 0, 0)
# The Pilkada has only begun.
BEGUN = ((1, 40, 31), (2, 32, 18), (3, 26, 0), (5, 20, 0))
# Contests are counted one after the other; where all is not in, the later ones are behind.
BEHIND = {"dpr": 96, "dpd": 93, "dprd_prov": 88, "dprd_kab": 84, "pilbup": 60}
PRISON = f"{A}901"
# Papers of these TPS: not in, in once, in twice (as many as are told here, in all contests).
ARRIVALS = {**dict.fromkeys(SCENE, 2), f"{B}002": 1, f"{B}003": 0}
# Kecamatan whose readings came as a file, not typed.
BY_FILE = {f"{KABUPATEN}04", f"{KABUPATEN}12"}


def readings_due(sheet: Sheet, contest: Contest) -> int:
    """How many readings of this paper are in: none, one, two."""
    is_pilkada = contest.kind.startswith("pil")
    if not is_pilkada and sheet.tps_code == PRISON:
        return 2 if contest.kind in ("ppwp", "dpd") else 0
    if not is_pilkada and sheet.tps_code in ARRIVALS:
        return ARRIVALS[sheet.tps_code]
    number = int(sheet.kecamatan_code[4:6])
    arrived, twice = _shares(number, is_pilkada)
    drawn = _drawn(sheet.tps_code)
    if arrived < 100:
        drawn = drawn * 100 // BEHIND.get(contest.kind, 100)
    return (drawn < arrived * 10) + (drawn < twice * 10 and twice > 0)


def _shares(number: int, is_pilkada: bool) -> tuple[int, int]:
    if is_pilkada:
        return next(((once, twice) for code, once, twice in BEGUN if code == number), (0, 0))
    at = (number - 1) % len(ARRIVED)
    return ARRIVED[at], TWICE[at]


def _drawn(tps_code: str) -> int:
    """0 to 999: when the papers of a TPS come; those of a desa come near each other."""
    desa = Random(f"masuk {tps_code[:10]}").randrange(1000)
    return (2 * desa + Random(f"masuk {tps_code}").randrange(1000)) // 3


def is_due(sheet: Sheet, contest: Contest, kind: VersionKind) -> bool:
    """Whether this reading of the paper is in."""
    return readings_due(sheet, contest) >= (1 if kind == FIRST else 2)
