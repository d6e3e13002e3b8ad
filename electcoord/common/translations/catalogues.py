"""The catalogues (.po) against the sources, the compiled files (.mo, committed too) against the catalogues."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from electcoord.common.translations.messages import Message, faults, placeholders
from electcoord.common.translations.sources import DOMAINS, marked

Key = tuple[str | None, str]
# Python stops at such a sign; scripts let it stand.
LOOSE = re.compile(r"(?<!%)(?:%%)*%(?![(%])")


def translation_faults(root: Path, locale: Path) -> list[str]:
    """A sentence per fault of every catalogue below `locale`, and of the texts that the sources mark."""
    found = []
    for domain in DOMAINS:
        texts = marked(root, domain)
        found += faults(texts)
        wanted = merged(item.message for item in texts if item.message)
        found += [
            fault for source in sorted(locale.rglob(f"{domain}.po")) for fault in catalogue_faults(source, wanted)
        ]
    return found


def merged(messages: Iterable[Message]) -> dict[Key, Message]:
    """One message per key; a plural of any place holds for all."""
    wanted: dict[Key, Message] = {}
    for message in messages:
        key = (message.context, message.text)
        if key not in wanted or (message.plural and not wanted[key].plural):
            wanted[key] = message
    return wanted


def catalogue_faults(source: Path, wanted: dict[Key, Message]) -> Iterator[str]:
    catalogue = polib.pofile(str(source), wrapwidth=0)
    domain = source.stem
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for key, entry in known.items():
        place = f"{source}:{entry.linenum}"
        if key not in wanted:
            yield f"{place}: tidak ada lagi di sumber: {entry.msgid!r}"
        elif (wanted[key].plural or "") != entry.msgid_plural:
            yield f"{place}: bentuk jamaknya lain di sumber: {entry.msgid!r}"
        if entry.fuzzy:
            yield f"{place}: perlu ditinjau (fuzzy): {entry.msgid!r}"
        elif not entry.translated():
            yield f"{place}: belum diterjemahkan: {entry.msgid!r}"
        elif "%(" in key[1] and domain == "django" and any(LOOSE.search(text) for text in _said(entry)):
            yield f"{place}: tanda % harus ditulis %%: {entry.msgid!r}"
        elif any(placeholders(text) != placeholders(entry.msgid) for text in _said(entry)):
            yield f"{place}: sisipannya lain daripada di sumber: {entry.msgid!r}"
    yield from (f"{source}: belum memuat {text!r}" for context, text in wanted if (context, text) not in known)
    yield from (f"{source}:{entry.linenum}: usang: {entry.msgid!r}" for entry in catalogue.obsolete_entries())
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        yield f"{compiled}: tidak ada; buat dengan manage.py words"
    elif meanings(polib.mofile(str(compiled))) != meanings(catalogue.translated_entries()):
        yield f"{compiled}: tidak sama dengan {source.name}; buat lagi dengan manage.py words"


def _said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def meanings(entries: Iterable[polib.POEntry | polib.MOEntry]) -> dict[Key, object]:
    """Message to translation, as a reader of the compiled file gets it."""
    return {(entry.msgctxt, entry.msgid): (entry.msgstr, dict(entry.msgstr_plural)) for entry in entries}


def update(root: Path, locale: Path) -> list[str]:
    """Brings every catalogue to the texts of the sources, keeps what is translated, compiles; says what changed."""
    said = []
    for domain in DOMAINS:
        texts = marked(root, domain)
        wanted = merged(item.message for item in texts if item.message)
        places: dict[Key, list[str]] = {}
        for item in texts:
            if item.message:
                places.setdefault((item.message.context, item.message.text), []).append(item.path)
        for source in sorted(locale.rglob(f"{domain}.po")):
            said.append(_updated(source, wanted, places))
    return said


def _updated(source: Path, wanted: dict[Key, Message], places: dict[Key, list[str]]) -> str:
    before = polib.pofile(str(source), wrapwidth=0)
    known = {(entry.msgctxt, entry.msgid): entry for entry in before if not entry.obsolete}
    after = polib.POFile(wrapwidth=0)
    after.header, after.metadata = before.header, before.metadata
    for key, message in wanted.items():
        after.append(_entry(message, known.get(key), places[key]))
    after.save(str(source))
    after.save_as_mofile(str(source.with_suffix(".mo")))
    new, gone = len(wanted.keys() - known.keys()), len(known.keys() - wanted.keys())
    open_texts = len(after.untranslated_entries())
    return f"{source}: {len(after)} teks, {new} baru, {gone} hilang, {open_texts} belum diterjemahkan"


def _entry(message: Message, known: polib.POEntry | None, paths: list[str]) -> polib.POEntry:
    # Without lines: a change elsewhere in the file does not touch the catalogue.
    entry = polib.POEntry(
        msgid=message.text, msgctxt=message.context, occurrences=[(path, "") for path in dict.fromkeys(paths)]
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
    if known and bool(known.msgid_plural) == bool(message.plural):
        entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural
    return entry
