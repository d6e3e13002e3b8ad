"""What was typed into the boxes of a form, as figures: digits, `X` for an empty box, nothing for one not yet typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from electcoord.common.problems import parse_int
from recap.ballot import Ballot
from recap.fields import CODES, HIGHEST
from recap.reading import Figure, Reading, reading_from

EMPTY = "X"


def codes_of(ballot: Ballot) -> list[str]:
    """Every box of the form in the paper's order: I to III, then IV with row B under each party, then V."""
    votes = list(ballot.vote_codes)
    if ballot.parties:
        votes = [
            code for party in ballot.parties for code in (*ballot.vote_codes[party.start : party.stop], party.code)
        ]
    closing = CODES.index("suara_sah")
    return [*CODES[:closing], *votes, *CODES[closing:]]


def text_of(figure: Figure) -> str:
    """A stored figure as one would type it."""
    return EMPTY if figure is None else str(figure)


@dataclass
class Boxes:
    """Texts as typed, the figures that they are, what is wrong with some, and which were not typed at all."""

    texts: dict[str, str]
    figures: dict[str, Figure] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    untouched: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, sent: Mapping[str, str], ballot: Ballot) -> "Boxes":
        """From a request; a box that was not sent counts as not typed."""
        boxes = cls({code: str(sent.get(code, ""))[:20].strip() for code in codes_of(ballot)})
        for code, text in boxes.texts.items():
            if not text:
                boxes.untouched.append(code)
            elif text.upper().strip("X") == "":
                boxes.figures[code] = None
            else:
                try:
                    boxes.figures[code] = parse_int(text, HIGHEST)
                except ValueError as error:
                    boxes.errors[code] = str(error)
        return boxes

    def reading(self, ballot: Ballot) -> Reading:
        """What stands on the paper; a box that was not typed is blank."""
        return reading_from(self.figures, ballot)
