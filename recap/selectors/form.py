"""The entry form: the paper of its contest kind, box by box, in the paper's order."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from recap.ballot import Ballot
from recap.fields import DISABILITAS, GENDERS, GROUPS, LABELS, PARTS, SINGLES, SUARA

WORDS = {"l": pgettext_lazy("jenis kelamin", "L"), "p": pgettext_lazy("jenis kelamin", "P"), "j": lazy("Jumlah")}


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
                "row_b": {
                    "boxes": [box(party.code, _("Partai %(number)s, baris B") % {"number": party.number})],
                    "codes": party.code,
                },
            }
            for party in ballot.parties
        ],
        "count": len(texts),
    }


def _label(line: Any) -> str:
    if line.party is None:
        return _("Nomor %(number)s, %(name)s") % {"number": line.number, "name": line.name}
    if line.number is None:
        return _("Partai %(party)s, suara partai (A.1)") % {"party": line.party}
    return _("Partai %(party)s, calon %(number)s, %(name)s") % {
        "party": line.party,
        "number": line.number,
        "name": line.name,
    }
