"""Berita acara of boxes: serah terima (BAST) of one hand-over, and of the way back penerimaan (PPS, PPK, KPU) and
penyerahan PPK → KPU (regulations H.5).

The list is what both sides told of the seals when the boxes passed; nothing is typed into it. Indonesian whoever makes
it; who signs by hand is left blank.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.common.language import in_source
from electcoord.common.names import region_name
from electcoord.common.numbers import angka
from electcoord.papers import layouts, words
from electcoord.regions.models import titled
from logistics.models import Handover, HandoverLine, Holder, Reason
from logistics.states import LineState, SealSeen


class RecordKind(models.TextChoices):
    PENERIMAAN = "penerimaan", _("penerimaan kotak")
    PENYERAHAN = "penyerahan", _("penyerahan kotak kepada KPU")
    SERAH_TERIMA = "serah_terima", _("serah terima kotak (BAST)")


TITLES = {
    RecordKind.PENERIMAAN: "PENERIMAAN KOTAK",
    RecordKind.PENYERAHAN: "PENYERAHAN KOTAK KEPADA KPU",
    RecordKind.SERAH_TERIMA: "SERAH TERIMA KOTAK",
}


def report(
    kind: str, holder: Holder, handovers: Sequence[Handover], lines: Sequence[HandoverLine], day: date
) -> dict[str, Any]:
    """The content of a document: which hand-overs, each box with its seal as both sides saw it, what differs.

    `lines` come with their container (and its contest and tps) and hand-over, in the order of the paper.
    """
    with in_source():
        election = holder.election
        passed = [line for line in lines if line.state == LineState.BERPINDAH]
        differing = [line for line in lines if line.state == LineState.SELISIH]
        bad = [line for line in passed if {line.giver_seal, line.receiver_seal} != {SealSeen.COCOK.value}]
        others = sorted({str(one.giver if kind == RecordKind.PENERIMAAN else one.receiver) for one in handovers})
        did = "telah menerima dari" if kind == RecordKind.PENERIMAAN else "telah menyerahkan kepada"
        blocks = [
            layouts.pairs([
                ["Serah terima", f"{angka(len(handovers))} kali, {_times(handovers)}"],
                ["Kotak berpindah", f"{angka(len(passed))} ({words.number_words(len(passed))})"],
                ["Segel tidak cocok", angka(len(bad))], ["Selisih", angka(len(differing))],
            ]),
            layouts.table(_COLUMNS, [_row(number, line) for number, line in enumerate(passed, 1)]),
        ]  # fmt: skip
        if differing:
            blocks += [layouts.heading("Selisih"), layouts.points([_difference(line) for line in differing])]
        place = titled(election.kabupaten.kind, election.kabupaten.name)
        return {
            "jenis_tata": "laporan", "kop": ["KOMISI PEMILIHAN UMUM", place.upper()], "nomor": None,
            "judul": f"BERITA ACARA\n{TITLES[RecordKind(kind)]}",
            "pembuka": [f"Pada {words.report_date(day)}, {holder} {did} {', '.join(others)} kotak berikut, dengan "
                        "keadaan segel menurut kedua pihak pada saat kotak berpindah:"],
            "blok": blocks, "tempat_tanggal": f"{region_name(election.kabupaten.name)}, {words.plain_date(day)}",
            "tanda_tangan": [
                {"jabatan": "Yang menyerahkan", "nama": layouts.BLANK, "lembaga": _side(kind, holder, others, False)},
                {"jabatan": "Yang menerima", "nama": layouts.BLANK, "lembaga": _side(kind, holder, others, True)},
            ],
            "penutup": ["Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."],
        }  # fmt: skip


_COLUMNS = [
    {"judul": title, "lebar": width, "rata": "kiri"}
    for title, width in (("No.", 1), ("Kode kotak", 6), ("Isi", 6), ("Segel, pemberi", 4), ("Segel, penerima", 4))
]


def _row(number: int, line: HandoverLine) -> list[str]:
    box = line.container
    what = f"{box.get_kind_display().capitalize()} {box.contest.title}" if box.contest else box.get_kind_display()
    return [str(number), box.code, what, str(SealSeen(line.giver_seal).label), str(SealSeen(line.receiver_seal).label)]


def _difference(line: HandoverLine) -> str:
    return f"{line.container.code}: {Reason(line.reason).label}"


def _times(handovers: Sequence[Handover]) -> str:
    days = sorted({timezone.localdate(one.first_at) for one in handovers})
    return ", ".join(words.plain_date(one) for one in days)


def _side(kind: str, holder: Holder, others: Sequence[str], is_receiver: bool) -> str:
    """The holder on its own side of the paper; on the other side the one partner, or blank where there are several."""
    if (kind == RecordKind.PENERIMAAN) == is_receiver:
        return str(holder)
    return others[0] if len(others) == 1 else layouts.BLANK
