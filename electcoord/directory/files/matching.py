"""What each row of a file would do to the directory; nothing is written here."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from electcoord.accounts.admin_forms import UNKNOWN_REGION
from electcoord.accounts.staff_import import CHANGED, NEW, SAME, Line
from electcoord.directory.actions.people import most_at_once, overlap
from electcoord.directory.files.known import Known, Place
from electcoord.directory.files.rows import Refuse, Wanted
from electcoord.directory.models import Institution, InstitutionKind, Office, Person, Term

_HEADS = {"address": "alamat", "phone": "telepon_lembaga", "email": "surel_lembaga", "kind": "jenis",
          "rank": "urutan", "seats": "jumlah_orang"}  # fmt: skip
_CONTACT = {"phone": "telepon", "email": "surel"}


@dataclass
class Deed:
    """What one row does. `person`: its key, of an existing one the primary key, of a new one a number below zero."""

    wanted: Wanted
    place: Place
    institution: dict[str, Any] | None = None
    office: dict[str, Any] | None = None
    person: int = 0
    new_person: bool = False
    contact: dict[str, str] = field(default_factory=dict)
    ends: list[tuple[Term, date]] = field(default_factory=list)
    starts: bool = False
    notes: list[str] = field(default_factory=list)
    is_new: bool = False

    def line(self) -> Line:
        wanted = self.wanted
        what = " · ".join(part for part in (wanted.institution, wanted.office, wanted.name) if part)
        state = NEW if self.is_new else CHANGED if self.notes else SAME
        return Line(wanted.row, state, what, "; ".join(self.notes), self)


class Matching:
    """Rows against what is known and against the rows before them."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.said: dict[tuple[Any, str], tuple[Any, int]] = {}
        self.made: dict[Any, int] = {}
        self.newcomers: list[tuple[int, str, dict[str, str], Place]] = []
        self.terms: dict[tuple[Place, str], list[Term]] = {}
        self.seats: dict[tuple[Place, str], int] = {}
        self.ended: dict[int, date] = {}

    def deed(self, wanted: Wanted, refuse: Refuse) -> Deed:
        deed = Deed(wanted, (wanted.region, wanted.institution))
        if wanted.region not in self.known.regions:
            refuse("kode_wilayah", str(UNKNOWN_REGION))
            return deed
        self._institution(deed, refuse)
        if wanted.office:
            self._office(deed, refuse)
        if wanted.office and wanted.name and wanted.started:
            self._holder(deed, refuse)
        return deed

    def check_seats(self, deed: Deed, refuse: Refuse) -> None:
        """After every row has told which terms end: whether the new one finds a seat."""
        wanted, post = deed.wanted, (deed.place, deed.wanted.office)
        if not deed.starts:
            return
        terms = self.terms[post]
        taken = [term for term in terms if overlap(term, wanted.started, wanted.ended)]
        if any(term.person_id == deed.person for term in taken):
            refuse("sejak", _("orang ini sudah tercatat memangku jabatan ini pada masa itu."))
        elif most_at_once(taken, wanted.started, wanted.ended) >= self.seats[post]:
            refuse("nama", _(
                "%(office)s dipangku %(seats)s orang pada masa itu; isi 'sampai' di baris pemangku lama, atau namanya "
                "di kolom 'menggantikan'."
            ) % {"office": wanted.office, "seats": self.seats[post]})  # fmt: skip
        else:
            terms.append(Term(person_id=deed.person, started=wanted.started, ended=wanted.ended))

    # Institution and office

    def _institution(self, deed: Deed, refuse: Refuse) -> None:
        wanted, found = deed.wanted, self.known.institutions.get(deed.place)
        values = {**wanted.about, **({"kind": wanted.kind} if wanted.kind else {})}
        changed = self._changed(deed.place, values, found, wanted.row, refuse)
        if found is None and deed.place not in self.made:
            self.made[deed.place] = wanted.row
            deed.institution, deed.is_new = values, True
            deed.notes.append(_("lembaga baru"))
            if not wanted.kind:
                refuse("jenis", _("wajib diisi untuk lembaga baru."))
        elif changed:
            deed.institution = changed
            deed.notes.append(_("lembaga: %(changes)s") % {"changes": _changes(found, changed)})

    def _office(self, deed: Deed, refuse: Refuse) -> None:
        wanted, post = deed.wanted, (deed.place, deed.wanted.office)
        found = self.known.offices.get(post)
        changed = self._changed(post, wanted.post, found, wanted.row, refuse)
        if post not in self.terms:
            self.terms[post] = list(found.terms.all()) if found else []
            self.seats[post] = found.seats if found else 1
        self.seats[post] = wanted.post.get("seats", self.seats[post])
        if found is None and post not in self.made:
            self.made[post] = wanted.row
            deed.office, deed.is_new = wanted.post, True
            deed.notes.append(_("jabatan baru"))
        elif changed:
            deed.office = changed
            deed.notes.append(_("jabatan: %(changes)s") % {"changes": _changes(found, changed)})

    def _changed(
        self, key: Any, values: dict[str, Any], found: Institution | Office | None, row: int, refuse: Refuse
    ) -> dict[str, Any]:
        """What differs from the record and was not said by a row before; a row that contradicts one is refused."""
        changed = {}
        for name, value in values.items():
            told, first = self.said.setdefault((key, name), (value, row))
            if told != value:
                refuse(_HEADS[name], _("baris %(row)s menulis lain.") % {"row": first})
            elif found is None and key in self.made and first == row:
                # The row that makes it does not say this; without it the value would be lost.
                changed[name] = value
            elif found is not None and first == row and getattr(found, name) != value:
                changed[name] = value
        return changed

    # Holder

    def _holder(self, deed: Deed, refuse: Refuse) -> None:
        wanted, post = deed.wanted, (deed.place, deed.wanted.office)
        first = self.made.setdefault((post, wanted.name, wanted.started, *wanted.contact.values()), wanted.row)
        if first != wanted.row:
            refuse("nama", _("sudah ada di baris %(row)s.") % {"row": first})
            return
        office = self.known.offices.get(post)
        recorded = [t for t in office.terms.all() if _same(t, wanted)] if office else []
        if len(recorded) > 1:
            recorded = [term for term in recorded if _shares(term.person, wanted.contact)]
        if recorded:
            deed.person = recorded[0].person_id
            self._contact(deed, recorded[0].person, refuse)
            self._recorded(deed, recorded[0], refuse)
            return
        person = self._person(deed, refuse)
        if person is not None:
            deed.person = person.pk
            self._contact(deed, person, refuse)
        else:
            self._newcomer(deed, refuse)
        deed.starts = deed.is_new = True
        deed.notes.append(_("memangku sejak %(day)s") % {"day": wanted.started.isoformat()})
        if wanted.replaces:
            self._replace(deed, office, refuse)

    def _recorded(self, deed: Deed, term: Term, refuse: Refuse) -> None:
        wanted = deed.wanted
        if wanted.basis and wanted.basis != term.basis:
            refuse("dasar", _("masa jabatan ini tercatat dengan dasar lain, yang tidak berubah lagi."))
        if wanted.ended and term.ended and wanted.ended != term.ended:
            refuse("sampai", _("masa jabatan ini sudah berakhir pada %(day)s.") % {"day": term.ended.isoformat()})
        elif wanted.ended and term.ended is None:
            self._end(deed, term, wanted.ended, refuse, "sampai")

    def _end(self, deed: Deed, term: Term, day: date, refuse: Refuse, column: str) -> None:
        if day < term.started:
            refuse(column, _("masa jabatan yang lama baru mulai %(day)s.") % {"day": term.started.isoformat()})
            return
        if self.ended.setdefault(term.pk, day) != day:
            refuse(column, _("baris lain mengakhiri masa jabatan ini pada hari yang berbeda."))
            return
        if any(t.pk == term.pk and t.ended for t in self.terms[(deed.place, deed.wanted.office)]):
            return
        deed.ends.append((term, day))
        terms = self.terms[(deed.place, deed.wanted.office)]
        terms[:] = [t for t in terms if t is not term and t.pk != term.pk]
        terms.append(Term(pk=term.pk, person_id=term.person_id, started=term.started, ended=day))
        deed.notes.append(
            _("masa jabatan %(name)s berakhir %(day)s") % {"name": term.person.name, "day": day.isoformat()}
        )

    def _replace(self, deed: Deed, office: Office | None, refuse: Refuse) -> None:
        """The one whom the row names leaves the day before; only a running term that is recorded can end so."""
        wanted = deed.wanted
        terms = office.terms.all() if office else []
        running = [term for term in terms if term.ended is None and term.person.name == wanted.replaces]
        if len(running) != 1:
            refuse("menggantikan", _("tidak ada seorang bernama itu yang tercatat sedang memangku jabatan ini."))
            return
        self._end(deed, running[0], wanted.started - timedelta(days=1), refuse, "menggantikan")

    def _person(self, deed: Deed, refuse: Refuse) -> Person | None:
        """The known person of this name: one with the same contact, else one of the same institution."""
        wanted, known = deed.wanted, self.known
        alike = known.people.get(wanted.name, [])
        found = [person for person in alike if _shares(person, wanted.contact)]
        found = found or [person for person in alike if deed.place in known.served[person.pk]]
        if len(found) > 1:
            refuse("nama", _("ada %(count)s orang bernama ini; tulis telepon atau surelnya.") % {"count": len(found)})
        return found[0] if found else None

    def _newcomer(self, deed: Deed, refuse: Refuse) -> None:
        """Somebody whom only this file knows; a row before may have named the same person."""
        wanted = deed.wanted
        for key, name, contact, place in self.newcomers:
            same = place == deed.place or any(contact.get(part) == value for part, value in wanted.contact.items())
            if name == wanted.name and same:
                for part, value in wanted.contact.items():
                    if contact.setdefault(part, value) != value:
                        refuse(_CONTACT[part], _("baris lain menulis lain untuk orang ini."))
                deed.person, deed.contact = key, dict(wanted.contact)
                return
        deed.person, deed.new_person, deed.contact = -1 - len(self.newcomers), True, dict(wanted.contact)
        self.newcomers.append((deed.person, wanted.name, dict(wanted.contact), deed.place))
        deed.notes.append(_("orang baru"))

    def _contact(self, deed: Deed, person: Person, refuse: Refuse) -> None:
        for part, value in deed.wanted.contact.items():
            told, first = self.said.setdefault((person, part), (value, deed.wanted.row))
            if told != value:
                refuse(_CONTACT[part], _("baris %(row)s menulis lain untuk orang ini.") % {"row": first})
            elif first == deed.wanted.row and getattr(person, part) != value:
                deed.contact[part] = value
                deed.notes.append(_("kontak %(name)s diperbarui") % {"name": person.name})


def _same(term: Term, wanted: Wanted) -> bool:
    return term.started == wanted.started and term.person.name == wanted.name


def _shares(person: Person, contact: dict[str, str]) -> bool:
    return any(getattr(person, part) == value for part, value in contact.items())


def _changes(found: Institution | Office | None, changed: dict[str, Any]) -> str:
    return ", ".join(
        _("%(column)s %(old)s menjadi %(new)s")
        % {"column": _HEADS[name], "old": _shown(name, getattr(found, name, "")), "new": _shown(name, value)}
        for name, value in changed.items()
    )


def _shown(name: str, value: Any) -> str:
    if name == "kind" and value:
        return str(InstitutionKind(value).label)
    return str(value) if value not in ("", None) else _("kosong")
