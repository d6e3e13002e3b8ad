"""Writing an import: the file as a whole was checked, then each kecamatan is one transaction, so it can go on."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import source
from electcoord.elections.models import Contest
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from recap.actions.sheets import Context, Item, store_entries
from recap.imports import Line, Plan
from recap.ledger_actions import ImportAction
from recap.models import Source, Upload, VersionKind

NAMESPACE = uuid.UUID("6d1f9a62-7d0b-5c56-9d0e-1a1f6c8b7e11")
BATCH = 1000


def write_import(plan: Plan, *, actor: Actor, progress: Callable[[int], None] = lambda done: None) -> int:
    """Writes the plan's lines as entries of `actor`; returns how many.

    Interrupted, it is run again with the same file: what is in stays, the rest follows. One ledger entry per sheet,
    and one on the kabupaten's chain for the file.
    """
    context = Context.of(plan.contest)
    election = plan.contest.election
    done = 0
    ordered = sorted(plan.lines, key=lambda line: line.sheet.tps_code)
    for kecamatan_code, group in groupby(ordered, key=lambda line: line.sheet.kecamatan_code):
        lines = list(group)
        for start in range(0, len(lines), BATCH):
            done += _write_part(context, plan, kecamatan_code, lines[start : start + BATCH], actor)
            progress(done)
    if not plan.lines:
        return 0
    payload = {
        "berkas": plan.digest, "kontes": plan.contest.key, "jenis_entri": source(plan.kind.label),
        "lembar": len(plan.lines), "beda": len(plan.differing),
    }  # fmt: skip
    with (
        transaction.atomic(),
        recording.entry(
            ImportAction.IMPORTED, chain=election.kabupaten_id, actor=actor, region=election.kabupaten_id,
            election=election.slug, payload=payload,
        ),
    ):  # fmt: skip
        pass
    return done


def _write_part(context: Context, plan: Plan, kecamatan_code: str, lines: list[Line], actor: Actor) -> int:
    items = [Item(line.sheet.pk, line.reading, {"berkas": plan.digest, **line.note}) for line in lines]
    key = uuid.uuid5(NAMESPACE, f"{plan.contest.uuid} {plan.kind} {plan.digest} {actor.uuid} {lines[0].sheet.tps_code}")
    with transaction.atomic():
        # Two imports of the same file at once: the second waits here, then finds the part done.
        if recording.claim(key, plan.digest, key):
            raise RuleError(_("Bagian berkas ini sedang atau sudah diimpor dari tempat lain; periksa, lalu ulangi."))
        store_entries(context, kecamatan_code, items, kind=plan.kind, source=Source.BERKAS, actor=actor)
    return len(lines)


def keep_upload(*, owner: Any, contest: Contest, kind: VersionKind, name: str, content: bytes) -> Upload:
    """Keeps a file for its dry run; those that are a day old go."""
    Upload.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    return Upload.objects.create(owner=owner, contest=contest, kind=kind, name=name[-100:], content=content)


def discard_upload(upload: Upload) -> None:
    """The file was written or given up."""
    upload.delete()
