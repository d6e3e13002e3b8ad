"""Putting containers into others and taking them out; what is inside passes on with what is around it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.ledger import canonical
from electcoord.ledger.recording import Actor
from logistics.actions.containers import entry, lock, subject_of
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, ContainerKind, HandoverLine
from logistics.states import ContainerState, LineState

MOST_INSIDE = 500


@transaction.atomic
def put_in(outer: Container, containers: Sequence[Container], actor: Actor) -> int:
    """These stand inside `outer` from now; those that did before stay. Returns how many went in.

    One deep, at the same holder, into what is not sealed and waits in no hand-over. RuleError.
    """
    rows = {row.pk: row for row in lock([outer, *containers])}
    outer = rows.pop(outer.pk)
    if len(rows) > MOST_INSIDE or not rows:
        raise RuleError(_("Pilih 1 sampai %(most)s kotak atau wadah.") % {"most": MOST_INSIDE})
    if any(one.pk == outer.pk for one in containers):
        raise RuleError(_("%(code)s tidak dapat dimasukkan ke dalam dirinya sendiri.") % {"code": outer.code})
    _check_outer(outer)
    nested = set(Container.objects.filter(parent__in=list(rows)).values_list("parent", flat=True))
    found = [row for row in rows.values() if row.parent_id != outer.pk]
    for row in found:
        told = {"code": row.code, "outer": outer.code}
        if row.pk in nested:
            raise RuleError(_("%(code)s sendiri berisi kotak atau wadah lain; keluarkan dulu isinya.") % told)
        if row.holder_id != outer.holder_id:
            raise RuleError(_("%(code)s dan %(outer)s tidak dipegang pihak yang sama.") % told)
        if row.parent_id:
            raise RuleError(_("%(code)s masih di dalam wadah lain; keluarkan dulu.") % told)
    if HandoverLine.objects.filter(container__in=[outer.pk, *rows], state=LineState.MENUNGGU).exists():
        raise RuleError(
            _("%(outer)s atau isinya sudah dinyatakan dalam serah terima yang belum selesai.") % {"outer": outer.code}
        )
    if found:
        _write(ContainerAction.PUT_IN, outer, found, outer.pk, actor)
    return len(found)


def _check_outer(outer: Container) -> None:
    if outer.kind == ContainerKind.SAMPUL:
        raise RuleError(_("%(code)s adalah sampul; kotak atau wadah tidak muat di dalamnya.") % {"code": outer.code})
    if outer.parent_id:
        raise RuleError(_("%(code)s sendiri di dalam wadah lain; isi hanya satu tingkat.") % {"code": outer.code})
    if outer.state == ContainerState.DISEGEL:
        raise RuleError(_("%(code)s bersegel; buka dulu dengan berita acara.") % {"code": outer.code})


@transaction.atomic
def take_out(containers: Sequence[Container], actor: Actor) -> int:
    """These stand by themselves from now, out of the one container they are in. RuleError where that is sealed."""
    parents = {row.parent_id for row in containers}
    if len(parents) != 1 or None in parents:
        raise RuleError(_("Pilih isi dari satu wadah."))
    outer = Container.objects.get(pk=parents.pop())
    rows = {row.pk: row for row in lock([outer, *containers])}
    outer = rows.pop(outer.pk)
    found = [row for row in rows.values() if row.parent_id == outer.pk]
    if outer.state == ContainerState.DISEGEL and any(row.holder_id == outer.holder_id for row in found):
        raise RuleError(_("%(code)s bersegel; buka dulu dengan berita acara.") % {"code": outer.code})
    if found:
        _write(ContainerAction.TAKEN_OUT, outer, found, None, actor)
    return len(found)


def _write(action: ContainerAction, outer: Container, found: list[Container], parent: int | None, actor: Actor) -> None:
    codes = sorted(row.code for row in found)
    told = {"kode": outer.code, "jumlah": len(codes), "isi": canonical.digest(codes), "wadah": ", ".join(codes[:20])}
    with entry(action, outer.holder, actor, told, subject_of(outer)):
        Container.objects.filter(pk__in=[row.pk for row in found]).update(parent=parent)
