"""Every write to an election, its ballots and its profile."""

from electcoord.elections.actions.importing import import_package
from electcoord.elections.actions.phases import load_phases, plan_phase, settle_phase
from electcoord.elections.actions.profiles import approve_profile, propose_profile, reject_profile
from electcoord.elections.actions.settings import set_empty_column, set_stages, update_election
from electcoord.elections.actions.stations import Voters, change_dpt

__all__ = [
    "Voters",
    "approve_profile",
    "change_dpt",
    "import_package",
    "load_phases",
    "plan_phase",
    "propose_profile",
    "reject_profile",
    "set_empty_column",
    "set_stages",
    "settle_phase",
    "update_election",
]
