"""Texts that people type into one line."""

import re

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def one_line(value: str, label: str, longest: int) -> str:
    """`value` with single spaces; RuleError where it is empty, too long or holds signs that nobody sees."""
    value = " ".join(value.split())
    if not value or len(value) > longest or _INVISIBLE.search(value):
        raise RuleError(
            _("%(label)s wajib diisi, paling panjang %(longest)s huruf.") % {"label": label, "longest": longest}
        )
    return value
