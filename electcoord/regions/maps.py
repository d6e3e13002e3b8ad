"""What any map of regions is made of: its shapes, how they are coloured, and the legend that counts them; pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

# Quarters of what a region should have; the last step is all of it.
STEPS = ("q1", "q2", "q3", "q4", "q5")
NONE, OUTSIDE = "kosong", "luar"
# Above so many regions no list is beside the map; the tables of the level above hold them.
LISTED = 60


@dataclass(frozen=True, slots=True)
class Shape:
    """A region on the map: `tone` names its colour and pattern, `sign` says the same without colour."""

    code: str
    name: str
    url: str
    tone: str
    says: str
    sign: str
    outline: Any

    @property
    def label(self) -> str:
        return self.sign if self.outline.has_room else ""

    @property
    def is_degree(self) -> bool:
        """Filled by its class; all others by the SVG pattern of that name."""
        return self.tone in STEPS


@dataclass(frozen=True)
class Judge:
    """How regions are coloured: what each has, its words, and the legend's entries in their order."""

    tone: Callable[[str], tuple[str, str, str]]
    entries: list[tuple[str, str, str]]
    query: str = ""

    def legend(self, shapes: Sequence[Shape]) -> list[dict[str, Any]]:
        """Entries with how many regions each has; those nobody has are left out, but for the steps of progress."""
        counts = Counter(shape.tone for shape in shapes)
        return [
            {"tone": tone, "label": f"{sign} {label}" if sign else label, "count": counts[tone]}
            for tone, sign, label in self.entries
            if counts[tone] or tone in STEPS
        ]


def degree(part: int, whole: int) -> tuple[str, str]:
    """Tone and sign of a region that has `part` of `whole`."""
    if not part:
        return NONE, "0 %"
    return STEPS[4 * part // whole], f"{100 * part // whole} %"
