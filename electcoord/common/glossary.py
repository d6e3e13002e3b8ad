"""Words that a newcomer does not know: each app explains its own in `panels.py`; Bantuan and the small i show them."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Term:
    """`key` is its anchor on Bantuan; `text` says what it means; `use` says what one does about it."""

    key: str
    word: Text
    text: Text
    use: Text = ""


terms: dict[str, Term] = {}


def register(*found: Term) -> None:
    """Called at import of an app's `panels` module."""
    terms.update({term.key: term for term in found})
