"""Documents on paper: PDF by typst in a process of its own, Word by python-docx; same content, same PDF."""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger import canonical
from electcoord.papers import content as contents
from electcoord.papers import layouts, qr, storage, word_templates
from electcoord.papers.models import DocumentVersion, WordTemplate
from electcoord.papers.typesetting import word

log = logging.getLogger(__name__)
FOLDER = Path(__file__).with_name("typesetting")
TIMEOUT = 60
MAX_PDF = 96 * 1024 * 1024
# Longer tables are left untagged: tags make their file ten times as large.
TAGGED_ROWS = 300
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
# A word that long gets places where a line or a narrow column may break it.
IN_LINE, IN_CELL, PIECE = 60, 19, 12
SHORT_HASH = 12
# Across the sheet; a paper of a simulated election never looks like one of a real.
DRAFT, SIMULATION = "DRAF", "SIMULASI"


class RenderError(RuleError):
    """A document that could not be set; the log says why."""


def pdf(
    source: DocumentVersion | dict[str, Any], *, draft: bool | None = None, moment: datetime | None = None
) -> bytes:
    """A version, or bare content, as PDF. `draft`: with the watermark; left out, a version knows it itself.

    A version that was approved comes as it was kept then. Raises RenderError; RuleError for content that does not fit.
    """
    if isinstance(source, DocumentVersion):
        if source.pdf_sha256 and not draft:
            return kept(source)
        is_draft = source.is_draft if draft is None else draft
        marks = _marks(source, is_draft)
        return _typeset(source.content, marks, _foot(source), _told(source), source.approved_at or source.made_at)
    checked = contents.check(source)
    sha256 = canonical.digest(checked)
    foot = [_title(checked), f"sha256 {sha256[:SHORT_HASH]}"]
    return _typeset(checked, [DRAFT] if draft else [], foot, f"sha256:{sha256}", moment)


def copies(content: dict[str, Any], to: Sequence[Sequence[str]], *, of: DocumentVersion | None = None) -> bytes:
    """One letter to several people as one PDF: a copy for each, addressed to the lines of `to`. Raises RenderError.

    `of`: the version whose copies they are; it dates and marks them.
    """
    checked = contents.check(content)
    sha256 = canonical.digest(checked)
    foot = [_title(checked), f"sha256 {sha256[:SHORT_HASH]}"]
    marks, moment = (_marks(of, False), of.approved_at) if of else ([], None)
    return _typeset(checked, marks, foot, f"sha256:{sha256}", moment, to)


def kept(version: DocumentVersion) -> bytes:
    """The printed form that approving kept; RenderError where storage lost or changed it."""
    try:
        found = storage.path_of(storage.ORIGINAL, version.pdf_sha256).read_bytes()
    except OSError as error:
        log.error("cetakan %s tidak terbaca: %s", version.pdf_sha256, error)
        found = b""
    if storage.digest(found) != version.pdf_sha256:
        raise RenderError(_("Cetakan naskah ini hilang atau berubah di penyimpanan; hubungi pengelola."))
    return found


def docx(source: DocumentVersion | dict[str, Any], *, draft: bool | None = None) -> bytes:
    """The same as a Word document, for whoever must edit it elsewhere."""
    if isinstance(source, DocumentVersion):
        is_draft = source.is_draft if draft is None else draft
        marks = _marks(source, is_draft)
        return word.document(source.content, marks=marks, foot=_foot(source), images=_images(source.content))
    checked = contents.check(source)
    return word.document(
        checked, marks=[DRAFT] if draft else [], foot=[checked["nomor"] or checked["judul"]], images=_images(checked)
    )


def docx_together(sources: Sequence[dict[str, Any]]) -> bytes:
    """Several papers of one layout as one Word document, each from a page of its own on."""
    checked = [contents.check(source) for source in sources]
    images = {sha256: image for one in checked for sha256, image in _images(one).items()}
    return word.together(checked, foot=[checked[0]["judul"]], images=images)


def attendance(**told: Any) -> bytes:
    """A sheet to sign, PDF; see `layouts.attendance`."""
    return pdf(layouts.attendance(**told), draft=False)


def certificate(**told: Any) -> bytes:
    """A certificate, PDF; see `layouts.certificate`."""
    return pdf(layouts.certificate(**told), draft=False)


def _title(content: dict[str, Any]) -> str:
    """The number, else the title on one line."""
    return content["nomor"] or " ".join(content["judul"].split())


def _foot(version: DocumentVersion) -> list[str]:
    """Never translated: the paper reads the same whoever prints it, and so do its bytes."""
    number = version.content.get("nomor") or "belum bernomor"
    kind = version.document.kind.name
    return [f"Nomor {number} · versi {version.number}", f"{kind} · sha256 {version.sha256[:SHORT_HASH]}"]


def _marks(version: DocumentVersion, is_draft: bool) -> list[str]:
    election = version.document.election
    return [DRAFT] * is_draft + [SIMULATION] * (election is not None and election.is_simulation)


def _told(version: DocumentVersion) -> str:
    """What the QR says: enough to find the document and to see whether the paper is this version of it."""
    return f"electcoord naskah:{version.document.uuid} versi:{version.number} sha256:{version.sha256}"


def _typeset(
    content: dict[str, Any], marks: list[str], foot: list[str], told: str, moment: datetime | None,
    to: Sequence[Sequence[str]] = (),
) -> bytes:  # fmt: skip
    images = _images(content)
    data = {
        "isi": _breakable(content), "tanda": marks, "kaki": foot, "qr": qr.svg(told),
        "judul": content["judul"] or foot[0], "penerbit": " ".join(content["kop"][:2]),
        "alamat": [[_cut(line, IN_LINE) for line in lines] for lines in to],
    }  # fmt: skip
    for block in data["isi"]["blok"]:
        if block["jenis"] == "gambar":
            block["berkas"] = f"{block['sha256']}.jpg" if block["sha256"] in images else ""
    rows = sum(len(block["baris"]) for block in content["blok"] if block["jenis"] == "tabel")
    with tempfile.TemporaryDirectory(prefix="naskah-") as name:
        folder = Path(name)
        (folder / "naskah.typ").write_bytes((FOLDER / "naskah.typ").read_bytes())
        (folder / "naskah.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for sha256, image in images.items():
            (folder / f"{sha256}.jpg").write_bytes(image)
        _run(folder, int(moment.timestamp()) if moment else 0, rows <= TAGGED_ROWS)
        return _result(folder)


def typeset(folder: Path) -> bytes:
    """The PDF of a folder that holds `naskah.typ` and what it reads. Raises RenderError."""
    _run(folder, 0, tagged=False)
    return _result(folder)


def _run(folder: Path, seconds: int, tagged: bool) -> None:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # One thread: the memory limit holds for every machine, however many cores it has.
    environment |= {"RAYON_NUM_THREADS": "1"}
    command = [sys.executable, "-I", str(FOLDER / "typesetter.py"), str(folder), str(seconds), "1" if tagged else "0"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
            cwd=folder, timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RenderError(_("Naskah ini terlalu berat untuk dicetak; bagi menjadi beberapa naskah.")) from error
    if done.returncode:
        log.error("naskah tidak tercetak (%s): %s", done.returncode, done.stderr[-1000:].decode(errors="replace"))
        raise RenderError(_("Naskah ini tidak dapat dicetak; bagi menjadi beberapa naskah, atau hubungi pengelola."))


def _result(folder: Path) -> bytes:
    file = folder / "hasil.pdf"
    found = file.read_bytes() if file.is_file() and file.stat().st_size <= MAX_PDF else b""
    if not found.startswith(b"%PDF-"):
        raise RenderError(_("Naskah ini tidak dapat dicetak; bagi menjadi beberapa naskah, atau hubungi pengelola."))
    return found


def _images(content: dict[str, Any]) -> dict[str, bytes]:
    """The kept pages that the content names, re-encoded pictures only; one that is lost is left out."""
    found = {}
    for sha256 in {block["sha256"] for block in content["blok"] if block["jenis"] == "gambar"}:
        try:
            found[sha256] = storage.path_of(storage.IMAGE, sha256).read_bytes()
        except OSError as error:
            log.error("gambar %s tidak terbaca: %s", sha256, error)
    return found


def _breakable(content: dict[str, Any]) -> dict[str, Any]:
    """The content with places to break in words that no line or column could hold."""
    blocks = []
    for block in content["blok"]:
        if block["jenis"] == "tabel":
            block = block | {"baris": [[_cut(cell, IN_CELL) for cell in row] for row in block["baris"]]}
        blocks.append(_cut(block, IN_LINE))
    return _cut({key: value for key, value in content.items() if key != "blok"}, IN_LINE) | {"blok": blocks}


def _cut(value: Any, longest: int) -> Any:
    if isinstance(value, str):
        return re.sub(rf"\S{{{longest},}}", _pieces, value) if len(value) >= longest else value
    if isinstance(value, dict):
        return {key: item if key == "sha256" else _cut(item, longest) for key, item in value.items()}
    return [_cut(item, longest) for item in value] if isinstance(value, list) else value


def _pieces(match: re.Match[str]) -> str:
    word = match[0]
    return "\u200b".join(word[start : start + PIECE] for start in range(0, len(word), PIECE))


def from_word(template: WordTemplate | bytes, fields: dict[str, Any]) -> bytes:
    """A template of the office, filled, as DOCX; see `word_templates.FIELDS`. Raises RuleError."""
    return word_templates.fill(template, fields)
