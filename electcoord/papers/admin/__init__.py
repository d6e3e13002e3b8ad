"""Staff pages of photos, of the register and of templates."""

from electcoord.papers.admin import photos, register, word_templates

__all__ = ["photos", "register", "word_templates"]
