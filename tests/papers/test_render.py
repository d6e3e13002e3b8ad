"""Documents on paper: the same content gives the same bytes, typed markup stays text, long things survive."""

import io
import zipfile
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.utils.translation import override
from docx import Document as Word

from electcoord.common.errors import RuleError
from electcoord.ledger.verification import verify
from electcoord.papers import documents, layouts, qr, render
from tests.cast import Cast
from tests.papers.test_documents import approved, begin, number

DAY = date(2024, 2, 29)
KOP = ["KOMISI PEMILIHAN UMUM", "KABUPATEN TALANG MAJU", "Jalan Merdeka 17"]
CHAIR = {"jabatan": "Ketua", "nama": "Drs. H. Ahmad Surya Wicaksana Nugraha Kusumawardhana Adiningrat, M.Si."}


def texts(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]


def flat(content: bytes) -> str:
    return " ".join(" ".join(texts(content)).split())


def table(rows: int) -> dict[str, Any]:
    lines = [[str(row), f"Nama Peserta {row}", "PPK Hulu"] for row in range(1, rows + 1)]
    return {"kop": KOP, "judul": "DAFTAR", "blok": [layouts.table(["No.", "Nama", "Instansi"], lines)]}


@pytest.mark.once
def test_the_same_content_gives_the_same_bytes_and_other_content_others() -> None:
    one = render.pdf(table(3), draft=False)
    assert one == render.pdf(table(3), draft=False)
    assert one != render.pdf(table(4), draft=False)
    assert one.startswith(b"%PDF-")


@pytest.mark.once
def test_what_people_type_is_text_and_never_markup() -> None:
    typed = '#panic("x") $x^2$ *b* _i_ @a <b> [c] `d` \\ // #read("/etc/passwd") #import "@preview/a:1.0.0"'
    content = {"judul": typed, "blok": [layouts.paragraph(typed), layouts.table(["*a*"], [[typed]])]}
    text = flat(render.pdf(content, draft=False))
    assert text.count('#panic("x")') == 4, "title, paragraph, cell, foot"
    assert "$x^2$ *b* _i_ @a <b> [c] `d`" in text
    assert "root:" not in text


@pytest.mark.once
def test_five_hundred_rows_repeat_their_head_and_count_their_pages() -> None:
    pages = texts(render.pdf(table(500), draft=False))
    assert len(pages) > 10
    for order, page in enumerate(pages, 1):
        assert "Instansi" in page
        assert f"Halaman {order} dari {len(pages)}" in page
    assert "Nama Peserta 500" in pages[-1]


@pytest.mark.once
def test_nothing_leaves_the_page_however_long_it_is() -> None:
    long = "X" * 600
    content = table(1)
    content["blok"] += [layouts.table(["Nama", "B"], [[long, long]]), layouts.paragraph(long)]
    content["tanda_tangan"] = [CHAIR] * 5
    pdf = pypdfium2.PdfDocument(render.pdf(content, draft=False))
    for page in pdf:
        width, _height = page.get_size()
        words = page.get_textpage()
        boxes = [words.get_charbox(place) for place in range(words.count_chars())]
        assert max(box[2] for box in boxes) <= width - 40
        assert min(box[0] for box in boxes if box[2]) >= 50


@pytest.mark.once
def test_a_draft_says_so_on_every_page() -> None:
    assert all("DRAF" in page.replace("\n", "") for page in texts(render.pdf(table(80), draft=True)))
    assert "DRAF" not in flat(render.pdf(table(3), draft=False))


def test_a_paper_of_a_simulated_election_says_so_on_pdf_and_word(cast: Cast) -> None:
    def closed(content: bytes) -> str:
        return "".join("".join(texts(content)).split())

    version = begin(cast)
    version.document.election.is_simulation = True
    assert "SIMULASI" in closed(render.pdf(version, draft=False))
    assert "DRAFSIMULASI" in closed(render.pdf(version))
    assert "SIMULASI" in closed(render.copies(version.content, [["Yth. PPK Hulu"]], of=version))
    head = Word(io.BytesIO(render.docx(version, draft=True))).sections[0].header
    assert head.paragraphs[0].text == "DRAF · SIMULASI"


def test_a_version_tells_its_number_version_and_hash_and_is_kept_as_it_was_approved(cast: Cast) -> None:
    version = approved(cast)
    kept = render.pdf(version)
    text = flat(kept)
    assert f"Nomor {version.register_number.text} · versi 1" in text
    assert version.sha256[:12] in text and "Halaman 1 dari 1" in text and "DRAF" not in text
    assert kept == render.pdf(version)
    drafts = []
    for language in ("id", "en"):
        with override(language):
            drafts.append(render.pdf(version, draft=True))
    assert drafts[0] == drafts[1], "the paper is Indonesian whoever prints it"
    later = documents.revise(version.document, table(2), reason="Salah tulis tempat rapat", actor=cast.actor("staf"))
    text = flat(render.pdf(later))
    assert "belum bernomor · versi 2" in text and "D R A F" in text.replace("DRAF", "D R A F")
    documents.approve(later, number=number(cast), actor=cast.actor("ketua"))
    assert render.pdf(version) == kept
    assert verify()[0] is None


@pytest.mark.once
def test_a_report_states_all_that_a_report_must() -> None:
    content = layouts.report(
        kop=KOP, title="Rapat Pleno", day=DAY, clock="13.00 WIB", venue="Aula Kantor", chair="Ketua KPU",
        present=["Lima anggota"], agenda=["Rekapitulasi"], decisions=["Menetapkan hasil"], signers=[CHAIR],
        number="45/PL.01.8-BA/1608/2024", place="Martapura", dissent=["Satu anggota berpendapat lain"],
    )  # fmt: skip
    text = flat(render.pdf(content, draft=False))
    for part in (
        "Nomor: 45/PL.01.8-BA/1608/2024",
        "Kamis tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh empat",
        "Aula Kantor", "dipimpin oleh Ketua KPU", "Lima anggota", "Rekapitulasi", "Menetapkan hasil", "Ahmad Surya",
        "Pendapat berbeda",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.once
def test_letters_minutes_circulars_and_certificates_say_their_parts() -> None:
    letter = layouts.invitation(
        kop=KOP, place="Martapura", day=DAY, subject="Undangan rakor", to=["Bupati", "di Martapura"], event="rakor",
        when=DAY, clock="09.00 WIB", venue="Media Center", agenda=["Satu", "Dua"], signers=[CHAIR], number="1/Und",
        copies=["Arsip"],
    )  # fmt: skip
    text = flat(render.pdf(letter, draft=False))
    for part in ("Nomor : 1/Und", "Yth. Bupati", "Kamis, 29 Februari 2024", "Media Center", "2. Dua", "Tembusan:"):
        assert part in text, part
    minutes = layouts.minutes(
        kop=KOP, title="Rakor", day=DAY, clock="09.00", venue="Kantor", chair="Ketua", present=["Bupati"],
        agenda=["Satu"], remarks=[["Bupati", "Mendukung"]], follow_ups=[["Memetakan sinyal", "Diskominfo", "4 Maret"]],
        signers=[CHAIR],
    )  # fmt: skip
    text = flat(render.pdf(minutes, draft=False))
    for part in ("NOTULEN", "Mendukung", "Diskominfo", "Tidak ada keputusan."):
        assert part in text, part
    circular = layouts.circular(
        kop=KOP, place="Martapura", day=DAY, about="Netralitas", to=["Ketua PPK"], signers=[CHAIR], number="2/SE",
        sections=[("Latar belakang", "Sesuai rakor."), ("Isi", ["Netral", "Jujur"])],
    )  # fmt: skip
    text = flat(render.pdf(circular, draft=False))
    assert "NETRALITAS" in text and "B. Isi" in text and "2. Jujur" in text
    told = {"kop": KOP, "name": "Siti", "role": "peserta", "event": "Bimtek KPPS", "when": "12 Januari 2024"}
    certificate = render.certificate(**told, place="Martapura", day=DAY, signers=[CHAIR], number="7/SERT")
    assert "Siti" in flat(certificate) and "SERTIFIKAT" in flat(certificate)
    width, height = pypdfium2.PdfDocument(certificate)[0].get_size()
    assert width > height


@pytest.mark.once
def test_a_sheet_to_sign_has_a_page_per_day_and_room_for_guests() -> None:
    people = [["Bupati Talang Maju", "Pemerintah Kabupaten", "09.05"]]
    sheet = render.attendance(
        kop=KOP,
        title="Pleno",
        venue="Aula",
        blank_rows=3,
        days=[(DAY, "09.00", people), (date(2024, 3, 1), "09.00", people)],
    )
    pages = texts(sheet)
    assert len(pages) == 2
    assert "29 Februari 2024" in pages[0] and "1 Maret 2024" in pages[1]
    for page in pages:
        for part in ("Nama", "Jabatan/Instansi", "Jam", "Tanda tangan", "Bupati Talang Maju", "4."):
            assert part in page


@pytest.mark.once
def test_the_same_content_becomes_word_with_a_repeated_head() -> None:
    content = table(5) | {"tanda_tangan": [CHAIR], "nomor": "1/x", "meta": [["Tempat", "Aula & <b>"]]}
    whole = render.docx(content, draft=True)
    paper = Word(io.BytesIO(whole))
    assert "DRAF" in paper.sections[0].header.paragraphs[0].text
    assert "Nama Peserta 5" in [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    inside = zipfile.ZipFile(io.BytesIO(whole)).read("word/document.xml").decode()
    assert "w:tblHeader" in inside and "Aula &amp; &lt;b&gt;" in inside
    for layout in (
        layouts.certificate(kop=KOP, name="Siti", role="peserta", event="Bimtek", when="hari ini", place="M", day=DAY,
                            signers=[CHAIR]),
        layouts.attendance(kop=KOP, title="Pleno", venue="Aula", days=[(DAY, "09.00", [])]),
    ):  # fmt: skip
        assert render.docx(layout).startswith(b"PK")


@pytest.mark.once
def test_what_takes_too_long_or_breaks_is_refused_in_words(monkeypatch: Any) -> None:
    monkeypatch.setattr(render, "TIMEOUT", 0.01)
    with pytest.raises(render.RenderError, match="terlalu berat"):
        render.pdf(table(3), draft=False)
    monkeypatch.undo()
    monkeypatch.setattr(render, "_breakable", lambda content: {"blok": []})
    with pytest.raises(RuleError, match="tidak dapat dicetak"):
        render.pdf(table(3), draft=False)


@pytest.mark.once
def test_the_typesetter_knows_no_secret_of_its_parent(monkeypatch: Any) -> None:
    seen: dict[str, Any] = {}
    plain = render.subprocess.run

    def run(command: list[str], **how: Any) -> Any:
        seen.update(how["env"], command=command)
        return plain(command, **how)

    monkeypatch.setenv("SECRET_KEY", "rahasia")
    monkeypatch.setattr(render.subprocess, "run", run)
    render.pdf(table(1), draft=False)
    assert "-I" in seen["command"]
    assert not {"SECRET_KEY", "DATABASE_URL", "PATH", "HOME", "HTTPS_PROXY"} & set(seen)


@pytest.mark.once
def test_a_qr_is_a_drawing_that_loads_nothing() -> None:
    drawn = qr.svg("electcoord naskah:1")
    assert drawn.startswith("<svg") and "<script" not in drawn and "href" not in drawn
    assert drawn == qr.svg("electcoord naskah:1") != qr.svg("electcoord naskah:2")
    for wrong in ("", "x" * 1300):
        with pytest.raises(ValueError):
            qr.svg(wrong)
