"""How the directory's deeds are told: rows, fields and names of institutions, never a person."""

from typing import Any

from electcoord.directory.models import Institution
from electcoord.ledger import recording
from electcoord.ledger.models import Ledgered
from electcoord.ledger.recording import INSTALLATION, KABUPATEN_DIGITS, Actor


def subject(row: Ledgered) -> str:
    """How the ledger names a row of the directory."""
    return f"{row._meta.label_lower}:{row.uuid}"


def office_chain(region: str) -> str:
    """The chain of the kabupaten's office, which keeps the directory; a provinsi's rows are the installation's."""
    return region[:KABUPATEN_DIGITS] if len(region) >= KABUPATEN_DIGITS else INSTALLATION


def entry(action: str, row: Ledgered, institution: Institution | None, actor: Actor, **told: Any) -> Any:
    """The entry of a deed; of people it tells only which row it is."""
    region = institution.region_id if institution else told.pop("region", "")
    if institution:
        told = {"lembaga": institution.name, **told}
    return recording.entry(
        action, chain=office_chain(region), actor=actor, subject=subject(row), region=region,
        payload={"baris": str(row.uuid), **told},
    )  # fmt: skip


def change(action: str, row: Any, of: Any, values: dict[str, Any], actor: Actor, **told: str) -> Any:
    """Sets what differs, in one entry that names the fields; nothing is written where nothing differs."""
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    with entry(action, row, of(row), actor, isian=", ".join(changed), **told):
        row.save(update_fields=changed)
    return row
