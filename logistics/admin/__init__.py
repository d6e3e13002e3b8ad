"""What staff look up, list and export of logistics."""

from logistics.admin import boxes, needs, stock

__all__ = ["boxes", "needs", "stock"]
