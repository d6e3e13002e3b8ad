"""Geometry of the small charts that the server draws (templates/components/_line.html)."""

from collections.abc import Sequence
from typing import Any


def line(points: Sequence[tuple[str, int]], whole: int) -> dict[str, Any]:
    """A line of (label, value) at even steps in a square of 100 by 100, `whole` at its top; integers only."""
    last, top = max(len(points) - 1, 1), max(whole, 1)
    drawn = [f"{_cut(100 * n, last)},{_cut(100 * (top - min(value, top)), top)}" for n, (_, value) in enumerate(points)]
    rows = [{"label": label, "value": value} for label, value in points]
    return {
        "points": " ".join(drawn),
        "under": " ".join(["0,100", *drawn, "100,100"]),
        "rows": rows,
        "first": rows[0],
        "last": rows[-1],
        "whole": whole,
    }


def _cut(part: int, whole: int) -> str:
    """The quotient with two decimals."""
    return f"{part // whole}.{100 * part // whole % 100:02d}"
