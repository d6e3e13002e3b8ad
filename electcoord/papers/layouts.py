"""The office's documents as content: each function puts together what that kind of document must say.

Texts of a document are Indonesian whoever makes it: it is the same paper for every reader.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from electcoord.papers import words

Content = dict[str, Any]
Signer = Mapping[str, str]
Pairs = Sequence[Sequence[str]]
BLANK = "........................"
SIGN_HEIGHT = 9


def paragraph(text: str, **more: Any) -> dict[str, Any]:
    return {"jenis": "paragraf", "teks": text, **more}


def heading(text: str) -> dict[str, Any]:
    return {"jenis": "judul", "teks": text}


def points(items: Sequence[str], *, numbered: bool = True) -> dict[str, Any]:
    return {"jenis": "butir", "isi": list(items), "bernomor": numbered}


def pairs(rows: Pairs) -> dict[str, Any]:
    return {"jenis": "pasangan", "isi": [list(row) for row in rows]}


def table(columns: Sequence[Any], rows: Sequence[Sequence[str]], *, title: str = "", height: int = 0) -> dict[str, Any]:
    """`columns`: titles, or {judul, lebar, rata}; `height` in mm for rows that people write in."""
    return {"jenis": "tabel", "judul": title, "kolom": list(columns), "baris": [list(row) for row in rows],
            "tinggi": height}  # fmt: skip


def picture(sha256: str, caption: str = "") -> dict[str, Any]:
    """A page of an attachment by the hash of its picture (`attachment.pages[0]["gambar"]`)."""
    return {"jenis": "gambar", "sha256": sha256, "keterangan": caption}


def letter(
    *, kop: Sequence[str], place: str, day: date, subject: str, to: Sequence[str], opening: Sequence[str],
    blocks: Sequence[dict[str, Any]] = (), closing: Sequence[str] = (), signers: Sequence[Signer],
    number: str | None = None, nature: str = "Biasa", enclosed: str = "-", copies: Sequence[str] = (),
) -> Content:  # fmt: skip
    """An ordinary official letter (surat dinas)."""
    return {
        "jenis_tata": "surat", "kop": list(kop), "judul": subject, "nomor": number,
        "tempat_tanggal": f"{place}, {words.plain_date(day)}",
        "meta": [["Sifat", nature], ["Lampiran", enclosed], ["Perihal", subject]], "kepada": list(to),
        "pembuka": list(opening), "blok": list(blocks), "penutup": list(closing), "tanda_tangan": list(signers),
        "tembusan": list(copies),
    }  # fmt: skip


def invitation(
    *, kop: Sequence[str], place: str, day: date, subject: str, to: Sequence[str], event: str, when: date, clock: str,
    venue: str, agenda: Sequence[str], signers: Sequence[Signer], number: str | None = None, basis: str = "",
    notes: Sequence[str] = (), copies: Sequence[str] = (), enclosed: str = "-",
) -> Content:  # fmt: skip
    """A letter that invites to `event`: day, date, time, place and agenda."""
    because = f"{basis}, " if basis else ""
    start = f"{because}kami mengundang Saudara untuk menghadiri {event} yang akan dilaksanakan pada:"
    rows = [["Hari, tanggal", words.full_date(when)], ["Waktu", clock], ["Tempat", venue]]
    if len(agenda) == 1:
        rows.append(["Acara", agenda[0]])
    blocks: list[dict[str, Any]] = [pairs(rows)]
    if len(agenda) > 1:
        blocks += [paragraph("dengan acara sebagai berikut:"), points(agenda)]
    blocks += [paragraph(note) for note in notes]
    closing = ["Mengingat pentingnya acara tersebut, kami mengharapkan kehadiran Saudara tepat waktu. Atas perhatian "
               "dan kerja sama Saudara, kami mengucapkan terima kasih."]  # fmt: skip
    return letter(
        kop=kop, place=place, day=day, subject=subject, to=to, opening=["Dengan hormat,", start[0].upper() + start[1:]],
        blocks=blocks, closing=closing, signers=signers, number=number, copies=copies, enclosed=enclosed,
    )  # fmt: skip


def circular(
    *, kop: Sequence[str], place: str, day: date, about: str, to: Sequence[str], sections: Sequence[tuple[str, Any]],
    signers: Sequence[Signer], number: str | None = None, copies: Sequence[str] = (),
) -> Content:  # fmt: skip
    """A circular (surat edaran); `sections`: title, and a text or a list of points."""
    blocks: list[dict[str, Any]] = []
    for order, (title, body) in enumerate(sections):
        blocks.append(heading(f"{chr(ord('A') + order)}. {title}"))
        blocks.append(paragraph(body) if isinstance(body, str) else points(body))
    addressed = [paragraph("Kepada Yth.\n" + "\n".join(to))] if to else []
    return {
        "jenis_tata": "laporan", "kop": list(kop), "judul": f"SURAT EDARAN\nTENTANG\n{about.upper()}", "nomor": number,
        "tempat_tanggal": f"{place}, {words.plain_date(day)}", "blok": [*addressed, *blocks],
        "penutup": ["Demikian surat edaran ini disampaikan untuk dilaksanakan."], "tanda_tangan": list(signers),
        "tembusan": list(copies),
    }  # fmt: skip


def minutes(
    *, kop: Sequence[str], title: str, day: date, clock: str, venue: str, chair: str, present: Sequence[str],
    agenda: Sequence[str], remarks: Sequence[Sequence[str]] = (), decisions: Sequence[str] = (),
    follow_ups: Sequence[Sequence[str]] = (), signers: Sequence[Signer], number: str | None = None,
    more: Sequence[dict[str, Any]] = (),
) -> Content:  # fmt: skip
    """Minutes (notulen): who spoke (`remarks`: speaker, what), what was decided, who owes what until when
    (`follow_ups`: what, who, until)."""
    meta = [["Hari, tanggal", words.full_date(day)], ["Waktu", clock], ["Tempat", venue], ["Pimpinan rapat", chair]]
    blocks = [heading("Peserta"), points(present), heading("Agenda"), points(agenda)]
    if remarks:
        rows = [[str(order), *row] for order, row in enumerate(remarks, 1)]
        blocks += [
            heading("Jalannya rapat"),
            table(_columns(("No.", 1), ("Pembicara", 5), ("Pokok pembicaraan", 12)), rows),
        ]
    blocks += list(more)
    blocks += [heading("Keputusan"), points(decisions) if decisions else paragraph("Tidak ada keputusan.")]
    if follow_ups:
        rows = [[str(order), *row] for order, row in enumerate(follow_ups, 1)]
        columns = _columns(("No.", 1), ("Tindak lanjut", 9), ("Penanggung jawab", 5), ("Batas waktu", 3))
        blocks += [heading("Tindak lanjut"), table(columns, rows)]
    return {
        "jenis_tata": "laporan", "kop": list(kop), "judul": f"NOTULEN\n{title.upper()}", "nomor": number, "meta": meta,
        "blok": blocks, "tanda_tangan": list(signers),
    }  # fmt: skip


def report(
    *, kop: Sequence[str], title: str, day: date, clock: str, venue: str, chair: str, present: Sequence[str],
    agenda: Sequence[str], decisions: Sequence[str], signers: Sequence[Signer], number: str | None = None,
    place: str = "", dissent: Sequence[str] = (), more: Sequence[dict[str, Any]] = (),
) -> Content:  # fmt: skip
    """A berita acara: hari, tanggal in words, tempat, pimpinan, hadir, agenda, keputusan, tanda tangan (J.4)."""
    opening = (
        f"Pada hari ini, {words.report_date(day).removeprefix('hari ')}, pukul {clock}, bertempat di {venue}, telah "
        f"dilaksanakan {title} yang dipimpin oleh {chair}."
    )
    blocks = [
        heading("Hadir"), points(present), heading("Agenda"), points(agenda), *more, heading("Keputusan"),
        points(decisions) if decisions else paragraph("Rapat tidak mengambil keputusan."),
    ]  # fmt: skip
    if dissent:
        blocks += [heading("Pendapat berbeda"), points(dissent)]
    return {
        "jenis_tata": "laporan", "kop": list(kop), "judul": f"BERITA ACARA\n{title.upper()}", "nomor": number,
        "pembuka": [opening], "blok": blocks, "tanda_tangan": list(signers),
        "penutup": ["Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."],
        "tempat_tanggal": f"{place}, {words.plain_date(day)}" if place else "",
    }  # fmt: skip


def attendance(
    *, kop: Sequence[str], title: str, venue: str, days: Sequence[tuple[date, str, Sequence[Sequence[str]]]],
    signers: Sequence[Signer] = (), blank_rows: int = 5, number: str | None = None,
) -> Content:  # fmt: skip
    """A sheet to sign per day; `days`: date, clock, rows of (name, office or institution, clock or "")."""
    columns = _columns(("No.", 1), ("Nama", 6), ("Jabatan/Instansi", 6), ("Jam", 2), ("Tanda tangan", 4))
    columns[0]["rata"] = columns[3]["rata"] = "tengah"
    blocks: list[dict[str, Any]] = []
    for order, (day, clock, people) in enumerate(days):
        rows = [[str(row), *person, f"{row}."] for row, person in enumerate(people, 1)]
        last = len(rows)
        rows += [[str(last + row), "", "", "", f"{last + row}."] for row in range(1, blank_rows + 1)]
        if order:
            blocks.append({"jenis": "halaman"})
        blocks += [pairs([["Hari, tanggal", words.full_date(day)], ["Waktu", clock], ["Tempat", venue]]),
                   table(columns, rows, height=SIGN_HEIGHT)]  # fmt: skip
    return {
        "jenis_tata": "laporan", "kop": list(kop), "judul": f"DAFTAR HADIR\n{title.upper()}", "nomor": number,
        "blok": blocks, "tanda_tangan": list(signers),
    }  # fmt: skip


def certificate(
    *, kop: Sequence[str], name: str, role: str, event: str, when: str, place: str, day: date,
    signers: Sequence[Signer], number: str | None = None, office: str = "",
) -> Content:  # fmt: skip
    """A certificate on landscape paper; `when`: the days as people say them."""
    held = [paragraph(office)] if office else []
    return {
        "jenis_tata": "sertifikat", "arah": "lebar", "kop": list(kop), "judul": "SERTIFIKAT", "nomor": number,
        "pembuka": ["diberikan kepada"],
        "blok": [heading(name), *held, paragraph(f"sebagai {role}"), paragraph(f"dalam {event}"), paragraph(when)],
        "tempat_tanggal": f"{place}, {words.plain_date(day)}", "tanda_tangan": list(signers),
    }  # fmt: skip


def _columns(*columns: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"judul": title, "lebar": width} for title, width in columns]
