"""Classes of the pages, and Bootstrap without what they do not use.

`vendor/bootstrap-5.3.9.min.css` is Bootstrap as published; `manage.py lint --fix` writes from it the style sheet that
is served, and `manage.py lint` says when that is not what the pages need any more.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

SOURCE = Path(__file__).parent / "vendor" / "bootstrap-5.3.9.min.css"
SERVED = Path("static/vendor/bootstrap/bootstrap.css")
# Parts of crispy-bootstrap5 that no form here uses; they alone would keep a third of Bootstrap.
UNUSED_PACK = re.compile(r"accordion|modal|tab|inline_formset|floating|buttonholder")
# crispy-forms sets these in Python.
PACK = {"form-control", "form-select", "form-check-input", "form-range", "form-control-color", "is-invalid"}

TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
ATTRIBUTE = re.compile(r'\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|[^"])*)"', re.S)
BODY = re.compile(r"\{% block wide %\}([^{]*)\{%")
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"|\'((?:\\.|[^\'\\\n])*)\'|`((?:\\.|[^`\\])*)`')
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")


def in_template(text: str) -> set[str]:
    """Classes of a template's elements, `state-{{ tone }}` as `state-*`; a page's block `wide` is the body's class."""
    found: set[str] = set(" ".join(BODY.findall(text)).split())
    for match in ATTRIBUTE.finditer(text):
        found |= set(re.sub(r"\{\{.*?\}\}", "*", TEMPLATE_CODE.sub(" ", match[1]), flags=re.S).split())
    return found


def in_words(texts: Iterable[str]) -> set[str]:
    """Words of strings that may be classes: strings of nothing but such words, selectors, elements written out."""
    found: set[str] = set()
    for text in texts:
        found |= in_template(text)
        if re.fullmatch(r"[\w\s-]+", text):
            found |= set(text.split())
        found |= set(CLASS.findall(text))
    return found


def of_python(text: str) -> Iterator[str]:
    """Values of `"class": …`, `attrs["class"] = …` and `css_class=…`."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Dict(keys=keys, values=found):
                values = [v for k, v in zip(keys, found, strict=True) if getattr(k, "value", None) == "class"]
            case ast.keyword(arg=str(name), value=value) if name.endswith("_class"):
                values = [value]
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value="class"))], value=value):
                values = [value]
            case _:
                continue
        for value in values:
            yield from (n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def of_script(text: str) -> Iterator[str]:
    """Arguments of `classList.…()`, values of `className`."""
    for call in re.findall(r"classList\.\w+\(([^)]*)|className\s*[:=]([^;,]*)", text):
        yield from (a or b or c for a, b, c in LITERAL.findall("".join(call)))


def used_classes(root: Path | None = None, *, loosely: bool = False) -> frozenset[str]:
    """What the templates, forms and modules of the product (and the form pack's templates) put on elements.

    `loosely`: any word in a string of the modules counts, as a template may put it on an element.
    """
    import crispy_bootstrap5

    root = root or settings.BASE_DIR
    pack = Path(crispy_bootstrap5.__file__).parent / "templates" / "bootstrap5"
    found = set(PACK)
    for page in [*root.glob("templates/**/*.html"), *pack.glob("**/*.html")]:
        if pack not in page.parents or not UNUSED_PACK.search(page.relative_to(pack).as_posix()):
            found |= in_template(page.read_text())
    for script in root.glob("static/js/*.js"):
        text = script.read_text()
        found |= in_words(of_script(text)) | in_template(text)
        if loosely:
            found |= in_words(a or b or c for a, b, c in LITERAL.findall(text))
    for app in ("electcoord", "recap", "logistics", "meetings"):
        for module in (root / app).glob("**/*.py"):
            if "migrations" not in module.parts:
                text = module.read_text()
                found |= in_words(of_python(text))
                if loosely:
                    found |= in_words(a or b for a, b, _ in LITERAL.findall(text))
    return frozenset(found - {"*", ""})


@lru_cache(maxsize=4)
def beginnings(used: frozenset[str]) -> tuple[str, ...]:
    return tuple(word[:-1] for word in used if word[-1] == "*" and len(word) > 2)


def is_used(name: str, used: frozenset[str]) -> bool:
    return name in used or name.startswith(beginnings(used))


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """(head, body) of every top-level rule; statements without a body are left out."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    start = at = 0
    while (opened := css.find("{", at)) >= 0:
        head = css[start:opened].rpartition(";")[2].strip()
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield head, css[opened + 1 : end - 1]
        start = at = end


def split_selectors(head: str) -> list[str]:
    return re.split(r",(?![^(]*\))", head)


def kept_rule(head: str, body: str, used: frozenset[str]) -> str:
    if head.startswith(("@media", "@supports")):
        inner = "".join(kept_rule(*rule, used) for rule in blocks(body))
        return f"{head}{{{inner}}}" if inner else ""
    if head.startswith("@"):
        return f"{head}{{{body}}}"
    selectors = [
        selector
        for selector in split_selectors(head)
        if "data-bs-theme=dark" not in selector
        and all(is_used(name, used) for name in CLASS.findall(re.sub(r":not\([^)]*\)", "", selector)))
    ]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def trimmed(css: str, used: frozenset[str], beside: str = "") -> str:
    """The rules of `css` whose classes are all used, one a line; variables and animations that nothing names go too.

    `beside`: the style sheets that stand beside it and may name its variables.
    """
    lines = [rule for head, body in blocks(css) if (rule := kept_rule(head, body, used))]
    while lines != (less := named_only(lines, beside)):
        lines = less
    return "\n".join(["/*! Bootstrap 5.3.9, MIT, trimmed to what these pages use: see VENDOR.json */", *lines, ""])


def named_only(lines: list[str], beside: str) -> list[str]:
    """The rules without variables that none of them reads, and without animations that none of them runs."""
    text = "\n".join(lines)
    named = set(re.findall(r"var\((--[\w-]+)", text + beside))
    less = []
    for line in lines:
        frames = re.match(r"@keyframes ([\w-]+)", line)
        if frames and not re.search(rf"animation:[^;}}]*{frames[1]}", text):
            continue
        set_here = set(re.findall(r"(--bs-[\w-]+):", line))
        for name in set_here - named:
            line = re.sub(rf"{name}:(?:[^;{{}}\"]|\"[^\"]*\")*;?", "", line)
        if not line.endswith("{}"):
            less.append(line)
    return less


def bootstrap(root: Path | None = None) -> str:
    """Bootstrap as the pages need it now."""
    root = root or settings.BASE_DIR
    beside = "".join(sheet.read_text() for sheet in sorted(root.glob("static/css/*.css")))
    return trimmed(SOURCE.read_text(), used_classes(root), beside)


def write() -> None:
    (settings.BASE_DIR / SERVED).write_text(bootstrap())


def faults() -> list[str]:
    """What `manage.py lint` says."""
    served = settings.BASE_DIR / SERVED
    if not served.exists() or served.read_text() != bootstrap():
        return [f"{SERVED} bukan lagi potongan Bootstrap yang dipakai halaman; jalankan: manage.py lint --fix"]
    return []
