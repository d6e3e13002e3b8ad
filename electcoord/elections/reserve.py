"""Ballots in reserve (surat suara cadangan) of one TPS: the only place where they are computed."""

# What is added to thousandths before they are cut off.
ROUNDING = {"atas": 999, "terdekat": 500, "bawah": 0}


def reserve(dpt: int, permil: int, rounding: str) -> int:
    """Reserve ballots for the DPT of a TPS, rounded as the profile says, up by default (regulations H.3)."""
    return (dpt * permil + ROUNDING[rounding]) // 1000
