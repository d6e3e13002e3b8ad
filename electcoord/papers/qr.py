"""QR codes as SVG: sharp on paper, nothing to fetch."""

import io

import segno

LONGEST = 1200


def svg(text: str) -> str:
    """A standalone SVG of `text` without a fixed size; ValueError for nothing or more than a phone reads well."""
    if not text or len(text.encode()) > LONGEST:
        raise ValueError("QR")
    target = io.BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8" if not text.isascii() else None)
    code.save(target, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    return target.getvalue().decode()
