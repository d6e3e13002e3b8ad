"""Which kinds of incidents there are. Each app registers its own, with what it asks for and how soon it is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording
from electcoord.situation.states import Severity


@dataclass(frozen=True)
class Ask:
    """One more line that a kind asks for; kept in `Incident.details` under its key, never in the ledger."""

    key: str
    label: Any
    help: Any = ""
    is_required: bool = False
    longest: int = 200


@dataclass(frozen=True)
class Kind:
    """`severity` and `hours` (to the deadline) are what holds unless the report says otherwise.

    `results`: keys of how it can end, besides those of every kind. `form`: name of the address (with the election's
    slug) where it is reported, where that asks for more than lines. `part`: what its page shows besides, as (template,
    context), given the request and the incident. `paper`: what its berita acara says besides, as blocks.
    """

    key: str
    label: Any
    severity: Severity = Severity.RENDAH
    hours: int = 72
    help: Any = ""
    asks: tuple[Ask, ...] = ()
    results: tuple[str, ...] = ()
    form: str = ""
    part: Callable[[Any, Any], tuple[str, dict[str, Any]] | None] | None = None
    paper: Callable[[Any], dict[str, Any]] | None = None


_kinds: dict[str, Kind] = {}
RESULTS: dict[str, Any] = {
    "teratasi": _("teratasi"),
    "tidak_terjadi": _("ternyata tidak terjadi"),
}
_EVERYWHERE = tuple(RESULTS)


def register(*kinds: Kind, results: Mapping[str, Any] | None = None) -> None:
    """Adds kinds, and the words of results that they name; called from an app's `ready`."""
    RESULTS.update(results or {})
    for kind in kinds:
        _kinds[kind.key] = kind
        recording.speak("jenis_insiden", {kind.key: kind.label})
    recording.speak("hasil_insiden", RESULTS)


def kind_of(key: str) -> Kind:
    """The kind; one whose app is gone keeps its key as its name."""
    return _kinds.get(key) or Kind(key, key)


def known(key: str) -> bool:
    return key in _kinds


def every() -> list[Kind]:
    """As people choose among them: the worst first, what is none of these last."""
    return [*(kind for kind in _kinds.values() if kind.key != LAINNYA), _kinds[LAINNYA]]


def results_of(kind: Kind) -> list[tuple[str, Any]]:
    return [(key, RESULTS[key]) for key in (*kind.results, *_EVERYWHERE)]


LAINNYA = "lainnya"
register(Kind(LAINNYA, _("lainnya"), help=_("Kejadian yang tidak termasuk jenis lain.")))
