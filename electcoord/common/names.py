"""Names as people read them; stored names stay as the source wrote them."""

import re

ROMAN = re.compile(r"^(?=[IVXL])(X{0,3}|XL|L)(IX|IV|V?I{0,3})$")


def region_name(name: str) -> str:
    """`SEMENDAWAI SUKU III` becomes `Semendawai Suku III`; a name that is not all capitals stays as it is."""
    if not name.isupper():
        return name
    return " ".join(word if ROMAN.match(word) else _capital(word) for word in name.split(" "))


def _capital(word: str) -> str:
    return re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)?", lambda match: match.group().capitalize(), word)
