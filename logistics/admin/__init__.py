"""What staff look up, list and export of logistics."""

from logistics.admin import boxes, movements, needs, stock

__all__ = ["boxes", "movements", "needs", "stock"]
