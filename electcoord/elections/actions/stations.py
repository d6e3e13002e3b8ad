"""The DPT of TPS changes by a decision (perubahan DPT, pemutakhiran); every TPS has its own entry."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.elections import hooks
from electcoord.elections.actions.settings import checked_reason, place
from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import Election, Tps
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor, Deed

HIGHEST = 9999


class Voters(NamedTuple):
    """The DPT of a TPS; a blank is not known, never nought."""

    men: int | None
    women: int | None

    def __str__(self) -> str:
        return "/".join("kosong" if count is None else str(count) for count in self)


@transaction.atomic
def change_dpt(election: Election, voters: Mapping[str, Voters], *, basis: str, actor: Actor, digest: str = "") -> int:
    """Sets the DPT of these TPS (by code); returns how many differ from what is stored.

    `basis`: the decision; `digest`: SHA-256 of the file it came in. Figures of sheets and their states stay; the rules
    look at the sheets of these TPS again.
    """
    basis = checked_reason(basis)
    if any(count is not None and not 0 <= count <= HIGHEST for pair in voters.values() for count in pair):
        raise RuleError(_("DPT per TPS: 0 sampai %(highest)s, atau kosong.") % {"highest": HIGHEST})
    rows = Tps.objects.select_for_update().filter(election=election, code__in=voters).order_by("pk")
    found = {tps.code: tps for tps in rows}
    if missing := sorted(set(voters) - set(found)):
        raise RuleError(_("TPS %(missing)s tidak ada dalam pemilu ini.") % {"missing": missing[0]})
    changed = [tps for code, tps in found.items() if (tps.dpt_l, tps.dpt_p) != voters[code]]
    if not changed:
        return 0
    with recording.entries([
        *(_deed(election, tps, voters[tps.code], basis, digest, actor) for tps in changed),
        _whole(election, len(changed), basis, digest, actor),
    ]):  # fmt: skip
        for tps in changed:
            tps.dpt_l, tps.dpt_p = voters[tps.code]
        Tps.objects.bulk_update(changed, ["dpt_l", "dpt_p"], batch_size=200)
        hooks.dpt_changed(election, [tps.code for tps in changed])
    return len(changed)


def _deed(election: Election, tps: Tps, voters: Voters, basis: str, digest: str, actor: Actor) -> Deed:
    before = Voters(tps.dpt_l, tps.dpt_p)
    payload = {
        "tps": tps.code, "sebelum": list(before), "sesudah": list(voters), "rincian": f"{before} → {voters}",
        "dasar": basis, "berkas": digest,
    }  # fmt: skip
    return Deed(
        ElectionAction.DPT_CHANGED, tps.kecamatan_code, actor, payload, subject=str(tps.uuid), region=tps.code,
        election=election.slug,
    )  # fmt: skip


def _whole(election: Election, count: int, basis: str, digest: str, actor: Actor) -> Deed:
    payload = {"nama": election.name, "jumlah": count, "dasar": basis, "berkas": digest}
    return Deed(ElectionAction.DPT_LOADED, actor=actor, payload=payload, **place(election))
