"""What staff look up, list and export of logistics."""

from logistics.admin import needs

__all__ = ["needs"]
