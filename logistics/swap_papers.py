"""What the berita acara of swapped ballots says (regulations H.7)."""

from typing import Any

from electcoord.common.names import region_name
from electcoord.common.numbers import angka
from electcoord.common.templatetags.angka import waktu
from electcoord.elections.models import Tps
from electcoord.papers import layouts
from electcoord.situation.models import Incident
from logistics.models import FoundWhen, SwapReport


def named(tps: Tps) -> str:
    """`TPS 001 Pasar`: a TPS number alone is another one in every desa."""
    return f"{tps} {region_name(tps.desa.name)}"


def swap_content(incident: Incident) -> dict[str, Any]:
    """Title and blocks; called in the source language."""
    row = SwapReport.objects.select_related(
        "here__desa", "there__desa", "here_contest", "there_contest", "exchanged_by"
    ).get(incident=incident)  # fmt: skip
    titles = (("Hal", 4), ("TPS tempat ditemukan", 6), ("TPS asal", 6))
    columns = [{"judul": title, "lebar": width, "rata": "kiri"} for title, width in titles]
    there = "belum dihitung" if row.there_count is None else f"{angka(row.there_count)} lembar"
    rows = [
        ["TPS", named(row.here), named(row.there)], ["Kode TPS", row.here.code, row.there.code],
        ["Surat suara seharusnya", row.here_contest.title, row.there_contest.title],
        ["Surat suara pihak lain", f"{angka(row.here_count)} lembar", there],
    ]  # fmt: skip
    stopped = waktu(row.stopped_at) if row.stopped_at else "tidak tercatat"
    if row.exchanged_at:
        exchange = f"{waktu(row.exchanged_at)} oleh {row.exchanged_by}"
    else:
        exchange = "belum ditukar" if row.found_when == FoundWhen.SEBELUM else "tidak ditukar: sudah ada yang dipakai"
    steps = [
        ["Ditemukan", f"{row.get_found_when_display()}; {waktu(incident.occurred_at)}"],
        ["Pemakaian dihentikan", stopped], ["Dilaporkan", waktu(incident.reported_at)], ["Ditukar", exchange],
    ]  # fmt: skip
    if row.used_count:
        steps.append(["Sudah dipakai", f"{angka(row.used_count)} lembar"])
    return {
        "judul": "PENANGANAN SURAT SUARA TERTUKAR",
        "blok": [layouts.table(columns, rows), layouts.heading("Urutan penanganan"), layouts.pairs(steps)],
        "pihak": [f"Ketua KPPS {named(row.here)}", f"Ketua KPPS {named(row.there)}"],
    }
