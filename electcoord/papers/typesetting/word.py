"""The content as a Word document: styles of the office, tables with a repeated head, page numbers as fields."""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT, SIZE = "Times New Roman", 11.5
A4 = (Mm(210), Mm(297))
_SIDES = {"": WD_ALIGN_PARAGRAPH.JUSTIFY, "kiri": WD_ALIGN_PARAGRAPH.LEFT, "tengah": WD_ALIGN_PARAGRAPH.CENTER,
          "kanan": WD_ALIGN_PARAGRAPH.RIGHT}  # fmt: skip
CENTER = WD_ALIGN_PARAGRAPH.CENTER


def document(content: dict[str, Any], *, marks: list[str], foot: list[str], images: dict[str, bytes]) -> bytes:
    """A checked content as DOCX; `marks` (DRAF, SIMULASI) stand above every page."""
    paper = Document()
    _page(paper, content, marks, foot)
    _body(paper, content, images)
    return _saved(paper)


def together(contents: list[dict[str, Any]], *, foot: list[str], images: dict[str, bytes]) -> bytes:
    """Several checked contents of one layout as one DOCX, each from a page of its own on."""
    paper = Document()
    _page(paper, contents[0], [], foot)
    for order, content in enumerate(contents):
        if order:
            paper.add_page_break()
        _body(paper, content, images)
    return _saved(paper)


def _saved(paper: Any) -> bytes:
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _body(paper: Any, content: dict[str, Any], images: dict[str, bytes]) -> None:
    _kop(paper, content)
    _head(paper, content)
    side = "tengah" if content["jenis_tata"] == "sertifikat" else ""
    for text in content["pembuka"]:
        _paragraph(paper, text, side)
    kinds = [block["jenis"] for block in content["blok"]]
    # What follows the page break of a letter is its annex: after the signatures, as on the PDF.
    is_annexed = content["jenis_tata"] == "surat" and "halaman" in kinds
    annex = kinds.index("halaman") if is_annexed else len(kinds)
    for block in content["blok"][:annex]:
        _BLOCKS[block["jenis"]](paper, block, side, images)
    for text in content["penutup"]:
        _paragraph(paper, text, side)
    _signatures(paper, content)
    if content["tembusan"]:
        _paragraph(paper, "Tembusan:", "kiri")
        for order, text in enumerate(content["tembusan"], 1):
            _paragraph(paper, f"{order}. {text}", "kiri")
    for block in content["blok"][annex:]:
        _BLOCKS[block["jenis"]](paper, block, side, images)


def _page(paper: Any, content: dict[str, Any], marks: list[str], foot: list[str]) -> None:
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)
    section = paper.sections[0]
    section.page_width, section.page_height = A4
    if content["arah"] == "lebar":
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = A4[::-1]
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(18), Mm(25)
    if marks:
        mark = section.header.paragraphs[0]
        mark.alignment = CENTER
        run = mark.add_run(" · ".join(marks))
        run.bold, run.font.size = True, Pt(28)
    line = section.footer.paragraphs[0]
    _field(line.add_run(" · ".join(foot) + " · Halaman "), "")
    _field(line.add_run(), "PAGE")
    line.add_run(" dari ")
    _field(line.add_run(), "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(8)


def _field(run: Any, name: str) -> None:
    if not name:
        return
    for kind in ("begin", "instr", "end"):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = name
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _paragraph(where: Any, text: str, side: str = "", *, bold: bool = False, size: float = 0) -> Any:
    paragraph = where.add_paragraph()
    _fill(paragraph, text, bold=bold, size=size)
    paragraph.alignment = _SIDES[side]
    return paragraph


def _fill(paragraph: Any, text: str, *, bold: bool = False, size: float = 0) -> None:
    for order, line in enumerate(text.split("\n")):
        run = paragraph.add_run(line)
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        if order < text.count("\n"):
            run.add_break()


def _kop(paper: Any, content: dict[str, Any]) -> None:
    for line in content["kop"]:
        is_name = line == line.upper()
        paragraph = _paragraph(paper, line, "tengah", bold=is_name, size=14 if is_name else 9.5)
        paragraph.paragraph_format.space_after = Pt(0)
    if content["kop"]:
        border = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for key, value in (("val", "thickThinSmallGap"), ("sz", "18"), ("space", "4"), ("color", "000000")):
            bottom.set(qn(f"w:{key}"), value)
        border.append(bottom)
        paragraph._p.get_or_add_pPr().append(border)
        paragraph.paragraph_format.space_after = Pt(10)


def _head(paper: Any, content: dict[str, Any]) -> None:
    if content["jenis_tata"] == "surat":
        if content["tempat_tanggal"]:
            _paragraph(paper, content["tempat_tanggal"], "kanan")
        number = [["Nomor", content["nomor"]]] if content["nomor"] else []
        _pairs(paper, [*number, *content["meta"]])
        if content["kepada"]:
            _paragraph(paper, "Yth. " + "\n".join(content["kepada"]), "kiri")
        return
    _paragraph(paper, content["judul"], "tengah", bold=True, size=13.5)
    if content["nomor"]:
        _paragraph(paper, f"Nomor: {content['nomor']}", "tengah")
    if content["meta"]:
        _pairs(paper, content["meta"])


def _pairs(paper: Any, rows: list[list[str]]) -> None:
    if not rows:
        return
    grid = paper.add_table(rows=0, cols=3)
    grid.autofit = False
    for name, value in rows:
        cells = grid.add_row().cells
        for cell, text, width in zip(cells, (name, ":", value), (Mm(32), Mm(5), Mm(125)), strict=True):
            cell.width = width
            _fill(cell.paragraphs[0], text)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _heading(paper: Any, block: dict[str, Any], side: str, images: dict[str, bytes]) -> None:
    paragraph = _paragraph(paper, block["teks"], side or "kiri", bold=True, size=22 if side else 0)
    paragraph.paragraph_format.keep_with_next = True


def _text(paper: Any, block: dict[str, Any], side: str, images: dict[str, bytes]) -> None:
    _paragraph(paper, block["teks"], block["rata"] or side, bold=block["tebal"])


def _points(paper: Any, block: dict[str, Any], side: str, images: dict[str, bytes]) -> None:
    for order, text in enumerate(block["isi"], 1):
        paragraph = _paragraph(paper, f"{order}.\t{text}" if block["bernomor"] else f"–\t{text}")
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(9), Mm(-7)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(9))


def _table(paper: Any, block: dict[str, Any], side: str, images: dict[str, bytes]) -> None:
    if block["judul"]:
        _heading(paper, {"teks": block["judul"]}, "", images)
    grid = paper.add_table(rows=1, cols=len(block["kolom"]))
    grid.style, grid.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    head = grid.rows[0]
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeat)
    for cell, column in zip(head.cells, block["kolom"], strict=True):
        _fill(cell.paragraphs[0], column["judul"], bold=True, size=10)
        cell.paragraphs[0].alignment = CENTER
    whole = sum(column["lebar"] for column in block["kolom"])
    for values in block["baris"]:
        row = grid.add_row()
        if block["tinggi"]:
            row.height = Mm(block["tinggi"])
        for cell, value, column in zip(row.cells, values, block["kolom"], strict=True):
            cell.width = Mm(165 * column["lebar"] // whole)
            _fill(cell.paragraphs[0], value, size=10)
            cell.paragraphs[0].alignment = _SIDES[column["rata"]]
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    paper.add_paragraph()


def _image(paper: Any, block: dict[str, Any], side: str, images: dict[str, bytes]) -> None:
    if block["sha256"] in images:
        paper.add_picture(io.BytesIO(images[block["sha256"]]), width=Mm(120))
        paper.paragraphs[-1].alignment = CENTER
    if block["keterangan"]:
        _paragraph(paper, block["keterangan"], "tengah")


def _break(paper: Any, block: dict[str, Any], side: str, images: dict[str, bytes]) -> None:
    paper.add_page_break()


_BLOCKS = {
    "judul": _heading, "paragraf": _text, "butir": _points, "tabel": _table, "gambar": _image, "halaman": _break,
    "pasangan": lambda paper, block, side, images: _pairs(paper, block["isi"]),
}  # fmt: skip


def _signatures(paper: Any, content: dict[str, Any]) -> None:
    signers = content["tanda_tangan"]
    if not signers:
        return
    if content["tempat_tanggal"] and content["jenis_tata"] != "surat":
        _paragraph(paper, content["tempat_tanggal"], "kanan")
    grid = paper.add_table(rows=0, cols=2)
    places = [None, *signers] if len(signers) == 1 else list(signers)
    for start in range(0, len(places), 2):
        for cell, signer in zip(grid.add_row().cells, places[start : start + 2], strict=False):
            if signer:
                above = "\n".join(text for text in (signer["jabatan"], signer["lembaga"]) if text)
                _fill(cell.paragraphs[0], f"{above}\n\n\n\n")
                _fill(cell.paragraphs[0], signer["nama"] or "." * 40, bold=True)
                cell.paragraphs[0].alignment = CENTER
