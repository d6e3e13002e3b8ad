"""Which deed makes which version, and which deeds tell how a sheet stands after them."""

from recap.ledger_actions import SheetAction
from recap.models import VersionKind

VERSION_DEEDS: dict[str, SheetAction] = {
    VersionKind.ENTRI_SATU: SheetAction.ENTERED,
    VersionKind.ENTRI_DUA: SheetAction.ENTERED,
    VersionKind.KEPUTUSAN: SheetAction.DECIDED,
    VersionKind.SALAH_BACA: SheetAction.CORRECTED,
    VersionKind.PEMBETULAN: SheetAction.CORRECTED,
}
SHEET_DEEDS = (*dict.fromkeys(VERSION_DEEDS.values()), SheetAction.RELEASED)
