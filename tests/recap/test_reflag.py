"""A profile version that comes into force judges the stored sheets anew, and touches nothing else."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from electcoord.elections import profiles
from electcoord.elections.actions import approve_profile, propose_profile
from electcoord.elections.models import Election, ProfileVersion
from electcoord.ledger.verification import verify
from recap import aggregate, findings, tasks
from recap.models import Check, Finding, Sheet, SheetVersion, Total
from tests.cast import Cast
from tests.standing import laid

OTHER_TPS = "9901022001001"


@laid
def judged(cast: Cast) -> Cast:
    """Two papers in two kecamatan; DPT 310 stands against a capacity of 300."""
    cast.enter("operator", (100, 60), pemilih_dpt_j=310)
    cast.enter("operator", (50, 60), code=OTHER_TPS, pemilih_dpt_j=305, ss_digunakan=112)
    aggregate.refresh_stale()
    assert found() == {("9901011001001", "R14", "WARN"), (OTHER_TPS, "R14", "WARN"), (OTHER_TPS, "R08", "LOGIC")}
    return cast


def found() -> set[tuple[str, str, str]]:
    return set(Finding.objects.values_list("tps_code", "rule", "severity"))


def propose(cast: Cast) -> ProfileVersion:
    """Capacity 307, R08 exact to two ballots and only a warning."""
    values = cast.election.profile.values
    changes: dict[str, Any] = {
        "kapasitas_tps": {"nilai": 307, "sumber": "PKPU contoh"},
        "aturan": {"nilai": profiles.rules_change(values, {"R08": {"tingkat": "WARN", "batas": 1}}, "PKPU contoh"),
                   "sumber": "PKPU contoh"},
    }  # fmt: skip
    return propose_profile(cast.election, changes, reason="Uji", actor=cast.actor("ketua"))


AFTER = {("9901011001001", "R14", "WARN"), (OTHER_TPS, "R08", "WARN")}


def governed() -> list[Any]:
    """Votes, states and totals, which no profile may change."""
    totals = [{k: v for k, v in row.items() if k != "computed_at"} for row in Total.objects.order_by("pk").values()]
    return [totals, list(Sheet.objects.order_by("pk").values()), list(SheetVersion.objects.order_by("pk").values())]


def test_approval_judges_at_once(judged: Cast, django_capture_on_commit_callbacks: Any) -> None:
    version, before = propose(judged), governed()
    since = dict(Finding.objects.values_list("tps_code", "since").filter(rule="R14"))
    assert found() != AFTER, "a proposal alone changes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        approve_profile(version, actor=judged.actor("anggota"))
    assert found() == AFTER
    assert set(Check.objects.values_list("profile", flat=True)) == {version.pk}
    assert Finding.objects.get(rule="R14").since == since["9901011001001"], "what stays keeps its age"
    assert governed() == before
    assert verify()[0] is None


@pytest.mark.parametrize("way", ["sweep", "command", "task twice"])
def test_a_lost_hint_is_caught(judged: Cast, way: str, monkeypatch: pytest.MonkeyPatch, caplog: Any,
                               django_capture_on_commit_callbacks: Any) -> None:  # fmt: skip
    def gone(*args: Any) -> None:
        raise ConnectionError("broker")

    version, before = propose(judged), governed()
    monkeypatch.setattr(tasks.reflag, "delay", gone)
    with django_capture_on_commit_callbacks(execute=True):
        approve_profile(version, actor=judged.actor("anggota"))
    assert "tidak terkirim" in caplog.text
    assert Election.objects.get(pk=judged.election.pk).profile_id == version.pk, "the deed stands"
    assert found() != AFTER
    assert findings.outdated(Election.objects.get(pk=judged.election.pk)) == ["990101", "990102"]
    if way == "sweep":
        tasks.sweep()
    elif way == "command":
        call_command("aggregate_recap")
    else:
        tasks.reflag(judged.election.pk)
        tasks.reflag(judged.election.pk)
    assert found() == AFTER
    assert findings.outdated(Election.objects.get(pk=judged.election.pk)) == []
    assert governed() == before


def test_a_failing_hook_never_undoes_the_approval(judged: Cast, monkeypatch: pytest.MonkeyPatch, caplog: Any,
                                                  django_capture_on_commit_callbacks: Any) -> None:  # fmt: skip
    def broken(election: Election) -> None:
        raise RuntimeError("rusak")

    monkeypatch.setattr(tasks, "hint_profile", broken)
    version = propose(judged)
    with django_capture_on_commit_callbacks(execute=True):
        approve_profile(version, actor=judged.actor("anggota"))
    assert Election.objects.get(pk=judged.election.pk).profile_id == version.pk


def test_an_idle_sweep_reads_no_sheet(judged: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert findings.refresh_outdated(judged.election) == 0
    assert len(captured) == 1
