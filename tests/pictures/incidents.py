"""Incidents for the pictures: what the boxes raised, an accident taken up and late, and swapped ballots."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from electcoord.elections.models import Election, Tps
from electcoord.ledger.recording import Actor
from electcoord.situation import incidents
from electcoord.situation.models import Incident
from logistics.actions import Swap, report_swap


def build(election: Election, who: Callable[[str], Actor]) -> None:
    """After the boxes."""
    clerk, now = who("staf"), timezone.now()
    stations = list(Tps.objects.filter(election=election).select_related("election", "desa").order_by("code")[:2])
    told = incidents.Report(
        kind="kecelakaan", what="Truk pengangkut terperosok di tikungan jembatan.\nMuatan utuh, jalan tertutup.",
        cause="Jalan licin sesudah hujan.", election=election, region=stations[0].desa, due=now + timedelta(minutes=1),
        occurred_at=now - timedelta(hours=3), details={"kendaraan": "BG 1234 XY", "muatan": "Utuh"},
    )  # fmt: skip
    accident = incidents.report(told, actor=clerk)
    incidents.take_up(accident, text="Kendaraan pengganti berangkat.", actor=who("ketua"))
    kind = election.contests.order_by("order")[0].kind
    swap = Swap(
        *stations, contest_kind=kind, here_count=25, found_when="sebelum", occurred_at=now - timedelta(hours=2),
        stopped_at=now - timedelta(hours=2), what="Ditemukan saat kotak dibuka di hadapan saksi.",
    )  # fmt: skip
    report_swap(swap, actor=clerk)
    seal = Incident.objects.filter(election=election, kind="segel_rusak").earliest("pk")
    incidents.take_up(seal, actor=clerk)
    incidents.close(seal, result="disegel_lagi", text="Disegel kembali di hadapan Panwascam.", actor=clerk)
