"""What the third person sees: the cells in which two entries differ, and nothing else of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from electcoord.common.problems import parse_int
from recap.ballot import ballot_of
from recap.decided import Decided
from recap.fields import HIGHEST
from recap.models import Sheet, SheetVersion, VersionKind
from recap.selectors import papers
from recap.selectors.entry import beside, frame
from recap.states import SheetState

CHOICES = ("pertama", "kedua", "ketiga")


def pair(sheet: Sheet) -> tuple[SheetVersion, SheetVersion] | None:
    """Both entries of a sheet in difference."""
    found = {version.kind: version for version in sheet.versions.all()}
    first, second = found.get(VersionKind.ENTRI_SATU), found.get(VersionKind.ENTRI_DUA)
    return (first, second) if first and second and sheet.state == SheetState.BEDA_ENTRI else None


@dataclass
class Answers:
    """What was sent of a decision: per cell the choice and a third figure's text, and what is wrong with it."""

    decided: dict[str, Decided] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    note: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str], sheet: Sheet) -> "Answers":
        answers = cls(note=str(sent.get("catatan", "")).replace("\x00", "").strip()[:1000])
        both = pair(sheet)
        lines = papers.difference(*both, ballot_of(sheet.contest)) if both else []
        for line in lines:
            answers._read(line["field"], sent)
        if not lines:
            # A repeated request finds the sheet settled: its cells are those that were sent.
            for name in [name[6:] for name in sent if name.startswith("pilih_")][:1000]:
                answers._read(name, sent)
        return answers

    def _read(self, code: str, sent: Mapping[str, str]) -> None:
        choice, text = sent.get(f"pilih_{code}", ""), str(sent.get(f"angka_{code}", "")).strip()[:20]
        self.texts[code] = (choice, text)
        if choice not in CHOICES:
            self.errors[code] = _("Pilih yang tertulis di kertas.")
            return
        try:
            figure = parse_int("" if text.upper().strip("X") == "" else text, HIGHEST) if choice == "ketiga" else None
        except ValueError as error:
            self.errors[code] = str(error)
            return
        if choice == "ketiga" and not text:
            self.errors[code] = _("Tulis angkanya, atau X bila kotaknya kosong.")
            return
        self.decided[code] = Decided(choice, figure)

    @property
    def problem(self) -> str:
        return _("%(count)s isian belum diputuskan dengan benar.") % {"count": len(self.errors)} if self.errors else ""


def settle_page(request: HttpRequest, sheet: Sheet, answers: Answers | None = None) -> dict[str, Any]:
    """Context of the page; empty `lines` where somebody settled it meanwhile."""
    both, ballot = pair(sheet), ballot_of(sheet.contest)
    lines = papers.difference(*both, ballot) if both else []
    for line in lines:
        choice, text = answers.texts.get(line["field"], ("", "")) if answers else ("", "")
        error = answers.errors.get(line["field"], "") if answers else ""
        line |= {"choice": choice, "text": text, "error": error}
    note = answers.note if answers else ""
    return {**frame(request, sheet), **beside(sheet, ballot), "lines": lines, "note": note}


def why_not(sheet: Sheet, user: Any) -> str:
    """Why this person does not settle this sheet, in words."""
    if sheet.state != SheetState.BEDA_ENTRI:
        return _("Lembar ini tidak sedang berbeda entri.")
    return _("Anda mengentri lembar ini; bedanya diputuskan orang ketiga.")
