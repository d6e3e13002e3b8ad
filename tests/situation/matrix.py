"""Incidents in the access matrix: a few in both regencies, one with swapped ballots, and their routes."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from electcoord.accounts.access import Can
from electcoord.elections.models import Tps
from electcoord.regions.models import Region
from electcoord.situation import incidents
from electcoord.situation.models import Incident
from logistics.actions import Swap, report_swap
from tests.cast import HILIR, HULU, TPS_1, TPS_2, Cast
from tests.project.people import OTHER, OWN
from tests.project.routes import BOTH, Judge, Row, Target, anywhere, in_election, in_region, read_and_written


def incident_samples(cast: Cast) -> list[Incident]:
    at = timezone.now() - timedelta(hours=1)
    for region, election, who in (
        (HULU, cast.election, "staf"), (HILIR, cast.election, "staf"), ("9902", cast.other, "tetangga"),
    ):  # fmt: skip
        place = Region.objects.get(pk=region)
        told = incidents.Report(kind="lainnya", what="Genset mati.", election=election, region=place, occurred_at=at)
        incidents.report(told, actor=cast.actor(who))
    here, there = (Tps.objects.get(election=cast.election, code=code) for code in (TPS_1, TPS_2))
    swap = Swap(here, there, contest_kind="ppwp", here_count=2, found_when="sebelum", occurred_at=at)
    report_swap(swap, actor=cast.actor("staf"))
    return list(Incident.objects.select_related("election").order_by("pk"))


def incident_rows(rows: list[Incident]) -> dict[str, Row]:
    def placed(name: str, *more: object) -> list[Target]:
        found = [
            Target(reverse(f"situation:{name}", args=[row.uuid, *more]), row.place, row.election.slug) for row in rows
        ]
        return [*found, Target(reverse(f"situation:{name}", args=[uuid4(), *more]), exists=False)]

    def known(judge: Judge) -> Judge:
        """What does not exist belongs to no region."""
        return lambda who, target, method: judge(who, target, method) if target.exists else {404}

    def reports(who: str, target: Target, method: str) -> set[int]:
        return anywhere(Can.REPORT_INCIDENTS, 422 if method == "POST" else 200)(who, target, method)

    there_is_none = known(in_region(Can.VIEW_INCIDENTS, status=404))
    swapped = [
        Target(reverse("logistics:incident-exchange", args=[OWN, row.uuid]), row.place, OWN)
        for row in rows if row.kind == "tertukar"
    ]  # fmt: skip
    exchanges = known(in_region(Can.VIEW_INCIDENTS, Can.REPORT_INCIDENTS, 422))
    elections = [Target(reverse("logistics:incident-swap", args=[slug]), election=slug) for slug in (OWN, OTHER)]
    return {
        "situation:incidents": Row(anywhere(Can.VIEW_INCIDENTS), [Target(reverse("situation:incidents"))]),
        "situation:incidents-file": Row(
            anywhere(Can.VIEW_INCIDENTS), [Target(reverse("situation:incidents-file", args=["csv"]))]
        ),
        "situation:incident-new": Row(reports, [Target(reverse("situation:incident-new"))], BOTH),
        "situation:incident": Row(
            known(read_and_written(Can.VIEW_INCIDENTS, Can.MANAGE_INCIDENTS)), placed("incident"), BOTH
        ),
        "situation:incident-paper": Row(there_is_none, placed("incident-paper")),
        "situation:incident-evidence": Row(there_is_none, placed("incident-evidence", uuid4())),
        "logistics:incident-swap": Row(in_election(Can.REPORT_INCIDENTS), elections, BOTH),
        "logistics:incident-exchange": Row(exchanges, swapped, ("POST",)),
    }
