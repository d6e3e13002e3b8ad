"""Marked texts of Python sources, and texts for people that are not marked."""

import ast
from collections.abc import Iterator

from electcoord.common.translations.messages import SAME, Found, Message

# Name of the function: positions of text, plural and context.
MARKERS = {
    "gettext": (0, None, None),
    "gettext_noop": (0, None, None),
    "gettext_lazy": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
# What these are given is read by people: name of the function or method and the position of the text.
SPEAKERS = {
    "RuleError": 0, "ConflictError": 0, "PackageError": 0, "ValidationError": 0,
    "messages.success": 1, "messages.info": 1, "messages.warning": 1, "messages.error": 1,
    "message_user": 1, "add_error": 1, "problems.add": 1, "ValueError": 0,
}  # fmt: skip
# Likewise by keyword.
SPOKEN = {
    "label",
    "help_text",
    "verbose_name",
    "verbose_name_plural",
    "empty_label",
    "description",
    "violation_error_message",
}
# Class attributes that the admin and forms show.
ATTRIBUTES = {"verbose_name", "verbose_name_plural", "site_header", "site_title", "index_title", "empty_value_display"}


def aliases(tree: ast.Module) -> dict[str, str]:
    """How this module calls the markers: `{"_": "gettext"}`."""
    return {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in MARKERS
    }


def called(node: ast.Call) -> tuple[str, str]:
    """Name of the function, and the same with what it is an attribute of."""
    if isinstance(node.func, ast.Name):
        return node.func.id, node.func.id
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return node.func.attr, f"{owner.id if isinstance(owner, ast.Name) else ''}.{node.func.attr}"
    return "", ""


def marked_in_python(source: str, path: str) -> Iterator[Found]:
    tree = ast.parse(source)
    names = aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (kind := _marker(node, names)):
            yield _message(node, MARKERS[kind], path)


def _marker(node: ast.Call, names: dict[str, str]) -> str:
    name, full = called(node)
    return names.get(name, "") if name == full else (name if full == f"translation.{name}" and name in MARKERS else "")


def _message(node: ast.Call, places: tuple[int | None, ...], path: str) -> Found:
    parts = [None if place is None else node.args[place] for place in places if place is None or place < len(node.args)]
    texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
    if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in parts):
        return Found(path, node.lineno, fault="teks yang ditandai harus utuh: tanpa f-string dan tanpa +")
    if texts[0] is None:
        return Found(path, node.lineno)  # a text that is marked where it stands
    return Found(path, node.lineno, Message(*texts))


def unmarked_in_python(source: str, path: str) -> Iterator[Found]:
    tree = ast.parse(source)
    names = aliases(tree)
    for node in ast.walk(tree):
        for text in _spoken(node):
            for bare in _bare(text, names):
                if _is_code(node, bare):
                    continue
                yield Found(path, bare.lineno, fault=f"teks untuk orang tanpa tanda terjemahan: {_shown(bare)}")


def _is_code(node: ast.AST, text: ast.expr) -> bool:
    """A ValueError without a sentence is one program's word to another."""
    return isinstance(node, ast.Call) and called(node)[0] == "ValueError" and not _letters(text).endswith(".")


def _spoken(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        name, full = called(node)
        place = SPEAKERS.get(full, SPEAKERS.get(name))
        if place is not None and len(node.args) > place:
            yield node.args[place]
        if full.startswith("models.") and name.endswith("Field") and node.args:
            yield node.args[0]
        yield from (keyword.value for keyword in node.keywords if keyword.arg in SPOKEN)
    elif isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple) and len(line.value.elts) == 2:
                yield line.value.elts[1]
    elif isinstance(node, ast.ClassDef):
        for line in node.body:
            if isinstance(line, ast.Assign) and {ast.unparse(t) for t in line.targets} & ATTRIBUTES:
                yield line.value


def _bare(node: ast.AST, names: dict[str, str]) -> Iterator[ast.expr]:
    """Literals with letters below `node` that no marker holds; what other calls are given is theirs to judge."""
    if isinstance(node, ast.Call):
        return
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if any(letter.isalpha() for letter in SAME.sub("", _letters(node))):
            yield node
        return
    if isinstance(node, ast.BinOp | ast.IfExp | ast.List | ast.Tuple | ast.BoolOp | ast.Dict):
        for child in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and child is node.right):
                yield from _bare(child, names)


def _letters(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_letters(part) for part in node.values if isinstance(part, ast.Constant))


def _shown(node: ast.expr) -> str:
    return repr(ast.unparse(node)[:60])
