"""Every change of the directory; each is a ledger entry that names rows and fields, never people."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.directory.ledger_actions import DirectoryAction
from electcoord.directory.models import Institution, InstitutionKind, Office, Person, Term
from electcoord.ledger import recording
from electcoord.ledger.models import Ledgered
from electcoord.ledger.recording import INSTALLATION, Actor
from electcoord.regions.models import Region

_KABUPATEN_DIGITS = 4


def subject(row: Ledgered) -> str:
    """How the ledger names a row of the directory."""
    return f"{row._meta.label_lower}:{row.uuid}"


@transaction.atomic
def add_institution(
    *, kind: str, name: str, region: Region, address: str = "", phone: str = "", email: str = "", actor: Actor
) -> Institution:
    """RuleError where the region already has an institution of this name."""
    if kind not in InstitutionKind.values:
        raise RuleError(_("Jenis lembaga %(kind)s tidak dikenal.") % {"kind": kind})
    row = Institution(kind=kind, name=one_line(name, _("Nama lembaga"), 160), region=region, address=address.strip(),
                      phone=phone.strip(), email=email.strip())  # fmt: skip
    if Institution.objects.filter(region=region, name=row.name).exists():
        raise RuleError(_("%(name)s sudah ada di direktori wilayah ini.") % {"name": row.name})
    with _entry(DirectoryAction.INSTITUTION_ADDED, row, row, actor):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_institution(institution: Institution, *, actor: Actor, **values: Any) -> Institution:
    """`values`: any of kind, name, address, phone, email, is_active."""
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama lembaga"), 160)
        same = Institution.objects.filter(region=institution.region_id, name=values["name"])
        if same.exclude(pk=institution.pk).exists():
            raise RuleError(_("%(name)s sudah ada di direktori wilayah ini.") % {"name": values["name"]})
    return _change(DirectoryAction.INSTITUTION_CHANGED, institution, lambda row: row, values, actor)


@transaction.atomic
def add_office(institution: Institution, *, title: str, seats: int = 1, rank: int = 1, actor: Actor) -> Office:
    """RuleError where the institution already has a post of this title."""
    row = Office(institution=institution, title=one_line(title, _("Jabatan"), 120), seats=_seats(seats), rank=rank)
    if institution.offices.filter(title=row.title).exists():
        raise RuleError(_("%(title)s sudah ada di lembaga ini.") % {"title": row.title})
    with _entry(DirectoryAction.OFFICE_ADDED, row, institution, actor, jabatan=row.title):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_office(office: Office, *, actor: Actor, **values: Any) -> Office:
    """`values`: any of title, seats, rank, is_active."""
    if "title" in values:
        values["title"] = one_line(values["title"], _("Jabatan"), 120)
        if office.institution.offices.filter(title=values["title"]).exclude(pk=office.pk).exists():
            raise RuleError(_("%(title)s sudah ada di lembaga ini.") % {"title": values["title"]})
    if "seats" in values:
        values["seats"] = _seats(values["seats"])
    told = {"jabatan": values.get("title", office.title)}
    return _change(DirectoryAction.OFFICE_CHANGED, office, lambda row: row.institution, values, actor, **told)


@transaction.atomic
def add_person(*, name: str, phone: str = "", email: str = "", actor: Actor) -> Person:
    row = Person(name=one_line(name, _("Nama"), 120), phone=phone.strip(), email=email.strip())
    with _entry(DirectoryAction.PERSON_ADDED, row, None, actor):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_person(person: Person, *, actor: Actor, **values: Any) -> Person:
    """`values`: any of name, phone, email, account."""
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama"), 120)
    return _change(DirectoryAction.PERSON_CHANGED, person, lambda row: None, values, actor)


@transaction.atomic
def start_term(
    office: Office, person: Person, *, started: date, ended: date | None = None, basis: str = "", actor: Actor
) -> Term:
    """`person` holds `office` from that day on; RuleError where its seats are taken in that time."""
    office = Office.objects.select_for_update(of=("self",)).select_related("institution").get(pk=office.pk)
    if ended is not None and ended < started:
        raise RuleError(_("Masa jabatan berakhir sebelum dimulai."))
    taken = [term for term in office.terms.all() if _overlap(term, started, ended)]
    if any(term.person_id == person.pk for term in taken):
        raise RuleError(_("Orang ini sudah tercatat memangku jabatan ini pada masa itu."))
    if _most_at_once(taken, started, ended) >= office.seats:
        raise RuleError(
            _("%(title)s dipangku %(seats)s orang; akhiri dulu masa jabatan yang lama.")
            % {"title": office.title, "seats": office.seats}
        )
    row = Term(office=office, person=person, started=started, ended=ended, basis=basis.strip())
    told = {"jabatan": office.title, "sejak": started.isoformat(), "sampai": ended.isoformat() if ended else ""}
    with _entry(DirectoryAction.TERM_STARTED, row, office.institution, actor, **told):
        row.save(force_insert=True)
    return row


@transaction.atomic
def end_term(term: Term, *, ended: date, actor: Actor) -> Term:
    """The last day of the term; it stays as it is recorded."""
    rows = Term.objects.select_for_update(of=("self",)).select_related("office__institution")
    term = rows.get(pk=term.pk)
    if term.ended is not None:
        raise RuleError(_("Masa jabatan ini sudah berakhir pada %(day)s.") % {"day": term.ended.isoformat()})
    if ended < term.started:
        raise RuleError(_("Masa jabatan berakhir sebelum dimulai."))
    told = {"jabatan": term.office.title, "sampai": ended.isoformat()}
    with _entry(DirectoryAction.TERM_ENDED, term, term.office.institution, actor, **told):
        term.ended = ended
        term.save(update_fields=["ended"])
    return term


def _overlap(term: Term, started: date, ended: date | None) -> bool:
    return (ended is None or term.started <= ended) and (term.ended is None or started <= term.ended)


def _most_at_once(terms: list[Term], started: date, ended: date | None) -> int:
    """How many of these terms hold on the fullest day between `started` and `ended`."""
    days = [started, *(term.started for term in terms if term.started > started)]
    return max(sum(1 for t in terms if t.started <= day and (t.ended is None or day <= t.ended)) for day in days)


def _seats(value: int) -> int:
    if not 1 <= value <= 100:
        raise RuleError(_("Jumlah orang sejabatan: 1 sampai 100."))
    return value


def _change(action: str, row: Any, of: Any, values: dict[str, Any], actor: Actor, **told: str) -> Any:
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    with _entry(action, row, of(row), actor, isian=", ".join(changed), **told):
        row.save(update_fields=changed)
    return row


def _entry(action: str, row: Ledgered, institution: Institution | None, actor: Actor, **told: str) -> Any:
    """The entry of a deed; of people it tells only which row it is."""
    region = institution.region_id if institution else ""
    if institution:
        told = {"lembaga": institution.name, **told}
    return recording.entry(
        action, chain=region[:_KABUPATEN_DIGITS] if len(region) >= _KABUPATEN_DIGITS else INSTALLATION, actor=actor,
        subject=subject(row), region=region, payload={"baris": str(row.uuid), **told},
    )  # fmt: skip
