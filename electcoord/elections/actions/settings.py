"""Changes of an election that its office may make after the import."""

import re
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import source
from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import Choice, Election, Regime, Stage, Zone
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor

_LABELS = {"name": "nama", "day": "hari", "zone": "zona"}
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@transaction.atomic
def update_election(election: Election, *, name: str, day: date | None, zone: str, actor: Actor) -> Election:
    """Sets name, day and time zone; without a change nothing is written."""
    name = " ".join(name.split())
    if not name or len(name) > 160 or _INVISIBLE.search(name):
        raise RuleError(_("Nama pemilu wajib diisi, paling panjang 160 huruf."))
    if zone and zone not in Zone.values:
        raise RuleError(_("Zona waktu: pilih %(values)s, atau kosongkan.") % {"values": ", ".join(Zone.values)})
    election = Election.objects.select_for_update().get(pk=election.pk)
    after = {"name": name, "day": day, "zone": zone}
    before = {field: getattr(election, field) for field in after if getattr(election, field) != after[field]}
    if not before:
        return election
    told = {_LABELS[field]: (_shown(before[field]), _shown(after[field])) for field in before}
    payload = {
        "nama": name,
        "rincian": "; ".join(f"{label} {old or 'kosong'} → {new or 'kosong'}" for label, (old, new) in told.items()),
        "sebelum": {label: old for label, (old, _) in told.items()},
        "sesudah": {label: new for label, (_, new) in told.items()},
    }
    with recording.entry(ElectionAction.UPDATED, actor=actor, payload=payload, **place(election)):
        for field in before:
            setattr(election, field, after[field])
        election.save(update_fields=list(before))
    return election


@transaction.atomic
def set_stages(election: Election, stages: Iterable[str], *, reason: str, actor: Actor) -> Election:
    """Opens exactly these stages; they may overlap (a late kecamatan does not hold the kabupaten)."""
    chosen = {str(stage) for stage in stages}
    if not chosen or chosen - set(Stage.values):
        raise RuleError(
            _("Tahapan: pilih paling sedikit satu dari %(labels)s.") % {"labels": ", ".join(map(str, Stage.labels))}
        )
    reason = checked_reason(reason)
    election = Election.objects.select_for_update().get(pk=election.pk)
    ordered = [stage.value for stage in Stage if stage.value in chosen]
    if ordered == election.open_stages:
        return election
    payload = {
        "nama": election.name,
        "tahapan": ", ".join(source(Stage(stage).label) for stage in ordered),
        "sebelum": election.open_stages,
        "sesudah": ordered,
        "alasan": reason,
    }
    with recording.entry(ElectionAction.STAGES_SET, actor=actor, payload=payload, **place(election)):
        election.open_stages = ordered
        election.save(update_fields=["open_stages"])
    return election


@transaction.atomic
def set_empty_column(choice: Choice, value: bool, *, actor: Actor) -> Choice:
    """Marks or unmarks the empty column of a ballot with a single pair; one at most."""
    lines = Choice.objects.select_for_update(of=("self",)).select_related("contest__election")
    choice = lines.get(pk=choice.pk)
    contest = choice.contest
    if contest.election.regime != Regime.PILKADA:
        raise RuleError(_("Kolom kosong hanya ada pada surat suara Pilkada."))
    if choice.is_empty_column == value:
        return choice
    others = list(contest.choices.select_for_update().order_by("pk"))
    if value and any(other.is_empty_column for other in others):
        raise RuleError(_("Kontes %(name)s sudah punya kolom kosong; cabut dulu tandanya.") % {"name": contest.name})
    action = ElectionAction.EMPTY_COLUMN_MARKED if value else ElectionAction.EMPTY_COLUMN_UNMARKED
    payload = {"kontes": contest.name, "kunci": contest.key, "nomor": choice.number}
    with recording.entry(action, actor=actor, payload=payload, **place(contest.election, subject=str(choice.uuid))):
        choice.is_empty_column = value
        choice.save(update_fields=["is_empty_column"])
    return choice


def checked_reason(reason: str) -> str:
    """The reason in one line; raises RuleError where there is none."""
    reason = " ".join(reason.split())
    if not reason:
        raise RuleError(_("Tulis alasannya."))
    if len(reason) > 500 or _INVISIBLE.search(reason):
        raise RuleError(_("Alasan paling panjang 500 huruf."))
    return reason


def place(election: Election, subject: str = "") -> dict[str, str]:
    """Where a deed on an election is recorded: in the chain of its kabupaten."""
    return {
        "chain": election.kabupaten_id,
        "region": election.kabupaten_id,
        "election": election.slug,
        "subject": subject or str(election.uuid),
    }


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
