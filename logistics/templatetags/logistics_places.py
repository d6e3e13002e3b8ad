"""Places on pages."""

from django import template

register = template.Library()


@register.filter
def degrees(millionths: int) -> str:
    """Millionths of a degree as `-2.123456`: as maps and telephones take it, with a point in every language."""
    return f"{millionths / 1_000_000:.6f}"
