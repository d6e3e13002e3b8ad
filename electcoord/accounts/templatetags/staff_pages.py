"""What the admin's templates need of Django's lists: cells with their title, filters as choices, pages."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

register = template.Library()
_FLAG = re.compile(r"<img [^>]*icon-(yes|no|unknown)\.svg[^>]*>")
_WORDS = {"yes": gettext_lazy("ya"), "no": gettext_lazy("tidak"), "unknown": "–"}


@register.filter
def worded(cell: Any) -> str:
    """Django's coloured signs for yes and no as words: a red cross beside a plain TPS would look like a fault."""
    return mark_safe(_FLAG.sub(lambda found: str(_WORDS[found[1]]), str(cell))) if "icon-" in str(cell) else cell


@register.filter
def titled(cells: Any, headers: list[dict[str, Any]]) -> Iterator[str]:
    """Django's ready cells, each with the title of its column for the cards of a phone."""
    for cell, header in zip(cells, headers, strict=False):
        title = strip_tags(str(header["text"])).strip()
        if "action-checkbox" in str(header.get("class_attrib", "")) or not title:
            yield worded(cell)
        else:
            label = escape(title[:1].upper() + title[1:])
            yield mark_safe(re.sub(r"^<(t[hd])", rf'<\1 data-label="{label}"', str(worded(cell)), count=1))


@register.filter
def option(choice: dict[str, Any], spec: Any) -> str:
    """The value that a choice of a filter gives to its parameter; blank for all."""
    return parse_qs(choice["query_string"].lstrip("?")).get(spec.parameter_name, [""])[0]


@register.filter
def at_page(changelist: Any, step: int) -> str:
    """The query of the page so many steps on."""
    return changelist.get_query_string({"p": changelist.page_num + step})


@register.filter
def sorted_as(header: dict[str, Any]) -> str:
    """How aria-sort names the order of a column."""
    if not header.get("sortable") or not header.get("sort_priority"):
        return "none"
    return "ascending" if header["ascending"] else "descending"
