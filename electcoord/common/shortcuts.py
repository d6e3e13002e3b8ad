"""Keyboard shortcuts: each app lists its own in `panels.py`; `?` shows them all, and so does their page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Shortcut:
    """`keys`: what is pressed, one after another, each as its key cap says it (`Ctrl+K`); `text`: what it does."""

    keys: tuple[str, ...]
    text: Text


@dataclass(frozen=True)
class Group:
    """Shortcuts of one place."""

    order: int
    title: Text
    shortcuts: tuple[Shortcut, ...]


groups: list[Group] = []


def register(*found: Group) -> None:
    """Called at import of an app's `panels` module."""
    for group in found:
        if group not in groups:
            groups.append(group)
            groups.sort(key=lambda known: known.order)


register(
    Group(
        10,
        _("Di setiap halaman"),
        (
            Shortcut(("/",), _("cari TPS, desa, orang, catatan, atau halaman")),
            Shortcut(("Ctrl+K",), _("cari, juga dari dalam kotak isian")),
            Shortcut(("?",), _("daftar pintasan ini")),
            Shortcut(("Esc",), _("tutup kotak atau menu")),
        ),
    ),
)
