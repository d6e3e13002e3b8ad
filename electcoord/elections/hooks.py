"""What other apps do when an election is imported and when its profile changes."""

from collections.abc import Callable, Sequence

from electcoord.elections.models import Election

Hook = Callable[[Election], None]
_hooks: list[Hook] = []
_profile_hooks: list[Hook] = []
DptHook = Callable[[Election, Sequence[str]], None]
_dpt_hooks: list[DptHook] = []


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


def on_dpt(hook: DptHook) -> None:
    """Registers `hook`, called inside the entries that changed the DPT of these TPS (recap judges them anew)."""
    if hook not in _dpt_hooks:
        _dpt_hooks.append(hook)


def dpt_changed(election: Election, tps_codes: Sequence[str]) -> None:
    """Runs every hook."""
    for hook in _dpt_hooks:
        hook(election, tps_codes)
