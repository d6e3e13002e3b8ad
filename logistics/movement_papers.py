"""What the papers of a movement say (regulations H.5): the surat jalan, and the notice to the police."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from electcoord.common.language import in_source
from electcoord.common.names import region_name
from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import waktu
from electcoord.directory.models import Institution
from electcoord.elections.models import Election
from electcoord.papers import layouts
from logistics.models import Container, Movement, Stop
from logistics.stock_papers import letterhead, office_of, place_and_day

Content = dict[str, Any]


def waybill(row: Movement, stops: Sequence[Stop], boxes: Sequence[Container]) -> Content:
    """The surat jalan: vehicle, driver, escort, stops, and every box with its seals."""
    with in_source():
        day = timezone.localdate(row.departed_at)
        facts = [
            ["Keperluan", f"{row.get_purpose_display().capitalize()}, gelombang {row.wave}"],
            ["Dari", str(row.origin)],
            ["Kendaraan", f"{row.vehicle}, {row.vehicle.institution}" if row.vehicle else row.get_way_display()],
            ["Pengemudi", row.driver or layouts.BLANK],
            ["Pengawal", _escort(row)],
            ["Berangkat", waktu(row.departed_at)],
        ]
        if row.route:
            facts.append(["Rute", row.route])
        kinds = Counter((str(box.contest.title) if box.contest else box.get_kind_display()) for box in boxes)
        counted = [[name, angka(count)] for name, count in sorted(kinds.items())]
        blocks = [
            layouts.pairs(facts), _stop_table(stops), layouts.heading("Muatan"),
            layouts.table(_two("Jenis", "Jumlah"), [*counted, ["Seluruhnya", angka(len(boxes))]]),
        ]  # fmt: skip
        if boxes:
            blocks += [layouts.heading("Daftar kotak dan segelnya"), _box_table(boxes)]
        return {
            "jenis_tata": "laporan", "kop": letterhead(row.election), "judul": "SURAT JALAN", "nomor": None,
            "pembuka": [f"{office_of(row.election)} menugaskan kendaraan berikut membawa perlengkapan "
                        f"{row.election.name} ke tujuan di bawah ini. Kotak diserahkan dengan memeriksa segelnya."],
            "blok": blocks, "tempat_tanggal": place_and_day(row.election, day),
            "tanda_tangan": [
                {"jabatan": "Yang menyerahkan", "nama": layouts.BLANK, "lembaga": str(row.origin)},
                {"jabatan": "Pengemudi", "nama": row.driver or layouts.BLANK, "lembaga": _owner(row)},
                {"jabatan": "Pengawal", "nama": layouts.BLANK,
                 "lembaga": str(row.escort.institution) if row.escort else "Pengawal"},
            ],
        }  # fmt: skip


def _owner(row: Movement) -> str:
    return str(row.vehicle.institution) if row.vehicle else str(row.origin)


def _escort(row: Movement) -> str:
    unit = str(row.escort) if row.escort else ""
    return "; ".join(filter(None, (unit, row.escort_names))) or layouts.BLANK


def _two(first: str, second: str) -> list[dict[str, Any]]:
    return [{"judul": first, "lebar": 9, "rata": "kiri"}, {"judul": second, "lebar": 3, "rata": "kanan"}]


def _stop_table(stops: Sequence[Stop]) -> Content:
    columns = [
        {"judul": "No.", "lebar": 1, "rata": "kanan"}, {"judul": "Tujuan", "lebar": 8, "rata": "kiri"},
        {"judul": "Rencana tiba", "lebar": 6, "rata": "kiri"}, {"judul": "Rencana kotak", "lebar": 4, "rata": "kanan"},
    ]  # fmt: skip
    return layouts.table(columns, [
        [str(stop.number), str(stop.holder), waktu(stop.planned_at),
         angka(stop.boxes) if stop.boxes is not None else "–"]
        for stop in stops
    ])  # fmt: skip


def _box_table(boxes: Sequence[Container]) -> Content:
    columns = [
        {"judul": "No.", "lebar": 1, "rata": "kanan"}, {"judul": "Kode", "lebar": 6, "rata": "kiri"},
        {"judul": "Segel", "lebar": 7, "rata": "kiri"},
    ]  # fmt: skip
    return layouts.table(columns, [
        [angka(number), box.code,
         ", ".join(sorted(seal.number for seal in box.seals.all() if seal.removed_at is None)) or "–"]
        for number, box in enumerate(boxes, 1)
    ])  # fmt: skip


def police_notice(
    election: Election,
    wave: int,
    movements: Sequence[tuple[Movement, Sequence[Stop]]],
    to: Institution | None,
    day: date,
) -> Content:
    """The letter that tells the police of a wave and asks for escort; one row per vehicle."""
    with in_source():
        columns = [
            {"judul": "No.", "lebar": 1, "rata": "kanan"}, {"judul": "Berangkat", "lebar": 4, "rata": "kiri"},
            {"judul": "Dari", "lebar": 5, "rata": "kiri"}, {"judul": "Tujuan", "lebar": 6, "rata": "kiri"},
            {"judul": "Kendaraan", "lebar": 5, "rata": "kiri"}, {"judul": "Kotak", "lebar": 2, "rata": "kanan"},
        ]  # fmt: skip
        rows = []
        for number, (row, stops) in enumerate(movements, 1):
            known = [stop.boxes for stop in stops if stop.boxes is not None]
            rows.append([
                str(number), waktu(row.planned_departure), str(row.origin),
                ", ".join(str(stop.holder) for stop in stops),
                str(row.vehicle) if row.vehicle else row.get_way_display(), angka(sum(known)) if known else "–",
            ])  # fmt: skip
        return layouts.letter(
            kop=letterhead(election), place=region_name(election.kabupaten.name), day=day,
            subject=f"Pemberitahuan distribusi logistik gelombang {wave}",
            to=["Yth.", f"Kepala {to}" if to else layouts.BLANK],
            opening=["Dengan hormat,",
                     f"Kami memberitahukan rencana distribusi logistik {election.name} gelombang {wave} berikut:"],
            blocks=[layouts.table(columns, rows)],
            closing=["Kami mohon bantuan pengamanan dan pengawalan selama perjalanan dan serah terima. Atas perhatian "
                     "dan kerja sama Saudara, kami mengucapkan terima kasih."],
            signers=[{"jabatan": "Ketua", "nama": layouts.BLANK, "lembaga": office_of(election)}],
        )  # fmt: skip
