"""What other apps do when an election is imported and when its profile changes."""

from collections.abc import Callable

from electcoord.elections.models import Election

Hook = Callable[[Election], None]
_hooks: list[Hook] = []
_profile_hooks: list[Hook] = []


def on_import(hook: Hook) -> None:
    """Registers `hook`, called once per new election inside the import's ledger entry (recap opens its sheets)."""
    if hook not in _hooks:
        _hooks.append(hook)


def imported(election: Election) -> None:
    """Runs every hook."""
    for hook in _hooks:
        hook(election)


def on_profile(hook: Hook) -> None:
    """Registers `hook`, called after the commit that brought a profile version into force (recap judges anew)."""
    if hook not in _profile_hooks:
        _profile_hooks.append(hook)


def profile_in_force(election: Election) -> None:
    """Runs every hook."""
    for hook in _profile_hooks:
        hook(election)
