"""Every write of the recapitulation."""

from recap.actions.corrections import approve_correction, propose_correction, reject_correction, withdraw_correction
from recap.actions.decisions import decide_difference
from recap.actions.quarantine import release_quarantine
from recap.actions.sheets import enter_reading, open_sheets

__all__ = [
    "approve_correction",
    "decide_difference",
    "enter_reading",
    "open_sheets",
    "propose_correction",
    "reject_correction",
    "release_quarantine",
    "withdraw_correction",
]
