"""Texts marked for translation in the sources, the catalogues that translate them, and texts that nobody marked.

A fresh machine has no gettext: its three tools (extract, merge, compile) are here as far as this project needs them.
"""

from electcoord.common.translations.catalogues import translation_faults, update
from electcoord.common.translations.sources import marked
from electcoord.common.translations.unmarked import unmarked

__all__ = ["marked", "translation_faults", "unmarked", "update"]
