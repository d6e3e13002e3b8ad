"""Which files hold texts, and for which catalogue."""

from collections.abc import Callable, Iterator
from pathlib import Path

from electcoord.common.translations.messages import Found
from electcoord.common.translations.profiles import marked_in_profile
from electcoord.common.translations.python import marked_in_python
from electcoord.common.translations.scripts import marked_in_script
from electcoord.common.translations.templates import marked_in_template

Reader = Callable[[str, str], Iterator[Found]]

DOMAINS = ("django", "djangojs")
# Catalogue, files, reader. What the command line says is Indonesian; migrations and tests speak to nobody.
SOURCES: tuple[tuple[str, str, Reader], ...] = (
    ("django", "electcoord/**/*.py", marked_in_python),
    ("django", "recap/**/*.py", marked_in_python),
    ("django", "logistics/**/*.py", marked_in_python),
    ("django", "meetings/**/*.py", marked_in_python),
    ("django", "electcoord/elections/profiles/*.json", marked_in_profile),
    ("django", "logistics/catalogue/*.json", marked_in_profile),
    ("django", "templates/**/*.html", marked_in_template),
    ("djangojs", "static/js/**/*.js", marked_in_script),
)
LEFT_OUT = ("migrations", "management")


def files(root: Path, pattern: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(root.glob(pattern)):
        place = path.relative_to(root)
        if not set(place.parts) & set(LEFT_OUT):
            yield path, place.as_posix()


def marked(root: Path, domain: str) -> list[Found]:
    """Every marked text of the sources below `root`, and every fault in marking."""
    return [
        found
        for source_domain, pattern, read in SOURCES
        if source_domain == domain
        for path, place in files(root, pattern)
        for found in read(path.read_text(encoding="utf-8"), place)
    ]
