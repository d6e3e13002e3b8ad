"""Marked texts of our scripts."""

import re
from collections.abc import Iterator

from electcoord.common.translations.messages import Found, Message

# Comments and texts are taken whole, so that neither is found inside the other; a regular expression only where a
# value may begin.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/
      |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`
      |(?<=[(,=:\[!&|?{};])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/
      |[A-Za-z_$][\w$]*|\S""",
    re.VERBOSE | re.DOTALL,
)
# `${…}` of a template, with one level of braces inside.
INSET = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
MARKERS = {"gettext": 1, "ngettext": 2}
ESCAPE = re.compile(r"\\(u\{?([0-9a-fA-F]+)\}?|x([0-9a-fA-F]{2})|\n|.)", re.DOTALL)
LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
QUOTES = "\"'`"


def marked_in_script(source: str, path: str, above: int = 0) -> Iterator[Found]:
    tokens = [
        (match[0].strip(), match.start()) for match in TOKEN.finditer(source) if not match[0].startswith(("//", "/*"))
    ]
    for at, (token, start) in enumerate(tokens):
        if token.startswith("`"):
            for inset in INSET.finditer(token):
                yield from marked_in_script(inset[1], path, above + source.count("\n", 0, start))
        before = tokens[at - 1][0] if at else ""
        if token not in MARKERS or before in (".", "function") or tokens[at + 1 : at + 2][0][0] != "(":
            continue
        line = above + source.count("\n", 0, start) + 1
        texts = _arguments([text for text, _ in tokens[at + 2 :]], MARKERS[token])
        if texts is None:
            yield Found(path, line, fault=f"{token}() memerlukan teks utuh: tanpa sisipan ${{…}} dan tanpa +")
        else:
            yield Found(path, line, Message(*texts))


def _arguments(tokens: list[str], count: int) -> list[str] | None:
    """The first `count` arguments where each is one plain text."""
    texts = []
    for at in range(0, 2 * count, 2):
        text, after = tokens[at : at + 2]
        if text[0] not in QUOTES or (text[0] == "`" and "${" in text) or after not in (",", ")"):
            return None
        texts.append(ESCAPE.sub(_unescaped, text[1:-1]))
    return texts


def _unescaped(match: re.Match[str]) -> str:
    if code := match[2] or match[3]:
        return chr(int(code, 16))
    return "" if match[1] == "\n" else LETTERS.get(match[1], match[1])
