"""Texts of several lines that people type."""

import re

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def many_lines(value: str, label: str, longest: int, *, blank: bool = False) -> str:
    """`value` with plain line ends; RuleError where it is empty, too long or holds signs that nobody sees."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not (value or blank) or len(value) > longest or _INVISIBLE.search(value):
        raise RuleError(
            _("%(label)s wajib diisi, paling panjang %(longest)s huruf.") % {"label": label, "longest": longest}
        )
    return value
