"""What is wrong with the translations: a fresh machine has no gettext, so the compiled files are committed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import polib


def translation_faults(folder: Path) -> list[str]:
    """A sentence per fault of every catalogue below `folder`; none where there is no such folder."""
    return [fault for source in sorted(folder.rglob("*.po")) for fault in catalogue_faults(source)]


def catalogue_faults(source: Path) -> Iterator[str]:
    catalogue = polib.pofile(str(source))
    for entry in catalogue.fuzzy_entries():
        yield f"{source}:{entry.linenum}: perlu ditinjau (fuzzy): {entry.msgid!r}"
    for entry in catalogue.untranslated_entries():
        yield f"{source}:{entry.linenum}: belum diterjemahkan: {entry.msgid!r}"
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        yield f"{compiled}: tidak ada; buat dengan polib atau msgfmt"
    elif meanings(polib.mofile(str(compiled))) != meanings(catalogue.translated_entries()):
        yield f"{compiled}: tidak sama dengan {source.name}; buat lagi"


def meanings(entries: Iterable[polib.POEntry | polib.MOEntry]) -> dict[tuple[str | None, str], object]:
    """Message to translation, as a reader of the compiled file gets it."""
    return {(entry.msgctxt, entry.msgid): (entry.msgstr, dict(entry.msgstr_plural)) for entry in entries}
