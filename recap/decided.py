"""What the third person says of one cell in which two entries differ."""

from dataclasses import dataclass
from typing import Literal

from recap.reading import Figure

Choice = Literal["pertama", "kedua", "ketiga"]


@dataclass(frozen=True)
class Decided:
    """What the paper says in one cell: the first value, the second, or `figure`, which neither entry has."""

    choice: Choice
    figure: Figure = None
