"""The directory: who held an office on a day, told by the ledger without a name of anybody."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from electcoord.common.errors import RuleError
from electcoord.directory import actions
from electcoord.directory.models import Institution, Office, Person
from electcoord.directory.selectors import holders_on
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from tests.cast import KABUPATEN, Cast
from tests.standing import laid


@laid
def clerk(cast: Cast) -> Actor:
    return cast.actor("staf")


@pytest.fixture
def police(clerk: Actor) -> Institution:
    region = Region.objects.get(pk=KABUPATEN)
    return actions.add_institution(kind="polri", name="Polres Talang Maju", region=region, actor=clerk)


@pytest.fixture
def chief(police: Institution, clerk: Actor) -> Office:
    return actions.add_office(police, title="Kapolres", actor=clerk)


def _person(name: str, clerk: Actor) -> Person:
    return actions.add_person(name=name, phone="0812 0000 0000", actor=clerk)


def test_an_office_tells_who_held_it_on_a_day(chief: Office, clerk: Actor) -> None:
    older, newer = _person("Arum Mandala", clerk), _person("Bagas Wirabumi", clerk)
    first = actions.start_term(chief, older, started=date(2027, 1, 4), actor=clerk)
    with pytest.raises(RuleError, match="akhiri dulu"):
        actions.start_term(chief, newer, started=date(2028, 6, 1), actor=clerk)
    actions.end_term(first, ended=date(2028, 5, 31), actor=clerk)
    actions.start_term(chief, newer, started=date(2028, 6, 1), actor=clerk)
    for day, names in (
        (date(2027, 1, 3), []), (date(2027, 1, 4), ["Arum Mandala"]), (date(2028, 5, 31), ["Arum Mandala"]),
        (date(2028, 6, 1), ["Bagas Wirabumi"]), (date(2030, 1, 1), ["Bagas Wirabumi"]),
    ):  # fmt: skip
        assert [term.person.name for term in holders_on([chief], day).get(chief.pk, [])] == names, day


def test_an_office_of_two_takes_two_at_once_and_no_third(chief: Office, clerk: Actor) -> None:
    actions.change_office(chief, seats=2, actor=clerk)
    for number in (1, 2):
        person = _person(f"Anggota {number}", clerk)
        actions.start_term(chief, person, started=date(2027, number, 1), ended=date(2027, 12, 31), actor=clerk)
    third = _person("Anggota 3", clerk)
    with pytest.raises(RuleError, match="dipangku 2 orang"):
        actions.start_term(chief, third, started=date(2026, 1, 1), actor=clerk)
    assert actions.start_term(chief, third, started=date(2028, 1, 1), actor=clerk).ended is None


def test_a_term_is_refused_that_ends_before_it_starts_or_stands_already(chief: Office, clerk: Actor) -> None:
    person = _person("Arum Mandala", clerk)
    with pytest.raises(RuleError, match="sebelum dimulai"):
        actions.start_term(chief, person, started=date(2027, 2, 1), ended=date(2027, 1, 1), actor=clerk)
    term = actions.start_term(chief, person, started=date(2027, 2, 1), actor=clerk)
    with pytest.raises(RuleError, match="sudah tercatat"):
        actions.start_term(chief, person, started=date(2027, 3, 1), actor=clerk)
    actions.end_term(term, ended=date(2027, 3, 1), actor=clerk)
    with pytest.raises(RuleError, match="sudah berakhir"):
        actions.end_term(term, ended=date(2027, 4, 1), actor=clerk)


def test_the_ledger_names_rows_and_fields_but_nobody(police: Institution, chief: Office, clerk: Actor) -> None:
    person = _person("Arum Mandala", clerk)
    actions.change_person(person, phone="0813 1111 1111", email="arum@contoh.id", actor=clerk)
    actions.start_term(chief, person, started=date(2027, 2, 1), actor=clerk)
    told = Entry.objects.filter(action__startswith="directory.")
    assert list(told.order_by("pk").values_list("action", flat=True)) == [
        "directory.institution.added", "directory.office.added", "directory.person.added", "directory.person.changed",
        "directory.term.started",
    ]  # fmt: skip
    whole = " ".join(told.values_list("payload", flat=True))
    assert "Kapolres" in whole and "phone, email" in whole
    assert not any(secret in whole for secret in ("Arum", "0812", "0813", "arum@"))


def test_the_same_twice_is_refused_and_nothing_changed_writes_nothing(police: Institution, clerk: Actor) -> None:
    with pytest.raises(RuleError, match="sudah ada"):
        actions.add_institution(kind="polri", name=" Polres  Talang Maju ", region=police.region, actor=clerk)
    before = Entry.objects.count()
    actions.change_institution(police, name="Polres Talang Maju", phone="", actor=clerk)
    assert Entry.objects.count() == before
    with pytest.raises(RuleError, match="wajib diisi"):
        actions.change_institution(police, name="Polres\x00", actor=clerk)


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM directory_person",
        "UPDATE directory_term SET person_id = person_id + 1",
        "UPDATE directory_term SET ended = '2030-01-01'",
        "UPDATE directory_office SET institution_id = institution_id + 1",
    ],
)
def test_the_database_refuses_to_rewrite_who_held_what(attack: str, chief: Office, clerk: Actor) -> None:
    person = _person("Arum Mandala", clerk)
    actions.start_term(chief, person, started=date(2027, 2, 1), ended=date(2028, 1, 1), actor=clerk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
