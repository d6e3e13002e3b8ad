"""What staff look up, list and export of logistics."""

from logistics.admin import movements, needs, stock

__all__ = ["movements", "needs", "stock"]
