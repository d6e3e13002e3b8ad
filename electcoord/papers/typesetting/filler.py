"""Checks and fills Word templates that people uploaded, in a process of its own: `python -I filler.py FOLDER DEED`.

DEED `periksa`: looks at `templat.docx` and writes `hasil.json` (`error` and `names`, or `placeholders`).
DEED `isi`: the same checks, then fills it with `isi.json` into `hasil.docx`. Nothing of a template is believed: the
package, its relations and its fields are held against lists of what a letter needs, and so is every expression.
"""

import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

ADDRESS_SPACE, DATA, SECONDS, FILE = 1024 * 1024**2, 512 * 1024**2, 20, 64 * 1024**2
MAX_ENTRIES, MAX_ENTRY, MAX_WHOLE, MAX_RATIO, FREE_RATIO = 200, 10 * 1024**2, 30 * 1024**2, 120, 200 * 1024
MAX_TAGS, MAX_DEPTH = 2000, 3
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ENDINGS = (".xml", ".rels", ".png", ".jpg", ".jpeg")
FOLDERS = ("embeddings/", "activex/", "customui/", "userCustomization/", "vba")
RELATIONS = {
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "styles", "settings",
    "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image", "comments",
    "customXml", "customXmlProps", "thumbnail", "stylesWithEffects", "commentsExtended", "people", "glossaryDocument",
    "commentsIds", "commentsExtensible",
}  # fmt: skip
ELEMENTS = {
    "altChunk", "object", "OLEObject", "control", "subDoc", "attachedTemplate", "mailMerge", "externalData", "movie",
    "frameset", "embedRegular", "script", "scriptAnchor", "applet",
}  # fmt: skip
# What Word may compute in a letter; INCLUDETEXT, DDE, LINK and all others fetch or run something.
FIELD_CODES = {
    "PAGE",
    "NUMPAGES",
    "SECTIONPAGES",
    "SECTION",
    "DATE",
    "TIME",
    "STYLEREF",
    "SEQ",
    "REF",
    "TOC",
    "PAGEREF",
}
FILTERS = ("upper", "lower", "title", "capitalize", "trim", "default", "d", "join", "length", "first", "last")
NODES = {
    "Template", "Output", "TemplateData", "Name", "Getattr", "Getitem", "For", "If", "Filter", "Const", "Compare",
    "Operand", "And", "Or", "Not", "CondExpr", "Test", "Add", "Sub", "Keyword", "Concat",
}  # fmt: skip


class Refused(Exception):
    def __init__(self, code: str, *names: str) -> None:
        self.code, self.names = code, [name[:80] for name in names][:10]
        super().__init__(code)


def limit() -> None:
    try:
        import resource
    except ImportError:
        return
    due = {"RLIMIT_AS": ADDRESS_SPACE, "RLIMIT_DATA": DATA, "RLIMIT_CPU": SECONDS, "RLIMIT_CORE": 0,
           "RLIMIT_FSIZE": FILE, "RLIMIT_NOFILE": 64}  # fmt: skip
    for name, value in due.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue


def parts_of(content: bytes) -> dict[str, bytes]:
    """Every entry of the package, bounded before and while it is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        raise Refused("bukan_docx")
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused("rusak") from error
    _check_entries(infos)
    found = {}
    for info in infos:
        if info.is_dir():
            continue
        try:
            with package.open(info) as file:
                found[info.filename] = file.read(MAX_ENTRY + 1)
        except Exception as error:
            raise Refused("rusak") from error
        if len(found[info.filename]) > MAX_ENTRY:
            raise Refused("besar", info.filename)
    return found


def _check_entries(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise Refused("banyak")
    if len({info.filename.lower() for info in infos}) != len(infos):
        raise Refused("ganda")
    if sum(info.file_size for info in infos) > MAX_WHOLE:
        raise Refused("besar")
    for info in infos:
        name = info.filename
        if info.flag_bits & 1:
            raise Refused("sandi")
        if name.startswith("/") or ".." in name.split("/") or re.search(r"[\\\x00-\x1f:]", name):
            raise Refused("nama", name)
        if info.file_size > MAX_ENTRY or info.file_size > FREE_RATIO + MAX_RATIO * max(1, info.compress_size):
            raise Refused("besar", name)
        lower = name.lower()
        if any(part.lower() in lower for part in FOLDERS) or not (lower.endswith(ENDINGS) or info.is_dir()):
            raise Refused("tertanam", name)


def check_package(parts: dict[str, bytes]) -> None:
    """Refuses macros, relations that lead out, embedded objects, entities and fields that fetch."""
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise Refused("makro")
    if "word/document.xml" not in parts or MAIN.encode() not in types:
        raise Refused("bukan_docx")
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            _check_xml(name, content)


def _check_xml(name: str, content: bytes) -> None:
    from lxml import etree

    head = content[:200].lower()
    if b"\x00" in content or (b"encoding" in head and b"utf-8" not in head):
        raise Refused("aksara", name)
    if b"<!doctype" in content.lower() or b"<!entity" in content.lower():
        raise Refused("entitas", name)
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("rusak", name) from error
    if name.lower().endswith(".rels"):
        _check_relations(root)
        return
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in ELEMENTS:
            raise Refused("tertanam", etree.QName(element).localname)
    _check_fields(root)


def _check_relations(root: Any) -> None:
    for relation in root:
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if relation.get("TargetMode", "Internal").lower() != "internal" or re.match(r"[a-zA-Z][\w+.-]*:|//|\\", target):
            raise Refused("luar", target)
        if kind not in RELATIONS:
            raise Refused("tertanam", kind)


def _check_fields(root: Any) -> None:
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    codes = [element.get(f"{w}instr", "") for element in root.iter(f"{w}fldSimple")]
    depth, field = 0, ""
    for element in root.iter(f"{w}fldChar", f"{w}instrText", f"{w}delInstrText"):
        if element.tag != f"{w}fldChar":
            field += element.text or ""
        elif element.get(f"{w}fldCharType") == "begin":
            depth += 1
            codes.append(field)
            field = ""
        else:
            codes.append(field)
            field = ""
    codes.append(field)
    for code in codes:
        words = code.split()
        if words and words[0].upper() not in FIELD_CODES:
            raise Refused("kolom", words[0])


def environment() -> Any:
    """Expressions without functions, globals or private attributes; everything typed is escaped."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    found = ImmutableSandboxedEnvironment(autoescape=True)
    found.globals.clear()
    found.filters = {name: found.filters[name] for name in FILTERS}
    return found


def placeholders(content: bytes, known: set[str]) -> list[str]:
    """The fields that a template uses; Refused for unknown ones and for anything that a letter does not need."""
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError, meta

    template, env, used = DocxTemplate(io.BytesIO(content)), environment(), set()
    template.init_docx()
    for text in _texts(template):
        try:
            tree = env.parse(text)
        except TemplateError as error:
            raise Refused("isian_rusak", str(error)) from error
        except RecursionError as error:
            raise Refused("ungkapan", "…") from error
        _check_tree(tree, 0)
        used |= meta.find_undeclared_variables(tree)
    if unknown := sorted(used - known):
        raise Refused("isian", *unknown)
    return sorted(used)


def _texts(template: Any) -> list[str]:
    """Every text that filling will run, as docxtpl sees it."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    document = template.docx
    found = [template.patch_xml(template.get_xml())]
    for relation in document.part.rels.values():
        if relation.is_external:
            raise Refused("luar", relation.target_ref)
        if relation.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            found.append(template.patch_xml(relation.target_part.blob.decode()))
    notes = [part for part in document.part.package.iter_parts() if part.content_type.endswith("footnotes+xml")]
    found += [template.patch_xml(part.blob.decode()) for part in notes]
    properties = document.core_properties
    found += [
        getattr(properties, name) or ""
        for name in ("author", "comments", "identifier", "language", "subject", "title", "category", "keywords")
    ]
    return found


def _check_tree(tree: Any, depth: int) -> None:
    from jinja2 import nodes

    waiting, count = [(tree, depth)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        name = type(node).__name__
        if name not in NODES or count > MAX_TAGS or depth > MAX_DEPTH:
            raise Refused("ungkapan", name)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise Refused("ungkapan", node.attr)
        if isinstance(node, nodes.Name) and node.name.startswith("_"):
            raise Refused("ungkapan", node.name)
        if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
            raise Refused("ungkapan", "[]")
        if isinstance(node, nodes.Getitem) and isinstance(node.arg.value, str) and node.arg.value.startswith("_"):
            raise Refused("ungkapan", node.arg.value)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise Refused("ungkapan", f"|{node.name}")
        if isinstance(node, nodes.For) and node.recursive:
            raise Refused("ungkapan", "recursive")
        deeper = depth + isinstance(node, nodes.For)
        waiting += [(child, deeper) for child in node.iter_child_nodes()]


def fill(content: bytes, fields: dict[str, Any]) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(content))
    template.render(fields, jinja_env=environment(), autoescape=True)
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()


def main(folder: str, deed: str) -> int:
    import docxtpl  # noqa: F401
    import jinja2.sandbox  # noqa: F401
    from lxml import etree  # noqa: F401

    limit()
    root = Path(folder)
    told = json.loads((root / "isi.json").read_text(encoding="utf-8"))
    content = (root / "templat.docx").read_bytes()
    try:
        check_package(parts_of(content))
        used = placeholders(content, set(told["dikenal"]))
        answer: dict[str, Any] = {"placeholders": used}
        # A template that fills the example is one that can be filled.
        filled = fill(content, told["isi"])
        if deed == "isi":
            (root / "hasil.docx").write_bytes(filled)
    except Refused as refusal:
        answer = {"error": refusal.code, "names": refusal.names}
    except MemoryError:
        answer = {"error": "berat", "names": []}
    except Exception as error:
        answer = {"error": "rusak", "names": [type(error).__name__]}
    (root / "hasil.json").write_text(json.dumps(answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
