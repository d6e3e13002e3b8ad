"""Every passing of a container is told by the ledger, and everybody's chain of hands has no gap (reliability J1)."""

import json
from itertools import groupby

from electcoord.ledger.models import Entry
from electcoord.ledger.verification import Break
from logistics.actions.handovers import told_of_passing
from logistics.ledger_actions import CustodyAction
from logistics.models import Container, Custody

TITLE = "penguasaan kotak"


def custody_equals_the_ledger() -> Break | None:
    """The first passing that no entry tells, the first entry whose containers differ, the first gap between hands."""
    return _told() or _hands()


def _told() -> Break | None:
    rows = Custody.objects.order_by("entry").values_list("entry", "container__code", "step")
    told = {entry: [row[1:] for row in rows] for entry, rows in groupby(rows.iterator(2000), key=lambda row: row[0])}
    entries = Entry.objects.filter(action=CustodyAction.PASSED).values_list("uuid", "payload", "chain", "position")
    for uuid, payload, chain, position in entries.iterator(2000):
        passed = told.pop(uuid, [])
        said = json.loads(payload)
        if said.get("jumlah") != len(passed) or said.get("isi") != told_of_passing(passed):
            return Break(f"rantai {chain} posisi {position}", "kotak yang berpindah tidak sama dengan entrinya")
    if told:
        return Break(f"penguasaan {next(iter(told))}", "tidak ada entri buku kejadiannya")
    return None


def _hands() -> Break | None:
    rows = Custody.objects.order_by("container", "step").values_list(
        "container", "container__code", "step", "giver", "holder"
    )
    last: dict[int, tuple[int, int]] = {}
    for key, code, step, giver, holder in rows.iterator(2000):
        before, held = last.get(key, (0, giver))
        if (step, giver) != (before + 1, held):
            return Break(f"kotak {code} langkah {step}", "tidak menyambung ke pemegang sebelumnya")
        last[key] = (step, holder)
    for key, code, step, holder in Container.objects.values_list("pk", "code", "step", "holder").iterator(2000):
        if last.get(key, (0, holder)) != (step, holder):
            return Break(f"kotak {code}", "pemegangnya tidak sama dengan langkah terakhir")
    return None
