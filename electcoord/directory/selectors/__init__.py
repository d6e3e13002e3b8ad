"""Reads of the directory."""

from electcoord.directory.selectors.clashes import clashes, clashes_of
from electcoord.directory.selectors.offices import find_offices, institutions_within, story_of, with_holders
from electcoord.directory.selectors.people import holders_on, people_within

__all__ = [
    "clashes",
    "clashes_of",
    "find_offices",
    "holders_on",
    "institutions_within",
    "people_within",
    "story_of",
    "with_holders",
]
