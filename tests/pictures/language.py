"""Which texts of a page were left in the other language, by the words of the catalogues alone."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import django
import polib
from django.apps import apps
from django.conf import settings
from django.db import models

# Placeholders and tags are no words; letters alone are.
_HOLES = re.compile(r"%\([^)]*\)\S|%\S|\{[^}]*\}|<[^>]*>|&\w+;")
_WORDS = re.compile(r"[^\W\d_]{3,}")
DJANGO = ("contrib/admin", "contrib/auth", "conf")


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(_HOLES.sub(" ", text).lower()))


def _entries(file: Path) -> Iterator[tuple[str, str]]:
    for entry in polib.pofile(str(file)) if file.exists() else ():
        if not entry.obsolete:
            yield " ".join((entry.msgid, entry.msgid_plural)), " ".join((entry.msgstr, *entry.msgstr_plural.values()))


@cache
def vocabularies() -> dict[str, set[str]]:
    """Words that only the one language has: `id` and `en`. What stands in both (TPS, desa, C.Hasil) is in neither.

    From our catalogue (Indonesian to English) and Django's own (English to Indonesian).
    """
    ours = list(_entries(Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"))
    ours += _entries(Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "djangojs.po")
    base = Path(django.__file__).parent
    theirs = [pair for part in DJANGO for pair in _entries(base / part / "locale" / "id" / "LC_MESSAGES" / "django.po")]
    indonesian = _all(text for text, _ in ours) | _all(text for _, text in theirs)
    english = _all(text for _, text in ours) | _all(text for text, _ in theirs)
    if not ours:
        return {"id": set(), "en": english - indonesian}
    return {"id": indonesian - english, "en": english - indonesian}


def _all(texts: Iterable[str]) -> set[str]:
    return set().union(*map(_words, texts))


def leftovers(texts: Iterable[str], language: str, data: Collection[str] = ()) -> list[str]:
    """Those of the visible `texts` of a page in `language` that hold a word of the other one.

    `data`: names and what people wrote, which no catalogue translates; they are taken out first.
    """
    foreign = vocabularies()["id" if language == "en" else "en"]
    return [text for text in texts if _words(text) & foreign and _words(_without(text, data)) & foreign]


def _without(text: str, data: Collection[str]) -> str:
    text = text.lower()
    for name in sorted((name.lower() for name in data), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _sources(part: Any) -> Iterator[str]:
    """Where a profile's numbers and rules come from: quoted, so in the words of the regulation."""
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "sumber")
        for value in part.values():
            yield from _sources(value)


def _told(part: Any) -> Iterator[str]:
    """Sentences in the payload of an entry: reasons and notes stand in the language in which they were written."""
    if isinstance(part, str):
        yield from (part,) if " " in part else ()
    elif isinstance(part, dict | list):
        for value in part.values() if isinstance(part, dict) else part:
            yield from _told(value)


def data_of_the_database() -> set[str]:
    """Every text that somebody wrote: names of places, people and parties, reasons and notes."""
    from electcoord.elections.models import Election, ProfileVersion
    from electcoord.ledger.models import Entry
    from electcoord.office.templatetags import gaya_samples

    places = [election.kabupaten for election in Election.objects.select_related("kabupaten")]
    # What the commissions call themselves, in every language.
    found = {f"KPU {place.get_kind_display()} {place.name.title()}" for place in places}
    found |= {gaya_samples.MELATI, gaya_samples.CEMPAKA, gaya_samples.KENANGA}
    for values in ProfileVersion.objects.values_list("values", flat=True):
        found.update(_sources(values))
    for payload in Entry.objects.exclude(action__startswith="recap.").values_list("payload", flat=True):
        found.update(_told(json.loads(payload)))
    for model in apps.get_models():
        if model._meta.app_label in ("sessions", "axes", "contenttypes", "auth"):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                found.update(model._default_manager.values_list(field.name, flat=True).distinct()[:5000])
    return {text.strip() for text in found if isinstance(text, str) and len(_words(text)) > 0}
