"""What the papers of the warehouse say (regulations H.5, H.6): BTTB, request for what is short, BA of destruction.

They are Indonesian whoever makes them; who signs by hand is left blank where nobody was named.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from electcoord.common.language import in_source
from electcoord.common.names import region_name
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.papers import layouts, words
from electcoord.regions.models import titled
from logistics.models import Destruction, DestructionLine, Receipt, ReceiptLine

Content = dict[str, Any]


def _columns(*columns: tuple[str, int]) -> list[dict[str, Any]]:
    """The first two columns hold words, the others figures."""
    return [{"judul": title, "lebar": width, "rata": "kanan" if at > 1 else "kiri"}
            for at, (title, width) in enumerate(columns)]  # fmt: skip


def office(election: Election) -> str:
    return f"KPU {titled(election.kabupaten.kind, region_name(election.kabupaten.name))}"


def kop(election: Election) -> list[str]:
    place = titled(election.kabupaten.kind, election.kabupaten.name)
    return ["KOMISI PEMILIHAN UMUM", place.upper()]


def place_and_day(election: Election, day: date) -> str:
    return f"{region_name(election.kabupaten.name)}, {words.plain_date(day)}"


def receipt_note(receipt: Receipt, lines: Sequence[ReceiptLine]) -> Content:
    """The BTTB: what the surat jalan announced, what was counted, what came damaged."""
    with in_source():
        columns = _columns(("No.", 1), ("Barang", 8), ("Surat jalan", 3), ("Dihitung", 3), ("Rusak", 2), ("Selisih", 3))
        rows = [
            [str(number), f"{line.lot} ({line.lot.unit})", angka(line.announced), angka(line.counted),
             angka(line.damaged), _difference(line)]
            for number, line in enumerate(lines, 1)
        ]  # fmt: skip
        election, day = receipt.election, receipt.day
        blocks = [
            layouts.pairs([["Pengirim", receipt.printer], ["Nomor surat jalan", receipt.delivery_note],
                           ["Gudang", receipt.warehouse.name]]),
            layouts.table(columns, rows),
        ]  # fmt: skip
        if receipt.note:
            blocks.append(layouts.pairs([["Catatan", receipt.note]]))
        return {
            "jenis_tata": "laporan", "kop": kop(election), "judul": "BUKTI TANDA TERIMA BARANG", "nomor": None,
            "pembuka": [f"Pada {words.report_date(day)}, {office(election)} telah menerima, memeriksa, dan menghitung "
                        "barang berikut:"],
            "blok": blocks, "tempat_tanggal": place_and_day(election, day),
            "tanda_tangan": [
                {"jabatan": "Yang menyerahkan", "nama": layouts.BLANK, "lembaga": receipt.printer},
                {"jabatan": "Yang menerima", "nama": layouts.BLANK, "lembaga": office(election)},
            ],
        }  # fmt: skip


def _difference(line: ReceiptLine) -> str:
    if line.short > 0:
        return f"kurang {angka(line.short)}"
    return f"lebih {angka(-line.short)}" if line.short else "–"


def shortage_letter(receipt: Receipt, lines: Sequence[ReceiptLine], day: date) -> Content:
    """A letter that asks the sender for what is short and for what came damaged."""
    with in_source():
        election = receipt.election
        columns = _columns(("No.", 1), ("Barang", 9), ("Kurang", 3), ("Rusak", 3), ("Diminta", 3))
        rows = [
            [str(number), f"{line.lot} ({line.lot.unit})", angka(max(line.short, 0)), angka(line.damaged),
             angka(max(line.short, 0) + line.damaged)]
            for number, line in enumerate(lines, 1)
        ]  # fmt: skip
        return layouts.letter(
            kop=kop(election), place=region_name(election.kabupaten.name), day=day,
            subject="Permintaan kekurangan dan penggantian barang", to=["Yth.", receipt.printer],
            opening=["Dengan hormat,",
                     f"Berdasarkan pemeriksaan atas barang dengan surat jalan nomor {receipt.delivery_note} yang kami "
                     f"terima pada {words.full_date(receipt.day)}, terdapat kekurangan dan kerusakan berikut:"],
            blocks=[layouts.table(columns, rows)],
            closing=["Kami mohon kekurangan dan pengganti barang yang rusak segera dikirim. Atas perhatian dan kerja "
                     "sama Saudara, kami mengucapkan terima kasih."],
            signers=[{"jabatan": "Ketua", "nama": layouts.BLANK, "lembaga": office(election)}],
        )  # fmt: skip


def destruction_report(row: Destruction, lines: Sequence[DestructionLine]) -> Content:
    """The berita acara of H.6: damaged and excess ballots per contest and dapil, before whom and how."""
    with in_source():
        election = row.election
        columns = _columns(("No.", 1), ("Surat suara", 9), ("Rusak", 3), ("Lebih", 3), ("Dimusnahkan", 3))
        rows = [
            [str(number), str(line.lot.contest.title), angka(line.damaged), angka(line.excess), angka(line.total)]
            for number, line in enumerate(lines, 1)
        ]  # fmt: skip
        whole = sum(line.total for line in lines)
        rows.append(["", "Jumlah", angka(sum(line.damaged for line in lines)),
                     angka(sum(line.excess for line in lines)), angka(whole)])  # fmt: skip
        blocks = [
            layouts.table(columns, rows),
            layouts.paragraph(f"Seluruhnya {angka(whole)} ({words.number_words(whole)}) lembar."),
            layouts.heading("Saksi"),
            layouts.points([f"{one['nama']}, {one['lembaga']}" for one in row.witnesses]),
        ]
        if row.warnings:
            blocks += [layouts.heading("Catatan"), layouts.points([*row.warnings, f"Alasan: {row.reason}"])]
        signers = [{"jabatan": "Ketua", "nama": layouts.BLANK, "lembaga": office(election)}]
        signers += [{"jabatan": "Saksi", "nama": one["nama"], "lembaga": one["lembaga"]} for one in row.witnesses]
        return {
            "jenis_tata": "laporan", "kop": kop(election), "nomor": None,
            "judul": "BERITA ACARA\nPEMUSNAHAN SURAT SUARA RUSAK DAN LEBIH",
            "pembuka": [f"Pada {words.report_date(row.day)}, bertempat di {row.place}, telah dimusnahkan dengan cara "
                        f"{row.method} surat suara rusak dan lebih sebagai berikut:"],
            "blok": blocks, "tempat_tanggal": place_and_day(election, row.day), "tanda_tangan": signers,
            "penutup": ["Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."],
        }  # fmt: skip
