"""Every passing of a container is told by the ledger, and everybody's chain of hands has no gap (reliability J1)."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from electcoord.ledger.models import Entry
from electcoord.ledger.verification import Break
from logistics.actions.handovers import told_of_passing
from logistics.actions.packing import told_of_lines
from logistics.ledger_actions import ContainerAction, CustodyAction
from logistics.models import Container, Custody, PackedLine, Packing
from logistics.selectors.packing import PIECE

TITLE, PACKING_TITLE = "penguasaan kotak", "isi kotak"


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


def packing_equals_the_ledger() -> Break | None:
    """The first entry of a packing whose boxes or lines are others, the first packing that no entry tells."""
    rows = Packing.objects.order_by("entry").values_list("entry", "container", "container__code", "round")
    boxes = {entry: list(found) for entry, found in groupby(rows.iterator(2000), key=lambda row: row[0])}
    entries = Entry.objects.filter(action__in=[ContainerAction.PACKED, ContainerAction.PACKED_WRONG])
    for uuid, payload, chain, position in entries.values_list("uuid", "payload", "chain", "position").iterator(2000):
        said = json.loads(payload)
        # Entries of before lists were kept tell no lines.
        if "baris" not in said:
            continue
        found = boxes.pop(uuid, [])
        if said["jumlah"] != len(found) or said["baris"] != told_of_lines(_lines(found)):
            return Break(f"rantai {chain} posisi {position}", "isi kotak tidak sama dengan entrinya")
    if boxes:
        return Break(f"pengemasan {next(iter(boxes))}", "tidak ada entri buku kejadiannya")
    return None


def _lines(found: list[tuple[Any, int, str, int]]) -> Iterator[tuple[str, int, list[Any]]]:
    codes = {(container, turn): code for _entry, container, code, turn in found}
    keys = [container for _entry, container, _code, _turn in found]
    for start in range(0, len(keys), PIECE):
        rows = PackedLine.objects.filter(container__in=keys[start : start + PIECE])
        for line in rows.select_related("contest", "lot__contest").iterator(2000):
            if code := codes.get((line.container_id, line.round)):
                yield code, line.round, line.told()
