"""Admin of the reference data; it lies here because elections and regions know nothing of accounts."""

from electcoord.office.admin import elections, regions

__all__ = ["elections", "regions"]
