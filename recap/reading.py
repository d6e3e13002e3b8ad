"""One reading of a C.Hasil: what stands on the paper, however impossible; blank is None, never zero."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.elections.models import Contest
from electcoord.ledger import canonical
from recap.ballot import Ballot
from recap.fields import CODES, HIGHEST, LABELS

Figure = int | None


@dataclass(frozen=True)
class Reading:
    """Figures of one paper.

    `fields`: code name of C.3 to figure, missing ones are blank; `votes`: in ballot order; `party_totals`: row B per
    party as read, None for contests without parties.
    """

    votes: tuple[Figure, ...]
    party_totals: tuple[Figure, ...] | None = None
    fields: Mapping[str, Figure] = field(default_factory=dict)

    def get(self, code: str) -> Figure:
        return self.fields.get(code)

    @cached_property
    def payload(self) -> dict[str, Any]:
        """What the ledger keeps; blanks among the fields are left out, blanks among the votes stay in place."""
        body: dict[str, Any] = {"votes": list(self.votes)}
        if self.party_totals is not None:
            body["party_totals"] = list(self.party_totals)
        body["fields"] = {code: value for code, value in self.fields.items() if value is not None}
        return body

    @cached_property
    def digest(self) -> str:
        """Equal readings have equal digests; a blank differs from every number."""
        return canonical.digest(self.payload)

    @property
    def is_blank(self) -> bool:
        return (
            all(value is None for value in self.votes)
            and all(value is None for value in self.party_totals or ())
            and all(value is None for value in self.fields.values())
        )

    def cells(self, ballot: Ballot) -> dict[str, Figure]:
        """Every box of the paper by its code name, blanks too."""
        return {
            **{code: self.get(code) for code in CODES},
            **dict(zip(ballot.vote_codes, self.votes, strict=True)),
            **dict(zip(ballot.party_codes, self.party_totals or (), strict=True)),
        }

    def columns(self) -> dict[str, Any]:
        """Column values of a sheet version."""
        totals = None if self.party_totals is None else list(self.party_totals)
        return {"votes": list(self.votes), "party_totals": totals, **{code: self.get(code) for code in CODES}}

    def check(self, contest: Contest) -> None:
        """Shape only: length and range. Raises RuleError; sums are never a reason to refuse."""
        if len(self.votes) != contest.choice_count:
            raise RuleError(
                _("%(name)s: %(count)s angka suara, seharusnya %(expected)s.")
                % {"name": contest.name, "count": len(self.votes), "expected": contest.choice_count}
            )
        parties = None if self.party_totals is None else len(self.party_totals)
        if parties != (contest.party_count or None):
            raise RuleError(
                _("%(name)s: jumlah baris B (suara sah partai) tidak sesuai dengan surat suara.")
                % {"name": contest.name}
            )
        if unknown := self.fields.keys() - LABELS.keys():
            raise RuleError(_("Isian tidak dikenal: %(unknown)s.") % {"unknown": ", ".join(sorted(unknown))})
        for value in (*self.votes, *(self.party_totals or ()), *self.fields.values()):
            if value is not None and (type(value) is not int or not 0 <= value <= HIGHEST):
                raise RuleError(
                    _("Angka %(value)s tidak dapat disimpan; isi 0 sampai %(highest)s atau kosongkan.")
                    % {"value": value, "highest": HIGHEST}
                )


def reading_from(cells: Mapping[str, Figure], ballot: Ballot) -> Reading:
    """The reading with these boxes; one that is not named is blank."""
    totals = tuple(cells.get(code) for code in ballot.party_codes) if ballot.parties else None
    return Reading(
        tuple(cells.get(code) for code in ballot.vote_codes),
        totals,
        {code: cells[code] for code in CODES if code in cells},
    )


def reading_of(version: Any) -> Reading:
    """The reading that a stored version holds."""
    totals = None if version.party_totals is None else tuple(version.party_totals)
    return Reading(tuple(version.votes), totals, {code: getattr(version, code) for code in CODES})


def differences(first: Reading, second: Reading, ballot: Ballot) -> list[tuple[str, Figure, Figure]]:
    """(code name, first, second) of every cell that differs, in the paper's order."""
    other = second.cells(ballot)
    return [(code, a, other[code]) for code, a in first.cells(ballot).items() if a != other[code]]
