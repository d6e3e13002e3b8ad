"""Polri and Kejaksaan look at logistics and its incidents, and write nothing (features 22)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from electcoord.accounts.access import GRANTS, Can
from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Role, Visit
from electcoord.ledger.recording import SYSTEM
from tests.cast import KABUPATEN, PASSWORD, Cast
from tests.logistics.ground import prepare

LOG = "/akun/log-saya/"


def rights(role: Role) -> set[Can]:
    return {can for can, roles in GRANTS.items() if role in roles}


def test_polri_and_kejaksaan_look_and_write_nothing() -> None:
    assert rights(Role.POLRI) == rights(Role.KEJAKSAAN) == {Can.VIEW_LOGISTICS, Can.VIEW_INCIDENTS}


def test_supervisors_see_incidents_and_report_none() -> None:
    for role in (Role.BAWASLU_KAB, Role.PANWASCAM, Role.PKD, Role.PTPS):
        assert Can.VIEW_INCIDENTS in rights(role)
        assert not {Can.REPORT_INCIDENTS, Can.MANAGE_INCIDENTS} & rights(role)


def looker_on(cast: Cast, role: Role = Role.KEJAKSAAN) -> Client:
    user = cast.people["jaksa"] = create_user(username="jaksa", name="Jaksa", password=PASSWORD, actor=SYSTEM)
    give_grant(user, role=role, region=KABUPATEN, election=cast.election, actor=SYSTEM)
    client = Client()
    client.force_login(user)
    return client


def test_kejaksaan_reads_logistics_and_incidents_and_nothing_else(cast: Cast) -> None:
    prepare(cast)
    client = looker_on(cast)
    for page in ("/insiden/", "/insiden/unduh/csv/", "/logistik/talang/kotak/", "/logistik/talang/serah-terima/"):
        assert client.get(page).status_code == 200, page
    for page in ("/insiden/baru/", "/tindak-lanjut/", "/direktori/", "/rapat/", "/logistik/talang/serah-terima/baru/",
                 "/logistik/talang/surat-suara-tertukar/"):  # fmt: skip
        assert client.get(page).status_code in (403, 404), page
    assert client.post("/logistik/talang/kotak/siapkan/", {"gudang": "x"}).status_code == 403


def test_what_they_open_is_in_their_own_log_and_no_others(cast: Cast, as_person) -> None:
    client = looker_on(cast)
    client.get("/insiden/", {"wilayah": "990101"})
    client.get("/insiden/unduh/csv/")
    client.get("/tindak-lanjut/")
    client.get("/insiden/", headers={"HX-Request": "true"})
    assert sorted(Visit.objects.values_list("path", flat=True)) == ["/insiden/", "/insiden/unduh/csv/"]
    page = client.get(LOG).content.decode()
    assert "/insiden/unduh/csv/" in page
    assert "Log saya" in client.get("/").content.decode()
    before = Visit.objects.count()
    assert not as_person("bawaslu").get(LOG).context["page"].object_list
    as_person("staf").get("/insiden/")
    assert Visit.objects.exclude(user__username__in=["jaksa", "bawaslu"]).count() == 0
    as_person("bawaslu").get("/insiden/")
    assert Visit.objects.count() > before


def test_the_log_is_only_added_to(cast: Cast) -> None:
    looker_on(cast).get("/insiden/")
    for statement in ("UPDATE accounts_visit SET path = '/'", "DELETE FROM accounts_visit"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
