"""Institutions, offices, people and their terms; each change is a ledger entry that names rows and fields."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.directory.actions.deeds import change, entry
from electcoord.directory.ledger_actions import DirectoryAction
from electcoord.directory.models import Institution, InstitutionKind, Office, Person, Term
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region


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
    with entry(DirectoryAction.INSTITUTION_ADDED, row, row, actor):
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
    return change(DirectoryAction.INSTITUTION_CHANGED, institution, lambda row: row, values, actor)


@transaction.atomic
def add_office(institution: Institution, *, title: str, seats: int = 1, rank: int = 1, actor: Actor) -> Office:
    """RuleError where the institution already has a post of this title."""
    row = Office(institution=institution, title=one_line(title, _("Jabatan"), 120), seats=whole_seats(seats), rank=rank)
    if institution.offices.filter(title=row.title).exists():
        raise RuleError(_("%(title)s sudah ada di lembaga ini.") % {"title": row.title})
    with entry(DirectoryAction.OFFICE_ADDED, row, institution, actor, jabatan=row.title):
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
        values["seats"] = whole_seats(values["seats"])
    told = {"jabatan": values.get("title", office.title)}
    return change(DirectoryAction.OFFICE_CHANGED, office, lambda row: row.institution, values, actor, **told)


@transaction.atomic
def add_person(*, name: str, phone: str = "", email: str = "", actor: Actor) -> Person:
    row = Person(name=one_line(name, _("Nama"), 120), phone=phone.strip(), email=email.strip())
    with entry(DirectoryAction.PERSON_ADDED, row, None, actor):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_person(person: Person, *, actor: Actor, **values: Any) -> Person:
    """`values`: any of name, phone, email, account."""
    if "name" in values:
        values["name"] = one_line(values["name"], _("Nama"), 120)
    return change(DirectoryAction.PERSON_CHANGED, person, lambda row: None, values, actor)


@transaction.atomic
def start_term(
    office: Office, person: Person, *, started: date, ended: date | None = None, basis: str = "", actor: Actor
) -> Term:
    """`person` holds `office` from that day on; RuleError where its seats are taken in that time."""
    office = Office.objects.select_for_update(of=("self",)).select_related("institution").get(pk=office.pk)
    if ended is not None and ended < started:
        raise RuleError(_("Masa jabatan berakhir sebelum dimulai."))
    taken = [term for term in office.terms.all() if overlap(term, started, ended)]
    if any(term.person_id == person.pk for term in taken):
        raise RuleError(_("Orang ini sudah tercatat memangku jabatan ini pada masa itu."))
    if most_at_once(taken, started, ended) >= office.seats:
        raise RuleError(
            _("%(title)s dipangku %(seats)s orang; akhiri dulu masa jabatan yang lama.")
            % {"title": office.title, "seats": office.seats}
        )
    row = Term(office=office, person=person, started=started, ended=ended, basis=basis.strip())
    told = {"jabatan": office.title, "sejak": started.isoformat(), "sampai": ended.isoformat() if ended else ""}
    with entry(DirectoryAction.TERM_STARTED, row, office.institution, actor, **told):
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
    with entry(DirectoryAction.TERM_ENDED, term, term.office.institution, actor, **told):
        term.ended = ended
        term.save(update_fields=["ended"])
    return term


def overlap(term: Term, started: date, ended: date | None) -> bool:
    return (ended is None or term.started <= ended) and (term.ended is None or started <= term.ended)


def most_at_once(terms: list[Term], started: date, ended: date | None) -> int:
    """How many of these terms hold on the fullest day between `started` and `ended`."""
    days = [started, *(term.started for term in terms if term.started > started)]
    return max(sum(1 for t in terms if t.started <= day and (t.ended is None or day <= t.ended)) for day in days)


def whole_seats(value: int) -> int:
    if not 1 <= value <= 100:
        raise RuleError(_("Jumlah orang sejabatan: 1 sampai 100."))
    return value
