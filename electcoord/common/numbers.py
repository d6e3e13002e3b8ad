"""Numbers as Indonesian readers write them; integers only, no float touches a vote."""


def angka(value: int | None, blank: str = "–") -> str:
    """`1234` becomes `1.234`; None (not filled in) becomes a dash, never a zero."""
    return blank if value is None else f"{value:,}".replace(",", ".")


def persen(part: int | None, whole: int | None, digits: int = 2) -> str:
    """The share as `56,78 %`, rounded half up in exact integers; a dash where it has no meaning."""
    if part is None or not whole:
        return "–"
    scale = 10**digits
    scaled = (2 * part * 100 * scale + whole) // (2 * whole)
    head, tail = divmod(scaled, scale)
    return f"{angka(head)},{tail:0{digits}d} %" if digits else f"{angka(head)} %"
