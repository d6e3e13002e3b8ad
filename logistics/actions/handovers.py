"""Hand-overs: what each side told, and what passed because both did.

Telephones without a network send late, twice and in any order. So nothing here depends on order: a statement is kept as
it came; a container passes at the moment when both sides have told and the giver holds it, whichever of the three comes
last; what can never pass any more is a difference with a reason, and opens an incident.

What is inside a container passes with it: a statement about the outer one is one about its contents too, which nobody
looked at. They and it stand at the same step apart since they were put together, so what a telephone knew of the one
tells what it knew of the other, in whatever order statements come.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor, Deed
from electcoord.situation import incidents
from logistics.actions import differences
from logistics.ledger_actions import CustodyAction
from logistics.models import Confirmation, Container, Custody, Handover, HandoverLine, Holder, Reason, Side
from logistics.states import LineState, SealSeen

# A truck carries some hundred boxes; more than this in one request is a mistake or an attack.
MOST_LINES = 1000
L = LineState


@dataclass(frozen=True)
class Seen:
    """One container as one side saw it.

    `step`: of its custody, as the telephone last knew it; `numbers`: the seals' where they differ from its label.
    """

    code: str
    seal: SealSeen = SealSeen.COCOK
    step: int | None = None
    reason: str = ""
    numbers: str = ""


@dataclass(frozen=True)
class Statement:
    """What one side tells of a hand-over; `uuid` is the hand-over's, the same on both telephones."""

    uuid: UUID
    side: Side
    giver: Holder
    receiver: Holder
    lines: tuple[Seen, ...]
    told_at: datetime
    name: str = ""
    office: str = ""
    latitude: int | None = None
    longitude: int | None = None

    @property
    def own(self) -> Holder:
        return self.giver if self.side == Side.PEMBERI else self.receiver

    @property
    def as_told(self) -> str:
        """The lines as they are kept: canonical, sorted by code."""
        rows = sorted([seen.code, seen.step, str(seen.seal), seen.reason, seen.numbers] for seen in self.lines)
        return canonical.dumps(rows)


@dataclass
class _Plan:
    """What a statement changes, worked out before anything is written."""

    # Container to its lines that wait, of this hand-over and of others.
    waiting: dict[int, list[HandoverLine]]
    rounds: list[list[tuple[HandoverLine, Custody]]] = field(default_factory=list)
    refused: list[HandoverLine] = field(default_factory=list)

    @property
    def settled(self) -> list[HandoverLine]:
        """The lines that are over with this statement."""
        return [*self.refused, *(line for passed in self.rounds for line, _row in passed)]


class _ContentsMovedError(Exception):
    """Something went into or out of a container between looking and locking."""


def confirm(statement: Statement, *, key: UUID, actor: Actor) -> Handover:
    """Takes what one side tells; the same `key` again changes nothing.

    RuleError for an impossible statement; ConflictError where this side already told something else.
    """
    _check(statement)
    try:
        return _confirm(statement, key, actor)
    except _ContentsMovedError:
        return confirm(statement, key=key, actor=actor)
    except IntegrityError:
        # The other side was telling at the same moment; now its rows are there to be read.
        if not Handover.objects.filter(uuid=statement.uuid).exists():
            raise
        return _confirm(statement, key, actor)


def _check(statement: Statement) -> None:
    codes = [seen.code for seen in statement.lines]
    if not codes:
        raise RuleError(_("Belum ada kotak yang dipindai."))
    if len(codes) > MOST_LINES:
        raise RuleError(_("Paling banyak %(most)s kotak dalam satu serah terima.") % {"most": MOST_LINES})
    if len(set(codes)) < len(codes):
        raise RuleError(_("Ada kotak yang tercatat dua kali dalam pernyataan ini."))
    if statement.giver.pk == statement.receiver.pk:
        raise RuleError(_("Pemberi dan penerima tidak boleh sama."))
    if statement.giver.election_id != statement.receiver.election_id:
        raise RuleError(_("Pemberi dan penerima bukan dari pemilu yang sama."))
    for seen in statement.lines:
        if seen.seal not in SealSeen.values or (seen.reason and seen.reason not in Reason.values):
            raise RuleError(_("Keadaan segel atau sebab pada %(code)s tidak dikenal.") % {"code": seen.code[:40]})
        if seen.step is not None and seen.step < 0:
            raise RuleError(_("Langkah pada %(code)s tidak dikenal.") % {"code": seen.code[:40]})


@transaction.atomic
def _confirm(statement: Statement, key: UUID, actor: Actor) -> Handover:
    found = Confirmation(
        side=statement.side, by=actor.uuid, role=actor.role, name=statement.name, office=statement.office,
        told_at=statement.told_at, latitude=statement.latitude, longitude=statement.longitude,
        lines=statement.as_told,
    )  # fmt: skip
    told = [str(statement.uuid), str(statement.side), statement.giver.key, statement.receiver.key, found.lines]
    if recording.claim(key, canonical.digest(told), statement.uuid):
        return Handover.objects.get(uuid=statement.uuid)
    handover = Handover.objects.filter(uuid=statement.uuid).first()
    containers = _locked(statement, handover)
    # Read only now: what the other side told has been committed before it let go of the containers.
    lines = {line.container_id: line for line in handover.lines.all()} if handover else {}
    if handover and (made := _told_before(handover, statement, found, actor)):
        return made
    is_new = handover is None
    handover = handover or Handover(
        uuid=statement.uuid, election=statement.giver.election, giver=statement.giver, receiver=statement.receiver
    )
    added, changed = _merge(_whole(statement, containers), handover, containers, lines)
    is_both = not is_new and handover.confirmations.exists()
    plan = _settle(containers.values(), handover, [*lines.values()], is_both=is_both)
    troubles = differences.raised(plan.settled, containers, handover, found, actor)
    with recording.entries(_deeds(statement, handover, found, plan, containers, troubles, actor)):
        if is_new:
            handover.save(force_insert=True)
        found.handover = handover
        found.save(force_insert=True)
        for line in added:
            line.handover = handover
        HandoverLine.objects.bulk_create(added, batch_size=500)
        _update([*changed, *(line for line in plan.refused if line.pk and line not in added)])
        for passed in plan.rounds:
            for line, row in passed:
                row.handover = line.handover
            Custody.objects.bulk_create([row for _, row in passed], batch_size=500)
        incidents.write_all(troubles)
        if plan.rounds:
            _part(containers)
    return handover


def _part(containers: dict[int, Container]) -> None:
    """What went another way than the container around it is not inside it any more, wherever that happened."""
    near = Q(pk__in=list(containers)) | Q(parent__in=list(containers))
    apart = Container.objects.filter(near, parent__isnull=False).exclude(holder=F("parent__holder"))
    keys = list(apart.values_list("pk", flat=True))
    if keys:
        Container.objects.filter(pk__in=keys).update(parent=None)


def _whole(statement: Statement, containers: dict[int, Container]) -> Statement:
    """The statement with the contents of what was told, as nobody saw them; what was told by itself stays as told."""
    told = {seen.code: seen for seen in statement.lines}
    implied = []
    for inner in containers.values():
        outer = containers.get(inner.parent_id) if inner.parent_id else None
        if outer is None or outer.code not in told or inner.code in told:
            continue
        step = told[outer.code].step
        if step is not None:
            # A telephone that knew nothing of the outer one's later way knew nothing of the inner one's.
            step = max(0, step + inner.step - outer.step)
        implied.append(Seen(inner.code, SealSeen.TIDAK_DICEK, step))
    return replace(statement, lines=(*statement.lines, *implied))


def _told_before(handover: Handover, statement: Statement, found: Confirmation, actor: Actor) -> Handover | None:
    """The hand-over where this side has told the same already; ConflictError where it told something else."""
    if (handover.giver_id, handover.receiver_id) != (statement.giver.pk, statement.receiver.pk):
        raise ConflictError(_("Serah terima ini sudah dicatat antara pemberi dan penerima yang lain."))
    known = handover.confirmations.filter(side=statement.side).first()
    if known is None:
        return None
    if known.lines != found.lines:
        raise ConflictError(
            _("%(side)s sudah menyatakan isi yang lain pada serah terima ini; buat serah terima baru.")
            % {"side": Side(statement.side).label.capitalize()}
        )
    return handover


def _locked(statement: Statement, handover: Handover | None) -> dict[int, Container]:
    """The containers of both sides, locked in one order. RuleError names codes that nobody knows."""
    election = statement.giver.election_id
    codes = {seen.code for seen in statement.lines}
    known = dict(Container.objects.filter(election=election, code__in=codes).values_list("code", "pk"))
    if missing := sorted(codes - known.keys()):
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise RuleError(_("Tidak ada kotak dengan kode %(codes)s dalam pemilu ini.") % {"codes": shown})
    others = handover.lines.values_list("container", flat=True) if handover else ()
    inside = set(Container.objects.filter(parent__in=known.values()).values_list("pk", flat=True))
    wanted = {*known.values(), *others, *inside}
    rows = {row.pk: row for row in Container.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    # Whoever puts something in holds the outer one, as we do now: what is inside stays so until we are done.
    if set(Container.objects.filter(parent__in=known.values()).values_list("pk", flat=True)) - rows.keys():
        raise _ContentsMovedError
    return rows


def _merge(
    statement: Statement, handover: Handover, containers: dict[int, Container], lines: dict[int, HandoverLine]
) -> tuple[list[HandoverLine], list[HandoverLine]]:
    """Puts what this side saw into the lines; returns the new ones and those that changed."""
    seen_by_code = {seen.code: seen for seen in statement.lines}
    added, changed = [], []
    for container in containers.values():
        seen = seen_by_code.get(container.code)
        if seen is None:
            continue
        line = lines.get(container.pk)
        if line is None:
            line = lines[container.pk] = HandoverLine(handover=handover, container=container)
            added.append(line)
        elif line.state == L.MENUNGGU:
            changed.append(line)
        setattr(line, "giver_seal" if statement.side == Side.PEMBERI else "receiver_seal", seen.seal)
        line.reason = line.reason or seen.reason
        # The giver knows best: the container was its own.
        if seen.step is not None and (line.base is None or statement.side == Side.PEMBERI):
            line.base = seen.step
    return added, changed


def _settle(
    containers: Iterable[Container], handover: Handover, lines: Sequence[HandoverLine], *, is_both: bool
) -> _Plan:
    """Which lines pass now, round by round, and which never will."""
    containers = list(containers)
    own = {line.container_id: line for line in lines if line.state == L.MENUNGGU}
    others = HandoverLine.objects.filter(container__in=[row.pk for row in containers], state=L.MENUNGGU).exclude(
        handover__uuid=handover.uuid
    )
    waiting: dict[int, list[HandoverLine]] = defaultdict(list)
    for line in others.select_related("handover").order_by("handover__first_at", "pk"):
        waiting[line.container_id].append(line)
    plan = _Plan(waiting)
    for row in containers:
        if line := own.get(row.pk):
            waiting[row.pk].append(line)
            if is_both and not (line.giver_seal and line.receiver_seal):
                line.reason = line.reason or (Reason.HANYA_PEMBERI if line.giver_seal else Reason.HANYA_PENERIMA)
                _refuse(plan, line)
        _pass_on(plan, row)
    return plan


def _pass_on(plan: _Plan, row: Container) -> None:
    """Lets the container go from hand to hand as far as what was told reaches."""
    holder, step, turn = row.holder_id, row.step, 0
    while line := _next(plan.waiting[row.pk], holder, step):
        plan.waiting[row.pk].remove(line)
        step += 1
        passed = Custody(container=row, step=step, giver_id=holder, holder_id=line.handover.receiver_id)
        holder = line.handover.receiver_id
        if turn == len(plan.rounds):
            plan.rounds.append([])
        # The database looks at one passing of a container at a time.
        plan.rounds[turn].append((line, passed))
        turn += 1
    for line in list(plan.waiting[row.pk]):
        if line.base is not None and line.base < step and line.giver_seal and line.receiver_seal:
            line.reason = line.reason or Reason.BUKAN_PEMEGANG
            _refuse(plan, line)


def _next(lines: list[HandoverLine], holder: int, step: int) -> HandoverLine | None:
    """The line that passes the container on from here; one whose telephone knew the step goes first."""
    found = [
        line for line in lines
        if line.giver_seal and line.receiver_seal and line.handover.giver_id == holder and line.base in (None, step)
    ]  # fmt: skip
    return min(found, key=lambda line: line.base is None, default=None)


def _refuse(plan: _Plan, line: HandoverLine) -> None:
    line.state = L.SELISIH
    plan.refused.append(line)
    plan.waiting[line.container_id].remove(line)


def _deeds(
    statement: Statement, handover: Handover, found: Confirmation, plan: _Plan, containers: dict[int, Container],
    troubles: Iterable[incidents.Change], actor: Actor,
) -> list[Deed]:  # fmt: skip
    """What was told, each hand-over by which something passed, each incident; in the order of their chains."""
    between = {"dari": statement.giver.key, "ke": statement.receiver.key}
    deeds = [
        _deed(CustodyAction.TOLD, handover, statement.own, actor, {
            **between, "pernyataan": str(found.uuid), "pihak": str(statement.side), "jumlah": len(statement.lines),
            "isi": canonical.digest(found.lines), "selisih": len(plan.refused),
        })
    ]  # fmt: skip
    groups: dict[UUID, list[tuple[HandoverLine, Custody]]] = defaultdict(list)
    for passed in plan.rounds:
        for line, row in passed:
            groups[line.handover.uuid].append((line, row))
    ways = {rows[0][0].handover for rows in groups.values()}
    holders = Holder.objects.in_bulk({key for way in ways for key in (way.giver_id, way.receiver_id)})
    for rows in groups.values():
        of = rows[0][0].handover
        entry = uuid4()
        for _line, row in rows:
            row.entry = entry
        deeds.append(
            _deed(CustodyAction.PASSED, of, holders[of.receiver_id], actor, {
                "dari": holders[of.giver_id].key, "ke": holders[of.receiver_id].key, "jumlah": len(rows),
                "isi": told_of_passing((containers[row.container_id].code, row.step) for _line, row in rows),
            }, entry)
        )  # fmt: skip
    deeds += [trouble.deed for trouble in troubles]
    return sorted(deeds, key=lambda deed: deed.chain)


def told_of_passing(rows: Iterable[tuple[str, int]]) -> str:
    """What the entry of a passing says of its containers: the digest of their codes and steps."""
    return canonical.digest(sorted([code, step] for code, step in rows))


def _deed(
    action: str, handover: Handover, at: Holder, actor: Actor, payload: dict, uuid: UUID | None = None
) -> Deed:  # fmt: skip
    return Deed(
        action, recording.chain_of(at.region_id), actor, payload, subject=f"logistics.handover:{handover.uuid}",
        region=at.region_id, election=handover.election.slug, uuid=uuid or uuid4(),
    )  # fmt: skip


def _update(lines: Sequence[HandoverLine]) -> None:
    """Lines that came to the same are written together: those of one hand-over nearly always do."""
    names = ("base", "giver_seal", "receiver_seal", "state", "reason")
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for key, line in {line.pk: line for line in lines if line.pk}.items():
        alike[tuple(getattr(line, name) for name in names)].append(key)
    for values, keys in alike.items():
        for start in range(0, len(keys), 500):
            HandoverLine.objects.filter(pk__in=keys[start : start + 500]).update(
                **dict(zip(names, values, strict=True))
            )
