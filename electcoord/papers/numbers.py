"""Taking and cancelling numbers of the register, and its masters.

A number is the next one of its issuer, kind and year. Whoever takes one holds the kind's row until the transaction
ends: take it before any other entry of the transaction is written, so that two clerks never wait for each other.
"""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import INSTALLATION, Actor
from electcoord.papers import words
from electcoord.papers.ledger_actions import MasterAction, NumberAction
from electcoord.papers.models import Classification, DocumentKind, Number, NumberState
from electcoord.regions.models import Region

PLACES = ("urut", "klasifikasi", "jenis", "wilayah", "tahun", "bulan")
LEAST_REASON = 10
FIRST_YEAR, LAST_YEAR = 1945, 2999
_PLACE = re.compile(r"\{([^{}]*)\}")
_KIND_CODE, _CLASSIFICATION_CODE = re.compile(r"[A-Za-z0-9-]{1,8}"), re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*")


def check_pattern(pattern: str) -> str:
    """The pattern, or RuleError in words: unknown placeholders, stray braces, no {urut} or {tahun}."""
    pattern = one_line(pattern, _("Pola nomor"), 120)
    found = _PLACE.findall(pattern)
    if unknown := [name for name in found if name not in PLACES]:
        raise RuleError(_("Isian {%(name)s} tidak dikenal dalam pola nomor.") % {"name": unknown[0]})
    if "{" in _PLACE.sub("", pattern) or "}" in _PLACE.sub("", pattern):
        raise RuleError(_("Kurung kurawal dalam pola nomor tidak berpasangan."))
    if not {"urut", "tahun"} <= set(found):
        raise RuleError(_("Pola nomor harus memuat {urut} dan {tahun}, supaya tidak ada nomor yang berulang."))
    return pattern


def write(pattern: str, *, sequence: int, classification: str, kind: str, issuer: str, day: date) -> str:
    """The number as it stands on paper; the month in Roman figures."""
    values = {
        "urut": str(sequence), "klasifikasi": classification, "jenis": kind, "wilayah": issuer,
        "tahun": str(day.year), "bulan": words.ROMAN[day.month - 1],
    }  # fmt: skip
    return _PLACE.sub(lambda match: values[match[1]], pattern)


@transaction.atomic
def take_number(
    *, kind: str, issuer: str, classification: str, about: str, subject: str, day: date, election: Election | None,
    actor: Actor, key: UUID | None = None,
) -> Number:  # fmt: skip
    """The next number of the register of `issuer` (a region code), `kind` and the year of `day`.

    `subject` is what is numbered, `app.model:uuid`. With a request `key` a repeated request gets the same number.
    Raises RuleError for masters that are unknown or out of use.
    """
    made = uuid4()
    asked = [kind, issuer, classification, about, subject, day.isoformat()]
    if key and (done := recording.claim(key, canonical.digest(asked), made)):
        return Number.objects.get(uuid=done)
    about = one_line(about, _("Perihal"), 250)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RuleError(_("Tanggal naskah tidak wajar: %(day)s.") % {"day": day.isoformat()})
    master = _locked_kind(kind)
    code = _classification(classification)
    region = Region.objects.filter(pk=issuer).first()
    if region is None:
        raise RuleError(_("Wilayah penerbit %(code)s tidak dikenal.") % {"code": issuer})
    taken = Number.objects.filter(issuer=region, kind=master, year=day.year)
    sequence = (taken.aggregate(last=Max("sequence"))["last"] or 0) + 1
    text = write(master.pattern, sequence=sequence, classification=code.code, kind=master.code, issuer=issuer, day=day)
    if len(text) > 160 or Number.objects.filter(issuer=region, text=text).exists():
        raise RuleError(
            _("Nomor %(text)s sudah dipakai jenis naskah lain; perbaiki pola nomor jenis %(kind)s di administrasi.")
            % {"text": text, "kind": master.code}
        )
    number = Number(
        uuid=made, issuer=region, kind=master, year=day.year, sequence=sequence, classification=code, text=text,
        about=about, subject=subject, dated=day, election=election, taken_by=actor.uuid, taken_at=timezone.now(),
    )  # fmt: skip
    with _number_entry(NumberAction.TAKEN, number, actor):
        number.save(force_insert=True)
    return number


@transaction.atomic
def cancel_number(number: Number, *, reason: str, actor: Actor) -> Number:
    """The number stays in the register as cancelled, with the reason; nobody gets it again."""
    number = Number.objects.select_for_update(of=("self",)).select_related("kind", "election").get(pk=number.pk)
    reason = one_line(reason, _("Alasan"), 250)
    if len(reason) < LEAST_REASON:
        raise RuleError(_("Tulis alasan pembatalan, paling sedikit %(least)s huruf.") % {"least": LEAST_REASON})
    if number.state == NumberState.BATAL:
        raise RuleError(_("Nomor %(text)s sudah dibatalkan.") % {"text": number.text})
    with _number_entry(NumberAction.CANCELLED, number, actor):
        number.state, number.reason = NumberState.BATAL, reason
        number.cancelled_by, number.cancelled_at = actor.uuid, timezone.now()
        number.save(update_fields=["state", "reason", "cancelled_by", "cancelled_at"])
    return number


def told_of_number(number: Number) -> dict[str, Any]:
    """What the ledger keeps of a number: no perihal, people write names there."""
    return {
        "nomor": number.text, "urut": number.sequence, "tahun": number.year, "jenis": number.kind.code,
        "penerbit": number.issuer_id, "untuk": number.subject,
    }  # fmt: skip


def _number_entry(action: NumberAction, number: Number, actor: Actor) -> Any:
    return recording.entry(
        action, chain=recording.chain_of(number.issuer_id), actor=actor,
        subject=number.ledger_subject, region=number.issuer_id,
        election=number.election.slug if number.election else "", payload=told_of_number(number),
    )  # fmt: skip


def _locked_kind(code: str) -> DocumentKind:
    """The kind's row, held so that the next clerk counts after us."""
    kind = DocumentKind.objects.select_for_update(no_key=True).filter(code=code).first()
    if kind is None or not kind.is_active:
        raise RuleError(_("Jenis naskah %(code)s tidak dikenal atau tidak dipakai lagi.") % {"code": code})
    return kind


def _classification(code: str) -> Classification:
    found = Classification.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise RuleError(_("Klasifikasi %(code)s tidak dikenal atau tidak dipakai lagi.") % {"code": code})
    return found


# Masters


@transaction.atomic
def add_kind(*, code: str, name: str, pattern: str, actor: Actor) -> DocumentKind:
    code = one_line(code, _("Kode"), 8)
    if not _KIND_CODE.fullmatch(code):
        raise RuleError(_("Kode jenis naskah: huruf, angka dan tanda hubung, paling panjang 8."))
    row = DocumentKind(code=code, name=one_line(name, _("Nama"), 80), pattern=check_pattern(pattern))
    return _add(MasterAction.KIND_ADDED, row, actor)


@transaction.atomic
def change_kind(kind: DocumentKind, *, actor: Actor, **values: Any) -> DocumentKind:
    """`values`: any of name, pattern, is_active; numbers taken before keep the text they have."""
    if "pattern" in values:
        values["pattern"] = check_pattern(values["pattern"])
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama"), 80)
    return _change(MasterAction.KIND_CHANGED, kind, values, actor)


@transaction.atomic
def add_classification(*, code: str, name: str, actor: Actor) -> Classification:
    code = one_line(code, _("Kode"), 16)
    if not _CLASSIFICATION_CODE.fullmatch(code):
        raise RuleError(_("Kode klasifikasi: huruf besar, angka dan titik, misalnya PL.01."))
    return _add(
        MasterAction.CLASSIFICATION_ADDED, Classification(code=code, name=one_line(name, _("Nama"), 120)), actor
    )


@transaction.atomic
def change_classification(classification: Classification, *, actor: Actor, **values: Any) -> Classification:
    """`values`: any of name, is_active."""
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama"), 120)
    return _change(MasterAction.CLASSIFICATION_CHANGED, classification, values, actor)


def _add(action: MasterAction, row: Any, actor: Actor) -> Any:
    if type(row).objects.filter(code=row.code).exists():
        raise RuleError(_("Kode %(code)s sudah ada.") % {"code": row.code})
    with _master_entry(action, row, actor):
        row.save(force_insert=True)
    return row


def _change(action: MasterAction, row: Any, values: dict[str, Any], actor: Actor) -> Any:
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    with _master_entry(action, row, actor, isian=", ".join(changed)):
        row.save(update_fields=changed)
    return row


def _master_entry(action: MasterAction, row: Any, actor: Actor, **told: str) -> Any:
    return recording.entry(
        action, chain=INSTALLATION, actor=actor, subject=master_subject(row), payload={"kode": row.code, **told}
    )


def master_subject(row: Any) -> str:
    return f"{row._meta.label_lower}:{row.uuid}"
