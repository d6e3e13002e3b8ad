"""What staff look up, list and export of logistics."""

from logistics.admin import needs, stock

__all__ = ["needs", "stock"]
