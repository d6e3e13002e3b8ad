"""The admin is no back door: scope, actions, refusals in words, no figures, no other way to write."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client

from electcoord.accounts.actions import create_user, give_grant
from electcoord.accounts.models import Grant, Role, User
from electcoord.elections.models import Choice, Election, Stage
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from electcoord.regions.models import Region, RegionName
from recap.models import Finding, Sheet, SheetVersion
from tests.cast import HULU, KABUPATEN, PASSWORD, TPS_1, Cast
from tests.project.people import invite
from tests.standing import laid

Sign = Callable[[str | None], Client]
PASSWORD_SHOWN = re.compile(r"Kata sandi pertama budi: ([a-z2-9]{4}(?:-[a-z2-9]{4}){3}) ")


@laid
def everybody(cast: Cast) -> Cast:
    invite(cast)
    return cast


def _errors(response: Any) -> str:
    assert response.status_code == 200
    return str(response.context["adminform"].form.errors)


def _rows(client: Client, model: str) -> list[Any]:
    return list(client.get(f"/admin/{model}/").context["cl"].queryset)


@pytest.mark.once
def test_every_column_of_the_admin_was_given_a_name() -> None:
    """Django makes English ones of the names of columns."""
    unnamed = [
        f"{model.__name__}.{name}"
        for model, model_admin in admin.site._registry.items()
        for name in {*model_admin.list_display, *(model_admin.fields or ())}
        if isinstance(name, str) and name in {field.name for field in model._meta.fields}
        if isinstance(model._meta.get_field(name).verbose_name, str)
    ]
    assert unnamed == []


def test_every_page_of_the_admin_opens(everybody: Cast, as_person: Sign) -> None:
    """Our user has no PermissionsMixin: index, app lists, lists, forms, search, history, scripts, both ways out."""
    client = as_person("sekretaris-umum")
    everybody.enter("operator")
    for url in ["/admin/", "/admin/accounts/", "/admin/recap/", "/admin/jsi18n/", "/admin/accounts/user/?q=ketua"]:
        assert client.get(url).status_code == 200, url
    for model, model_admin in admin.site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        response = client.get(base)
        assert response.status_code == 200, base
        assert "e=1" not in response.request["QUERY_STRING"]
        assert client.get(f"{base}add/").status_code == (200 if model_admin.can_add else 403)
        for row in response.context["cl"].queryset[:2]:
            assert client.get(f"{base}{row.pk}/change/").status_code == 200
            story = client.get(f"{base}{row.pk}/history/")
            assert story.status_code == 200
            assert story.context["ledger_url"].startswith("/buku/?lembar=")
    found = client.get("/admin/autocomplete/?term=op&app_label=accounts&model_name=grant&field_name=user").json()[
        "results"
    ]
    assert [row["text"] for row in found] == ["Operator (operator)"]
    assert client.get("/admin/password_change/").url == "/akun/sandi/"
    assert client.get("/admin/login/?next=/admin/recap/").url == "/akun/masuk/?next=/admin/recap/"
    assert client.post("/admin/logout/").url == "/akun/masuk/"
    assert client.get("/admin/").url == "/akun/masuk/?next=/admin/"


def test_staff_of_another_regency_sees_nothing_of_this_one(everybody: Cast, as_person: Sign) -> None:
    everybody.enter("operator")
    client = as_person("sekretaris-jaya")
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        text = client.get(base).content.decode()
        for word in ("talang", "Talang Maju", "TALANG MAJU", ">Operator<", "sekretariat-hulu"):
            assert word not in text, f"{base}: {word}"
        # A code, and not the end of a row's number in an address.
        assert not re.search(r"(?<![\d/])9901", text), base
    assert [user.username for user in _rows(client, "accounts/user")] == ["sekretaris-jaya", "tetangga"]
    url = "/admin/autocomplete/?term={}&app_label={}&model_name={}&field_name={}"
    assert client.get(url.format("op", "accounts", "grant", "user")).json()["results"] == []
    assert client.get(url.format("9901", "regions", "regionname", "region")).json()["results"] == []


def test_staff_of_a_kecamatan_sees_its_own_tps_alone(everybody: Cast, as_person: Sign) -> None:
    client = as_person("staf-hulu")
    codes = {tps.code[:6] for tps in _rows(client, "elections/tps")}
    assert codes == {HULU}
    assert _rows(client, "elections/election") == []


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("accounts/user", "password__startswith=md5"),
        ("accounts/grant", "user__password__startswith=md5"),
        ("recap/sheet", "current__suara_sah=160"),
        ("recap/sheetversion", "suara_sah=160"),
        ("recap/sheetversion", "votes__0=100"),
        ("recap/sheetversion", "reading_hash__startswith=a"),
        ("recap/finding", "equation__contains=160"),
    ],
)
def test_no_column_is_told_through_a_filter(cast: Cast, as_person: Sign, page: str, query: str) -> None:
    cast.enter("operator")
    assert as_person("sekretaris").get(f"/admin/{page}/?{query}").status_code == 400


def test_the_admin_shows_no_figure_of_a_sheet(cast: Cast, as_person: Sign) -> None:
    """Law 7: the staff account here may still be handed the sheet for the second entry."""
    version = cast.enter("operator", (7713, 7714), suara_sah=7715, suara_tidak_sah=7716, suara_total=7717)
    Finding.objects.create(
        sheet=version.sheet, election=cast.election, tps_code=TPS_1, rule="R05", part="IV", severity="HARD",
        equation="7713 + 7714 = 7715", since=version.entered_at,
    )  # fmt: skip
    client = as_person("staf")
    for model in (Sheet, SheetVersion, Finding):
        base = f"/admin/recap/{model._meta.model_name}/"
        pages = [base, *(f"{base}{row.pk}/change/" for row in _rows(client, f"recap/{model._meta.model_name}")[:9])]
        assert len(pages) > 1
        for page in pages:
            text = client.get(page).content.decode()
            assert not re.search(r"77?\.?71[3-7]", text), page
            assert version.reading_hash not in text


def test_a_new_account_has_one_role_and_a_password_shown_once(cast: Cast, as_person: Sign) -> None:
    client = as_person("sekretaris")
    data = {"username": "budi", "name": "Budi", "role": "staf_kpu", "region": KABUPATEN, "election": cast.election.pk}
    page = client.post("/admin/accounts/user/add/", data, follow=True).content.decode()
    [password] = PASSWORD_SHOWN.findall(page)
    assert not PASSWORD_SHOWN.search(client.get("/admin/accounts/user/").content.decode())
    user = User.objects.get(username="budi")
    assert user.must_change_password
    assert user.check_password(password)
    assert [(g.role, g.region, g.election) for g in user.grants.all()] == [("staf_kpu", KABUPATEN, cast.election)]
    deeds = list(Entry.objects.order_by("-pk").values_list("action", "actor", "role")[:2])
    who = str(cast["sekretaris"].uuid)
    assert deeds == [
        ("accounts.grant.given", who, "sekretaris_kpu"), ("accounts.user.created", who, "sekretaris_kpu"),
    ]  # fmt: skip
    assert not any(
        "Budi" in payload or password in payload for payload in Entry.objects.values_list("payload", flat=True)
    )
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"region": "9902"}, "tidak ada dalam wewenang"),
        ({"region": "9999"}, "tidak ada dalam wewenang"),
        ({"region": ""}, "tidak ada dalam wewenang"),
        ({"region": "990"}, "tidak ada dalam wewenang"),
        ({"election": ""}, "election"),
        ({"election": "other"}, "election"),
        ({"election": "999999"}, "election"),
        ({"role": "raja"}, "role"),
        ({"username": "ketua"}, "sudah dipakai"),
        ({"username": "Budi Besar"}, "username"),
        ({"username": "budi\x00"}, "username"),
    ],
)
def test_a_refused_account_leaves_no_trace(cast: Cast, as_person: Sign, change: dict[str, str], said: str) -> None:
    before = (User.objects.count(), Entry.objects.count())
    if change.get("election") == "other":
        change = {"election": str(cast.other.pk)}
    data = {"username": "budi", "name": "Budi", "role": "staf_kpu", "region": KABUPATEN, "election": cast.election.pk}
    response = as_person("sekretaris").post("/admin/accounts/user/add/", {**data, **change})
    assert said in _errors(response)
    assert (User.objects.count(), Entry.objects.count()) == before


def test_a_role_of_another_regency_answers_as_an_unknown_one(cast: Cast, as_person: Sign) -> None:
    client = as_person("sekretaris")
    data = {"user": cast["operator"].pk, "role": "staf_kpu", "election": cast.election.pk, "stage": ""}
    answers = [
        _errors(client.post("/admin/accounts/grant/add/", {**data, **change}))
        for change in ({"region": "9902"}, {"region": "9988"})
    ]
    assert answers[0] == answers[1]
    mine = {**data, "region": KABUPATEN}
    for field, foreign in (("user", cast["tetangga"].pk), ("election", cast.other.pk)):
        told = _errors(client.post("/admin/accounts/grant/add/", {**mine, field: foreign}))
        assert told == _errors(client.post("/admin/accounts/grant/add/", {**mine, field: 999999}))


def test_nobody_gives_a_role_to_himself(cast: Cast, as_person: Sign) -> None:
    data = {"user": cast["sekretaris"].pk, "role": "ketua_kpu", "region": KABUPATEN, "election": cast.election.pk}
    response = as_person("sekretaris").post("/admin/accounts/grant/add/", data)
    assert "akun sendiri" in _errors(response)
    assert not Grant.objects.filter(user=cast["sekretaris"], role="ketua_kpu").exists()


def test_a_role_is_given_and_ended(cast: Cast, as_person: Sign) -> None:
    client = as_person("sekretaris")
    data = {
        "user": cast["gudang"].pk, "role": "staf_kpu", "region": HULU, "election": cast.election.pk, "stage": "entri",
    }  # fmt: skip
    assert client.post("/admin/accounts/grant/add/", data).status_code == 302
    grant = Grant.objects.get(user=cast["gudang"], role="staf_kpu")
    assert (grant.region, grant.stage, grant.ended_at) == (HULU, "entri", None)
    client.post("/admin/accounts/grant/", {"action": "end", "_selected_action": [grant.pk]})
    grant.refresh_from_db()
    assert grant.ended_at
    own = cast["sekretaris"].grants.get()
    page = client.post("/admin/accounts/grant/", {"action": "end", "_selected_action": [own.pk]}, follow=True)
    assert "hanya diakhiri oleh orang lain" in page.content.decode()
    foreign = cast["tetangga"].grants.get()
    client.post("/admin/accounts/grant/", {"action": "end", "_selected_action": [foreign.pk]})
    assert set(Grant.objects.filter(pk__in=[own.pk, foreign.pk]).values_list("ended_at", flat=True)) == {None}


def test_a_new_password_only_where_every_role_is_managed(cast: Cast, as_person: Sign) -> None:
    """Who gives a password could act as the account: one role elsewhere is enough to refuse."""
    give_grant(cast["staf"], role=Role.STAF_KPU, region="9902", election=cast.other, actor=SYSTEM)
    client = as_person("sekretaris")
    old = dict(User.objects.values_list("username", "password"))
    chosen = [cast[name].pk for name in ("operator", "staf", "pengelola", "tetangga", "sekretaris")]
    page = client.post("/admin/accounts/user/", {"action": "new_password", "_selected_action": chosen}, follow=True)
    text = page.content.decode()
    new = dict(User.objects.values_list("username", "password"))
    assert [name for name in old if old[name] != new[name]] == ["operator"]
    assert "di luar wewenang" in text
    assert "sandi sendiri diganti" in text
    assert User.objects.get(username="operator").must_change_password
    assert client.get(f"/admin/accounts/user/{cast['staf'].pk}/change/").status_code == 200
    posted = client.post(f"/admin/accounts/user/{cast['staf'].pk}/change/", {"name": "X", "is_active": ""})
    assert posted.status_code == 403


def test_an_account_is_renamed_and_closed(cast: Cast, as_person: Sign) -> None:
    client = as_person("sekretaris")
    url = f"/admin/accounts/user/{cast['operator'].pk}/change/"
    assert client.post(url, {"name": "Nama Baru"}).status_code == 302
    user = User.objects.get(username="operator")
    assert (user.name, user.is_active) == ("Nama Baru", False)
    mine = f"/admin/accounts/user/{cast['sekretaris'].pk}/change/"
    assert "Akun sendiri tidak dapat" in _errors(client.post(mine, {"name": "Lain"}))
    assert User.objects.get(username="sekretaris").name == "Sekretaris"


def test_an_election_changes_through_its_actions(cast: Cast, as_person: Sign) -> None:
    client = as_person("staf")
    url = f"/admin/elections/election/{cast.election.pk}/change/"
    data = {"name": "Pemilu Talang", "day": "14-02-2029", "zone": "WITA", "open_stages": ["persiapan", "entri"]}
    assert client.post(url, data).status_code == 302
    election = Election.objects.get(pk=cast.election.pk)
    assert (election.name, election.zone, str(election.day)) == ("Pemilu Talang", "WITA", "2029-02-14")
    data["open_stages"] = [Stage.ENTRI, Stage.PLENO_KECAMATAN]
    assert "Tulis alasannya" in _errors(client.post(url, {**data, "name": "Batal"}))
    assert Election.objects.get(pk=election.pk).name == "Pemilu Talang"
    assert client.post(url, {**data, "reason": "Jadwal rapat pleno"}).status_code == 302
    assert Election.objects.get(pk=election.pk).open_stages == ["entri", "pleno_kecamatan"]
    actions = Entry.objects.filter(subject=str(election.uuid)).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["elections.election.updated", "elections.election.stages_set"]


def test_a_refusal_of_an_action_is_an_error_of_the_form(cast: Cast, as_person: Sign) -> None:
    choice = Choice.objects.filter(contest=cast.contest()).first()
    response = as_person("staf").post(f"/admin/elections/choice/{choice.pk}/change/", {"is_empty_column": "on"})
    assert "hanya ada pada surat suara Pilkada" in _errors(response)


def test_a_newer_name_stands_beside_the_older_one(cast: Cast, as_person: Sign) -> None:
    client = as_person("staf")
    url = "/admin/regions/regionname/add/"
    data = {
        "region": HULU,
        "kind": "kecamatan",
        "name": "HULU RAYA",
        "valid_from": "01-03-2026",
        "source": "Perda 1/2026",
    }
    undated = RegionName.objects.get(region=HULU)
    assert client.post(url, data).status_code == 302
    assert Region.objects.get(code=HULU).name == "HULU RAYA"
    undated.refresh_from_db()
    assert undated.name == "HULU"
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.chain, entry.region, entry.election) == ("regions.region.named", "9901", HULU, "talang")
    for change, said in (
        ({}, "harus sesudahnya"),
        ({"name": "HULU RAYA", "valid_from": "01-04-2026"}, "sama dengan nama"),
        ({"name": "HULU LAMA", "valid_from": "01-01-2020"}, "harus sesudahnya"),
        ({"name": "HULU BARU", "valid_from": "01-01-2099"}, "paling cepat"),
        ({"name": "HULU BARU", "valid_from": ""}, "hari mulai"),
        ({"name": "HULU BARU", "kind": "desa", "valid_from": "01-04-2026"}, "tidak cocok dengan kode"),
        ({"name": "HULU BARU", "source": "", "valid_from": "01-04-2026"}, "Sumber wajib"),
        ({"region": "990201", "valid_from": "01-04-2026"}, "region"),
    ):
        assert said in _errors(client.post(url, {**data, **change})), change
    assert RegionName.objects.filter(region=HULU).count() == 2


def test_no_row_changes_by_a_direct_post(cast: Cast, as_person: Sign) -> None:
    """Every model, every page, by whoever may most: what no action does, no form does."""
    cast.enter("operator")
    before = {
        model: list(model._default_manager.order_by("pk").values())
        for model in admin.site._registry
        if model not in (User, Grant)
    }
    entries = Entry.objects.count()
    client = as_person("sekretaris")
    for model, model_admin in admin.site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model_admin.limited(cast["sekretaris"], model_admin.can_view).first()
        if row is None:
            continue
        stolen = {field.name: "1" for field in model._meta.fields} | {"_selected_action": [row.pk], "post": "yes"}
        if not model_admin.can_change:
            assert client.post(f"{base}{row.pk}/change/", stolen).status_code == 403
        if not model_admin.can_add:
            assert client.post(f"{base}add/", stolen).status_code == 403
        assert client.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 405
        client.post(base, {"action": "delete_selected", **stolen})
        client.post(base, {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk, "_save": "1", **stolen})
    assert before == {model: list(model._default_manager.order_by("pk").values()) for model in before}
    assert Entry.objects.count() == entries


def test_a_hidden_column_is_not_set_by_a_form(cast: Cast, as_person: Sign) -> None:
    """Extra fields in the body of a form that may be posted."""
    client = as_person("staf")
    data = {"name": cast.election.name, "day": "14-02-2029", "zone": "WIB", "open_stages": ["persiapan", "entri"]}
    stolen = {"slug": "milikku", "is_simulation": "on", "kabupaten": "9902", "package_digest": "0", "regime": "pilkada"}
    client.post(f"/admin/elections/election/{cast.election.pk}/change/", {**data, **stolen})
    choice = Choice.objects.filter(contest=cast.contest()).first()
    client.post(f"/admin/elections/choice/{choice.pk}/change/", {"name": "Orang Lain", "number": "9", "position": "5"})
    fields = ("slug", "is_simulation", "kabupaten_id", "package_digest", "regime")
    after = Election.objects.get(pk=cast.election.pk)
    assert [getattr(after, f) for f in fields] == [getattr(cast.election, f) for f in fields]
    same = Choice.objects.get(pk=choice.pk)
    assert (same.name, same.number, same.position) == (choice.name, choice.number, choice.position)
    client = as_person("sekretaris")
    target = cast["operator"]
    body = {"name": "Operator", "is_active": "on", "username": "lain", "password": "x", "must_change_password": ""}
    client.post(f"/admin/accounts/user/{target.pk}/change/", body)
    user = User.objects.get(pk=target.pk)
    assert (user.username, user.password) == (target.username, target.password)


def test_there_is_no_superuser(cast: Cast) -> None:
    with pytest.raises((AttributeError, TypeError)):
        User.objects.create_superuser(username="akar", password=PASSWORD)
    user = create_user(username="akar", name="Akar", password=PASSWORD, actor=SYSTEM)
    user.is_superuser = True
    assert not user.has_perm("accounts.change_user")
    assert not user.has_module_perms("accounts")
    assert not user.is_staff
    client = Client()
    client.force_login(user)
    assert client.get("/admin/").status_code == 403
    assert "is_superuser" not in {field.name for field in User._meta.get_fields()}


def test_the_deeds_of_the_admin_verify(cast: Cast, as_person: Sign) -> None:
    client = as_person("sekretaris")
    client.post(f"/admin/accounts/user/{cast['operator'].pk}/change/", {"name": "Nama Baru", "is_active": "on"})
    broken, _ = verify()
    assert broken is None
