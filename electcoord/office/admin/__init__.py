"""Admin of the reference data; it lies here because elections and regions know nothing of accounts."""

from electcoord.office.admin import elections, phases, regions, story

__all__ = ["elections", "phases", "regions", "story"]
