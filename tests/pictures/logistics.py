"""What pages of logistics show in the world of the pictures."""

from collections.abc import Callable

from electcoord.elections.actions import change_dpt
from electcoord.elections.actions.stations import Voters
from electcoord.elections.models import Election, Tps
from electcoord.ledger.recording import Actor
from logistics import actions
from logistics.models import Item


def build(election: Election, actor: Callable[[str], Actor]) -> None:
    """A catalogue of which one amount was set, and a plan since which the DPT of some TPS changed."""
    clerk = actor("sekretaris")
    actions.load_catalogue(election, clerk)
    actions.freeze_plan(election, purpose="Pengadaan tahap II", actor=clerk)
    seal = Item.objects.get(election=election, code="stiker-kotak")
    actions.change_item(seal, amount=1, source="Keputusan kantor 5/2029", reason="satu tiap kotak", actor=clerk)
    first, second, third = Tps.objects.filter(election=election, dpt_l__gt=0).order_by("-code")[:3]
    voters = {
        first.code: Voters(first.dpt_l + 7, first.dpt_p), second.code: Voters(second.dpt_l, second.dpt_p - 1),
        third.code: Voters(None, third.dpt_p),
    }  # fmt: skip
    change_dpt(election, voters, basis="BA perubahan DPT 12", actor=clerk)
