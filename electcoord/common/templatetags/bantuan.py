"""`{{ term|istilah }}`: the explanation behind `components/_help.html`."""

from django import template

from electcoord.common import glossary

register = template.Library()


@register.filter
def istilah(key: str) -> glossary.Term | None:
    return glossary.terms.get(key)
