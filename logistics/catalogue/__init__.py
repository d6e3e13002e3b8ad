"""The items of an election as shipped per regime (regulations H.1, H.2), each with its source and how sure that is.

A row has an amount (`jumlah`), or the key of the profile's number (`profil`), or neither: then no source that was read
gives one, and the office sets it before anything is ordered by it. What the profile tells needs a source of its own
only where something is inferred besides.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# The source of an item of which the profile says all there is to say.
PROFILE = "Profil pemilu"


@dataclass(frozen=True)
class Shipped:
    """An item as this version of the program ships it; fields as those of models.Item."""

    code: str
    name: str
    group: str
    unit: str
    basis: str
    kinds: tuple[str, ...]
    amount: int | None
    profile_key: str
    source: str
    mark: str
    position: int
    # Where it travels; blank: as its basis says (models.items.usual_place).
    place: str = ""


def shipped(regime: str) -> list[Shipped]:
    """The catalogue of a regime in its order."""
    rows = _document(str(regime))
    return [_item(code, row, number) for number, (code, row) in enumerate(rows.items(), start=1)]


@cache
def _document(regime: str) -> dict[str, dict[str, Any]]:
    return json.loads((Path(__file__).parent / f"{regime}.json").read_text(encoding="utf-8"))


def _item(code: str, row: dict[str, Any], position: int) -> Shipped:
    return Shipped(
        code, row["judul"], row["kelompok"], row["satuan"], row["dasar"], tuple(row.get("jenis", ())),
        row.get("jumlah"), row.get("profil", ""), row.get("sumber", PROFILE), row.get("tanda", "derived"), position,
        row.get("letak", ""),
    )  # fmt: skip
