"""Marked texts of templates, and texts for people that are not marked."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

from electcoord.common.translations.messages import SAME, Found, Message

CONSTANT = re.compile(r"""_\(\s*("[^"]*"|'[^']*')\s*\)""")
# Holds classes of <body>.
CLASSES = "{% block wide %}"
LITERAL = re.compile(r""""[^"]*"|'[^']*'""")
# Literals of these tags and filters are names and formats, not texts.
# What these are given by an include is read by people, however short.
SAID = re.compile(r"""\b(?:word|title|text|label|hint|caption|action|unit)=("[^"]*"|'[^']*')""")
SILENT_TAGS = {
    "load", "url", "static", "extends", "if", "elif", "cycle", "get_current_language", "trans", "translate", "crispy",
    "translate_url", "regroup", "ifchanged", "now", "language", "debug", "sample",
}  # fmt: skip
SILENT_FILTERS = re.compile(
    r"\|(?:date|time|cut|get_item|slice|join|floatformat|stringformat|add):(?:\"[^\"]*\"|'[^']*')"
)
QUIET = {"script", "style", "code", "kbd", "samp", "pre"}
HUMAN_ATTRIBUTES = {
    "title",
    "aria-label",
    "aria-description",
    "alt",
    "placeholder",
    "data-label",
    "data-hint",
    "summary",
}


def marked_in_template(source: str, path: str) -> Iterator[Found]:
    block: list[Token] = []
    hidden = False
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents.strip() else ""
        if hidden or word == "comment":
            hidden = word != "endcomment"
            continue
        if block:
            block.append(token)
            if word in ("endblocktranslate", "endblocktrans"):
                yield from _block(block, path)
                block = []
            continue
        if word in ("blocktranslate", "blocktrans"):
            block = [token]
        elif word in ("translate", "trans"):
            yield from _translate(token, path)
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for match in CONSTANT.finditer(token.contents):
                text = match[1][1:-1]
                # Django doubles the sign in the key and forgets to undo it in the output.
                fault = "tulis % dengan {% translate %}, bukan _()" if "%" in text else ""
                yield Found(path, token.lineno, Message(text), fault)


def _translate(token: Token, path: str) -> Iterator[Found]:
    bits = list(smart_split(token.contents))
    text = bits[1] if len(bits) > 1 else ""
    if text[:1] in "\"'" and text:
        end = text.index(text[0], 1)
        context = bits[bits.index("context") + 1][1:-1] if "context" in bits else None
        yield Found(path, token.lineno, Message(_percent(text[1:end]), None, context))


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _block(tokens: list[Token], path: str) -> Iterator[Found]:
    head, *inner = tokens[:-1]
    bits = list(smart_split(head.contents))
    context = bits[bits.index("context") + 1][1:-1] if "context" in bits else None
    forms: list[list[Token]] = [[]]
    for token in inner:
        if token.token_type == TokenType.BLOCK:
            if token.contents.split()[0] != "plural":
                yield Found(path, token.lineno, fault=f"{{% {token.contents[:40]} %}} di dalam blocktranslate")
            forms.append([])
        elif token.token_type == TokenType.VAR and "|" in token.contents:
            yield Found(
                path, token.lineno, fault=f"{{{{ {token.contents} }}}}: saring di kepala blocktranslate (with …)"
            )
        else:
            forms[-1].append(token)
    texts = [_text(form, "trimmed" in bits) for form in forms]
    yield Found(path, head.lineno, Message(texts[0], texts[1] if len(texts) > 1 else None, context))


def _text(tokens: list[Token], is_trimmed: bool) -> str:
    parts = [
        f"%({token.contents})s" if token.token_type == TokenType.VAR else _percent(token.contents)
        for token in tokens
        if token.token_type in (TokenType.TEXT, TokenType.VAR)
    ]
    return trim_whitespace("".join(parts)) if is_trimmed else "".join(parts)


def unmarked_in_template(source: str, path: str) -> Iterator[Found]:
    yield from _literals(source, path)
    page = _Page(path)
    page.feed(_without_tags(source))
    page.close()
    yield from page.found


def _without_tags(source: str) -> str:
    """The template with tags, comments and translated blocks blanked, every line where it was."""
    kept, hidden = [], ""
    for raw, is_tag in _pieces(source):
        word = (raw[2:-2].split() or [""])[0] if is_tag and raw.startswith("{%") else ""
        if hidden:
            if word == hidden:
                hidden = ""
            kept.append(_blank(raw))
        elif word in ("comment", "blocktranslate", "blocktrans") or raw == CLASSES:
            hidden = f"end{word}"
            kept.append(_blank(raw))
        else:
            kept.append(_blank(raw) if is_tag else raw)
    return "".join(kept)


def _pieces(source: str) -> Iterator[tuple[str, bool]]:
    for at, piece in enumerate(re.split(r"({%.*?%}|{{.*?}}|{#.*?#})", source)):
        yield piece, at % 2 == 1


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _literals(source: str, path: str) -> Iterator[Found]:
    """Texts given to tags and filters: `{% include … with title="…" %}`, `{{ x|default:"…" }}`."""
    for token in Lexer(source).tokenize():
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        bits = token.split_contents()
        if token.token_type == TokenType.BLOCK and (not bits or bits[0] in SILENT_TAGS or bits[0].startswith("end")):
            continue
        text = SILENT_FILTERS.sub("", CONSTANT.sub("", token.contents))
        if bits[0] == "include":
            text = text.replace(bits[1], "", 1)
        said = set(SAID.findall(text)) if bits[0] == "include" else set()
        for literal in LITERAL.findall(text):
            if literal[1:2] != "#" and (_is_said(literal[1:-1]) or (literal in said and _has_letters(literal))):
                yield Found(path, token.lineno, fault=f"teks tanpa tanda terjemahan: {literal[:60]}")


def _is_said(literal: str) -> bool:
    """Words for people have a capital or a space; names of icons and kinds have not."""
    return bool(re.search(r"[A-Z][a-z]|[a-z] [a-z]|[a-z],[a-z]", SAME.sub("", literal)))


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in SAME.sub("", text))


class _Page(HTMLParser):
    """Text nodes and attributes with letters."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.found: list[Found] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in QUIET
        values = dict(attrs)
        said = {name: value for name, value in attrs if name in HUMAN_ATTRIBUTES}
        if (values.get("type") in ("submit", "button", "reset") and tag == "input") or values.get(
            "name"
        ) == "description":
            said["value"] = values.get("value") or values.get("content")
        for name, value in said.items():
            self._judge(value or "", f"{name}=")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in QUIET

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._judge(data, "")

    def _judge(self, text: str, where: str) -> None:
        if _has_letters(text):
            line = self.getpos()[0] + text[: len(text) - len(text.lstrip())].count("\n")
            shown = " ".join(text.split())[:60]
            self.found.append(Found(self.path, line, fault=f"teks tanpa tanda terjemahan: {where}{shown!r}"))
