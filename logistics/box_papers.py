"""Papers of boxes: the list of what goes in, to be ticked by hand, and the berita acara of opening and resealing.

They are Indonesian whoever prints them.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from electcoord.common.language import in_source
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.elections.places import Names
from electcoord.papers import layouts, words
from logistics.models import Container, PackedLine, ReportKind, SealReport
from logistics.selectors.packing import Wanted
from logistics.stock_papers import Content, letterhead, office_of, place_and_day

TITLES = {ReportKind.BUKA: "PEMBUKAAN KOTAK", ReportKind.SEGEL: "PENYEGELAN KEMBALI KOTAK"}


def title_of(row: SealReport) -> str:
    return f"{TITLES[ReportKind(row.kind)].capitalize()} {row.container.code}"


def what_is(container: Container) -> str:
    """`Kotak suara DPR Sumatera Selatan II`."""
    kind = str(container.get_kind_display()).capitalize()
    return f"{kind} {container.contest.title}" if container.contest else kind


def seal_report(row: SealReport, notes: Sequence[str]) -> Content:
    """What was done to which container, before whom, and the seals before and after."""
    with in_source():
        box, election = row.container, row.container.election
        names = Names.of(election, {box.region_id})
        day = timezone.localtime(row.at)
        done = "dibuka" if row.kind == ReportKind.BUKA else "disegel kembali"
        blocks = [
            layouts.pairs([
                ["Kode", box.code], ["Jenis", what_is(box)],
                ["Untuk", ", ".join(part for part in (str(box.tps or ""), names.full(box.region_id)) if part)],
                ["Dipegang", str(box.holder)], ["Alasan", row.reason],
                ["Segel sebelum", ", ".join(row.before) or "tidak ada"],
                ["Segel sesudah", ", ".join(row.after) or "belum disegel kembali"],
            ]),
            layouts.heading("Hadir"),
            layouts.points([f"{one['nama']}, {one['lembaga']}" for one in row.present]),
        ]  # fmt: skip
        if notes:
            blocks += [layouts.heading("Catatan"), layouts.points([f"Tanpa pengawas: {note}" for note in notes])]
        return {
            "jenis_tata": "laporan", "kop": letterhead(election), "nomor": None,
            "judul": f"BERITA ACARA\n{TITLES[ReportKind(row.kind)]}",
            "pembuka": [f"Pada {words.report_date(day.date())}, pukul {day:%H.%M}, bertempat di {row.place}, telah "
                        f"{done}:"],
            "blok": blocks, "tempat_tanggal": place_and_day(election, day.date()),
            "tanda_tangan": [{"jabatan": "Yang membuat", "nama": layouts.BLANK, "lembaga": office_of(election)}]
            + [{"jabatan": "Hadir", "nama": one["nama"], "lembaga": one["lembaga"]} for one in row.present],
            "penutup": ["Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."],
        }  # fmt: skip


def packing_lists(
    election: Election, boxes: Sequence[Container], lists: dict[int, list[Wanted]],
    packed: dict[int, list[PackedLine]],
) -> Content:  # fmt: skip
    """A page per box: what goes in, what was put in where that is known, and room for a tick and a signature."""
    with in_source():
        names = Names.of(election, {box.region_id for box in boxes})
        blocks: list[dict[str, Any]] = []
        for at, box in enumerate(boxes):
            if at:
                blocks.append({"jenis": "halaman"})
            blocks += _list(box, names, lists[box.pk], packed.get(box.pk))
        mark = "\nSIMULASI" if election.is_simulation else ""
        return {
            "jenis_tata": "laporan", "kop": letterhead(election), "nomor": None, "judul": f"DAFTAR ISI KOTAK{mark}",
            "blok": blocks, "tanda_tangan": [],
        }  # fmt: skip


def _list(box: Container, names: Names, wanted: Sequence[Wanted], packed: Sequence[PackedLine] | None) -> list[Any]:
    desa, kecamatan = names.full(box.region_id), names.full(box.region_id[:6])
    place = ", ".join(
        part for part in (str(box.tps or ""), desa, kecamatan if kecamatan != box.region_id[:6] else "") if part
    )
    columns = [
        {"judul": title, "lebar": width, "rata": side}
        for title, width, side in (
            ("No.", 1, "tengah"), ("Barang", 8, "kiri"), ("Satuan", 2, "kiri"), ("Daftar", 2, "kanan"),
            ("Dimasukkan", 3, "kanan"), ("Periksa", 2, "tengah"),
        )
    ]  # fmt: skip
    put = {line.item_code: line for line in packed or ()}
    rows = [
        [str(at), _named(line), line.unit, angka(line.wanted, "belum ditetapkan"),
         _put(put[line.item_code]) if line.item_code in put else "", "☐"]
        for at, line in enumerate(wanted, 1)
    ]  # fmt: skip
    return [
        layouts.heading(f"{box.code} · {what_is(box)}"),
        layouts.pairs([["Untuk", place], *([["Hitungan", _calculation(wanted[0])]] if wanted else [])]),
        layouts.table(columns, rows, height=7) if rows else layouts.paragraph("Tidak ada daftar isi untuk wadah ini."),
        layouts.pairs([[word, layouts.BLANK] for word in ("Petugas pengemas", "Pemeriksa", "Nomor segel")]),
    ]  # fmt: skip


def _named(line: Wanted) -> str:
    return f"{line.name} {line.contest.title}" if line.contest else line.name


def _put(line: PackedLine) -> str:
    text = angka(line.packed, "tidak dihitung")
    return f"{text} ({line.reason})" if line.reason else text


def _calculation(line: Wanted) -> str:
    if line.dpt is None:
        return "DPT TPS ini belum diketahui"
    return f"DPT {angka(line.dpt)} + cadangan {angka(line.reserve)} = {angka(line.wanted)} lembar"
