"""Labels with QR codes on sheets of A4, 2 × 4, with marks where to cut."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.papers import qr, render

PER_SHEET = 8
# Fifty sheets: more than that a person prints in several goes.
MOST = 50 * PER_SHEET


@dataclass(frozen=True)
class Label:
    """`code` is all that its QR says; `title` and `lines` are for people."""

    code: str
    title: str
    lines: tuple[str, ...]


def pdf(labels: Sequence[Label], *, title: str, issuer: str, mark: str = "") -> bytes:
    """The labels as PDF in their order; `mark` stands on each (SIMULASI). RuleError for none or too many."""
    if not 1 <= len(labels) <= MOST:
        raise RuleError(_("Pilih 1 sampai %(most)s label; selebihnya cetak terpisah.") % {"most": MOST})
    told = {
        "judul": title, "penerbit": issuer, "tanda": mark,
        "label": [
            {"kode": one.code, "judul": one.title, "baris": list(one.lines), "qr": qr.svg(one.code)} for one in labels
        ],
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="label-") as name:
        folder = Path(name)
        (folder / "naskah.typ").write_bytes((render.FOLDER / "label.typ").read_bytes())
        (folder / "label.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return render.typeset(folder)
