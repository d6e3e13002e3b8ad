"""One text as the sources mark it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# `%(name)s` of Python, templates and scripts, `{name}` of the ledger's sentences, `\1` of the words of equations.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!\{)\{\w+\}(?!\})|\\\d")


# The same in every language: names, abbreviations and numbers of the law and the form.
SAME = re.compile(
    r"\b(?:electcoord|SIMULASI|KPU|PPK|PPS|KPPS|TPS|DPTb?|DPK|PSU|PSL|DPR|DPRD|DPD|PPWP|Bawaslu|Sirekap|C\.Hasil|"
    r"D\.Hasil|SHA-256|CSV|XLSX|PDF|ZIP|JPEG|PNG|WebP|HEIC|MB|KB|QR|WIB|WITA|WIT|ID|URL|UTF-8|Excel|Enter|Esc|Tab|"
    r"Disclaimer|Shift|Ctrl|Alt|Home|End|R\d\d|[A-Z](?:\.\d+)?|[IVX]+(?:\.[A-Z0-9]+)*)\b"
)


@dataclass(frozen=True)
class Message:
    """A text; `plural` where the source has a second form for many."""

    text: str
    plural: str | None = None
    context: str | None = None


@dataclass(frozen=True)
class Found:
    """A message where it stands, or a fault in how it is marked."""

    path: str
    line: int
    message: Message | None = None
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.fault}"


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def faults(found: Iterable[Found]) -> list[str]:
    return [str(item) for item in found if item.fault]
