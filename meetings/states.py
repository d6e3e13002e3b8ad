"""States of a meeting and the one table of moves (regulations E.6); the database's guards are generated from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingState(models.TextChoices):
    DRAF = "draf", _("draf")
    DIUNDANG = "diundang", _("diundang")
    BERLANGSUNG = "berlangsung", _("berlangsung")
    DISKORS = "diskors", _("diskors")
    SELESAI = "selesai", _("selesai")
    NOTULEN_DRAF = "notulen_draf", _("notulen disusun")
    NOTULEN_DISAHKAN = "notulen_disahkan", _("notulen disahkan")
    BA_DITANDATANGANI = "ba_ditandatangani", _("berita acara ditandatangani")
    DIARSIP = "diarsip", _("diarsip")
    DITUNDA = "ditunda", _("ditunda")
    BATAL = "batal", _("batal")


S = MeetingState
MOVES: dict[MeetingState, set[MeetingState]] = {
    S.DRAF: {S.DIUNDANG, S.DITUNDA, S.BATAL},
    S.DIUNDANG: {S.BERLANGSUNG, S.DITUNDA, S.BATAL},
    S.DITUNDA: {S.DRAF, S.DIUNDANG, S.BATAL},
    S.BERLANGSUNG: {S.DISKORS, S.SELESAI},
    S.DISKORS: {S.BERLANGSUNG, S.SELESAI},
    S.SELESAI: {S.NOTULEN_DRAF},
    S.NOTULEN_DRAF: {S.NOTULEN_DISAHKAN},
    S.NOTULEN_DISAHKAN: {S.BA_DITANDATANGANI},
    S.BA_DITANDATANGANI: {S.DIARSIP},
    S.DIARSIP: set(),
    S.BATAL: set(),
}
# What may still be planned: agenda, days, who comes.
PLANNED = (S.DRAF, S.DIUNDANG, S.DITUNDA)
RUNNING = (S.BERLANGSUNG, S.DISKORS)
# People answer and are registered from the invitation to the closing.
OPEN = (S.DIUNDANG, *RUNNING)
# What was said and decided is written while the meeting runs and until its minutes are approved.
WRITABLE = (*RUNNING, S.SELESAI, S.NOTULEN_DRAF)
NEEDS_MINUTES = (S.SELESAI, S.NOTULEN_DRAF)
# Who was trained is known from the opening on, and put right as long as the meeting is not in the archive.
HELD = (*WRITABLE, S.NOTULEN_DISAHKAN, S.BA_DITANDATANGANI)
APPROVED = (S.NOTULEN_DISAHKAN, S.BA_DITANDATANGANI, S.DIARSIP)

# state: (tone, icon) of its chip.
LOOKS: dict[str, tuple[str, str]] = {
    S.DRAF: ("belum", "ubah"), S.DIUNDANG: ("cocok", "rapat"), S.BERLANGSUNG: ("periksa", "rapat"),
    S.DISKORS: ("periksa", "jam"), S.SELESAI: ("cocok", "cocok"), S.NOTULEN_DRAF: ("cocok", "ubah"),
    S.NOTULEN_DISAHKAN: ("selesai", "selesai"), S.BA_DITANDATANGANI: ("selesai", "selesai"),
    S.DIARSIP: ("selesai", "kunci"), S.DITUNDA: ("belum", "jam"), S.BATAL: ("galat", "tolak"),
}  # fmt: skip
