"""Celery doors. A message is only a hint which region changed; the sweep finds what was missed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import Task, shared_task

from electcoord.elections.models import Election
from recap import aggregate, findings

logger = logging.getLogger(__name__)


@shared_task(name="recap.tasks.refresh", ignore_result=True)
def refresh(contest_id: int, kecamatan_code: str) -> None:
    """Recomputes one contest in one kecamatan where it is stale; twice or late ends the same."""
    aggregate.refresh_stale(contest_id=contest_id, kecamatan_code=kecamatan_code)


@shared_task(name="recap.tasks.reflag", ignore_result=True)
def reflag(election_id: int) -> None:
    """Judges by the profile in force what another version judged; twice or late ends the same."""
    findings.refresh_outdated(Election.objects.select_related("profile").get(pk=election_id))


@shared_task(name="recap.tasks.refresh_election", ignore_result=True)
def refresh_election(election_id: int) -> None:
    """Recomputes whatever is stale in one election; twice or late ends the same."""
    aggregate.refresh_stale(election_id=election_id)


@shared_task(name="recap.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Recomputes whatever is stale and judges anew what a former profile judged."""
    aggregate.refresh_stale()
    for election in Election.objects.select_related("profile").defer("profile__values"):
        findings.refresh_outdated(election)


@shared_task(name="recap.tasks.compare", ignore_result=True)
def compare() -> None:
    """Everything from the sheets once an hour; a stored total that was wrong is repaired and told in the log."""
    for election in Election.objects.select_related("profile"):
        _, differences = aggregate.refresh_full(election)
        for difference in differences:
            logger.error("Jumlah tersimpan berbeda dari lembarnya dan sudah diperbaiki: %s", difference)


_held: ContextVar[bool] = ContextVar("hints_held", default=False)


@contextmanager
def hints_held() -> Iterator[None]:
    """No hints from this block: whoever writes much at once recomputes once at its end."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


def hint(contest_id: int, kecamatan_code: str) -> None:
    """Sends the hint after commit; a broker that is gone costs a line in the log, never the deed."""
    if not _held.get():
        _send(refresh, contest_id, kecamatan_code)


def hint_profile(election: Election) -> None:
    """The same where a profile version came into force."""
    _send(reflag, election.pk)


def hint_election(election: Election) -> None:
    """The same where a deed touched many kecamatan."""
    _send(refresh_election, election.pk)


def _send(task: Task, *arguments: Any) -> None:
    try:
        task.delay(*arguments)
    except Exception:
        logger.warning("Petunjuk hitung ulang tidak terkirim; sapuan berikutnya menghitungnya.", exc_info=True)
