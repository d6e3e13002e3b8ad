"""Staff keep the directory in the admin; every save goes through an action."""

from electcoord.directory.admin import people, resources

__all__ = ["people", "resources"]
