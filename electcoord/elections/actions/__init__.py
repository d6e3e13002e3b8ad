"""Every write to an election, its ballots and its profile."""

from electcoord.elections.actions.importing import import_package
from electcoord.elections.actions.profiles import approve_profile, propose_profile, reject_profile
from electcoord.elections.actions.settings import set_empty_column, set_stages, update_election
from electcoord.elections.actions.stations import Voters, change_dpt

__all__ = [
    "Voters",
    "approve_profile",
    "change_dpt",
    "import_package",
    "propose_profile",
    "reject_profile",
    "set_empty_column",
    "set_stages",
    "update_election",
]
