"""The entry form: the paper of its contest kind, box by box, in the paper's order."""

from collections.abc import Mapping
from typing import Any

from recap.ballot import Ballot
from recap.fields import DISABILITAS, GENDERS, GROUPS, LABELS, PARTS, SINGLES, SUARA

WORDS = {"l": "L", "p": "P", "j": "Jumlah"}


def in_parts(line: Any) -> list[dict[str, Any]]:
    """The form's parts I, II, III and V with their rows; `line(codes, part, label)` makes one row."""
    by_gender = [(code, part, label) for code, part, label in (*GROUPS, DISABILITAS)]
    rows = [line([f"{code}_{g}" for g in GENDERS], part, label) for code, part, label in by_gender]
    rows += [line([code], part, label) for code, part, label in (*SINGLES, *SUARA)]
    return [
        {"no": no, "title": title, "rows": [row for row in rows if row["no"].partition(".")[0] == no]}
        for no, title in PARTS.items()
    ]


def form_parts(ballot: Ballot, texts: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """Parts of the form with their boxes: {before, choices | parties, closing}; a box is {code, text, error, label}."""

    def box(code: str, label: str, head: str = "") -> dict[str, str]:
        return {"code": code, "text": texts.get(code, ""), "error": errors.get(code, ""), "label": label, "head": head}

    def by_gender(group: tuple[str, str, str]) -> dict[str, Any]:
        stem, no, label = group
        boxes = [box(f"{stem}_{g}", f"{label}, {GENDERS[g]}", WORDS[g]) for g in GENDERS]
        return {"no": no, "label": label, "boxes": boxes, "codes": " ".join([stem, *(b["code"] for b in boxes)])}

    def single(line: tuple[str, str, str]) -> dict[str, Any]:
        code, no, label = line
        return {"no": no, "label": label, "boxes": [box(code, LABELS[code])], "codes": code, "is_single": True}

    rows = [by_gender(group) for group in (*GROUPS, DISABILITAS)] + [single(line) for line in (*SINGLES, *SUARA)]
    parts = [
        {"no": no, "title": title, "rows": [row for row in rows if row["no"].partition(".")[0] == no]}
        for no, title in PARTS.items()
    ]
    lines = [
        {"no": line.number, "label": line.name, "boxes": [box(line.code, _label(line))], "codes": line.code,
         "is_mark": line.party is not None and line.number is None}
        for line in ballot.lines
    ]  # fmt: skip
    return {
        "before": parts[:-1],
        "closing": parts[-1],
        "choices": [] if ballot.parties else lines,
        "parties": [
            {
                "number": party.number,
                "name": party.name,
                "lines": lines[party.start : party.stop],
                "row_b": {"boxes": [box(party.code, f"Partai {party.number}, baris B")], "codes": party.code},
            }
            for party in ballot.parties
        ],
        "count": len(texts),
    }


def _label(line: Any) -> str:
    if line.party is None:
        return f"Nomor {line.number}, {line.name}"
    if line.number is None:
        return f"Partai {line.party}, suara partai (A.1)"
    return f"Partai {line.party}, calon {line.number}, {line.name}"
