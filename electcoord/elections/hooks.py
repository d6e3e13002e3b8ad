"""What other apps do in the transaction of an election's import (recap opens its sheets there)."""

from collections.abc import Callable

from electcoord.elections.models import Election

Hook = Callable[[Election], None]
_hooks: list[Hook] = []


def on_import(hook: Hook) -> None:
    """Registers `hook`, called once per new election inside the import's ledger entry."""
    if hook not in _hooks:
        _hooks.append(hook)


def imported(election: Election) -> None:
    """Runs every hook."""
    for hook in _hooks:
        hook(election)
