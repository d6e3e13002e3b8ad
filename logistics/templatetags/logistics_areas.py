"""The way about logistics on top of each of its pages."""

from typing import Any

from django import template

from logistics.selectors import rooms

register = template.Library()


@register.inclusion_tag("logistics/_areas.html", takes_context=True)
def logistics_areas(context: dict[str, Any]) -> dict[str, Any]:
    """The areas, and the rooms of the one that the page is in."""
    return rooms.areas(context["request"], context["election"])
