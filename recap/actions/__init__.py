"""Every write of the recapitulation."""

from recap.actions.sheets import enter_reading, open_sheets, release_quarantine

__all__ = ["enter_reading", "open_sheets", "release_quarantine"]
