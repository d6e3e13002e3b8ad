"""A regency whose logistics can begin: its committees as holders, and a warehouse."""

from datetime import date

from electcoord.elections.models import Election
from electcoord.regions.models import Region
from logistics.actions import add_warehouse, prepare_holders
from logistics.models import Holder
from tests.cast import Cast


def prepare(cast: Cast, election: Election | None = None) -> Holder:
    """The holder that is the regency's warehouse; the committees' are there after it."""
    election = election or cast.election
    actor = cast.actor("staf")
    prepare_holders(election, actor)
    region = Region.objects.get(pk=election.kabupaten_id)
    made = add_warehouse(election=election, name="Gudang KPU", region=region, used_from=date(2028, 1, 1), actor=actor)
    return made.holder


def holder(key: str, election: Election) -> Holder:
    return Holder.objects.get(election=election, key=key)
