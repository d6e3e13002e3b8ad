"""Signing in, and how a right or a session ends: at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as conf
from django.test import Client

from electcoord.accounts.actions import end_grant, give_new_password, set_active, set_password
from electcoord.accounts.models import User
from electcoord.ledger.recording import SYSTEM
from tests.cast import PASSWORD, TPS_1, Cast

Sign = Callable[[str | None], Client]
LOGIN, CHANGE = "/akun/masuk/", "/akun/sandi/"
NEW = "kata-sandi-baru-99"


def _sign_in(client: Client, username: str = "operator", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def test_a_right_ends_with_the_grant_in_an_open_session(cast: Cast, as_person: Sign) -> None:
    client = as_person("sekretariat-hulu")
    url = f"/rekap/talang/tps/{TPS_1}/"
    assert client.get(url).status_code == 200
    assert client.get("/rekap/talang/impor/").status_code == 200
    end_grant(cast["sekretariat-hulu"].grants.get(), actor=SYSTEM)
    assert client.get(url).status_code == 404
    assert client.get("/rekap/talang/impor/").status_code == 404
    assert client.get("/").status_code == 200


def test_the_admin_closes_with_the_grant(cast: Cast, as_person: Sign) -> None:
    client = as_person("staf")
    assert client.get("/admin/").status_code == 200
    end_grant(cast["staf"].grants.get(), actor=SYSTEM)
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/elections/tps/").status_code == 403


def test_a_closed_account_is_signed_out_at_once(cast: Cast, as_person: Sign) -> None:
    client = as_person("operator")
    assert client.get("/").status_code == 200
    set_active(cast["operator"], False, actor=SYSTEM)
    assert client.get("/").url == "/akun/masuk/?next=/"
    assert _sign_in(Client()).status_code == 200


def test_a_new_password_ends_every_other_session(cast: Cast, as_person: Sign) -> None:
    here, there = as_person("operator"), as_person("operator")
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post(CHANGE, data).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    give_new_password(cast["operator"], actor=SYSTEM)
    assert here.get("/").status_code == 302


@pytest.mark.parametrize("old", ["", "salah", NEW])
def test_the_password_changes_only_with_the_old_one(cast: Cast, as_person: Sign, old: str) -> None:
    data = {"old_password": old, "new_password1": NEW, "new_password2": NEW}
    assert as_person("operator").post(CHANGE, data).status_code == 200
    assert User.objects.get(username="operator").check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["pendek1", "password1234", "1234567890123", "operator1"])
def test_a_weak_password_is_refused(cast: Cast, as_person: Sign, weak: str) -> None:
    data = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert as_person("operator").post(CHANGE, data).status_code == 200
    assert User.objects.get(username="operator").check_password(PASSWORD)


def test_a_first_password_is_changed_before_anything_else(cast: Cast) -> None:
    set_password(cast["sekretaris"], PASSWORD, actor=SYSTEM, must_change=True)
    client = Client()
    _sign_in(client, "sekretaris")
    for url in ("/", "/rekap/", "/buku/", "/admin/", "/admin/accounts/user/", LOGIN, "/sehat/", "/rekap/jaya/"):
        assert client.get(url).url == CHANGE, url
    posted = client.post("/admin/accounts/user/", {"action": "new_password", "_selected_action": [cast["operator"].pk]})
    assert posted.url == CHANGE
    assert User.objects.get(username="operator").check_password(PASSWORD)
    assert client.get(CHANGE).status_code == 200
    assert (
        client.post(CHANGE, {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}).status_code == 302
    )
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "there",
    ["https://jahat.example/", "//jahat.example/", "/\\jahat.example", "javascript:alert(1)", "https:jahat.example"],
)
def test_signing_in_leads_nowhere_else(cast: Cast, as_person: Sign, there: str) -> None:
    home = "/"
    assert _sign_in(Client(), QUERY_STRING="").url == home
    response = Client().post(LOGIN, {"username": "operator", "password": PASSWORD, "next": there})
    assert response.url == home
    assert as_person("operator").get(LOGIN, {"next": there}).url == home
    assert as_person("staf").get("/admin/login/", {"next": there}, follow=True).redirect_chain[-1][0] == home
    assert Client().post(LOGIN, {"username": "operator", "password": PASSWORD, "next": "/buku/"}).url == "/buku/"


def test_the_session_gets_a_new_key_when_somebody_signs_in(cast: Cast) -> None:
    client = Client()
    session = client.session
    session["sebelum"] = 1
    session.save()
    planted = session.session_key
    client.cookies[conf.SESSION_COOKIE_NAME] = planted
    _sign_in(client)
    first = client.session.session_key
    assert first != planted
    assert not client.session.__class__().exists(planted)
    client.post("/akun/keluar/")
    assert not client.session.__class__().exists(first)


def test_cookies_are_closed_to_scripts_and_other_sites(cast: Cast) -> None:
    cookie = _sign_in(Client()).cookies[conf.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 12 * 60 * 60


@pytest.mark.parametrize(
    ("who", "url"),
    [
        (None, LOGIN),
        ("operator", "/akun/keluar/"),
        ("operator", CHANGE),
        ("operator", "/rekap/talang/impor/"),
        ("ketua-hulu", f"/rekap/talang/tps/{TPS_1}/ppwp/lepas/"),
        ("sekretaris", "/admin/accounts/user/add/"),
        ("sekretaris", "/admin/accounts/user/"),
        ("sekretaris", "/admin/logout/"),
    ],
)
def test_a_form_of_another_site_is_refused(cast: Cast, who: str | None, url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if who:
        client.force_login(cast[who])
    assert client.post(url, {"username": "operator", "password": PASSWORD}).status_code == 403
    assert (who is None) == (conf.SESSION_COOKIE_NAME not in client.cookies)


def test_the_refusal_does_not_tell_whether_the_account_exists(cast: Cast) -> None:
    answers = [
        str(_sign_in(Client(), name, "salah").context["form"].errors) for name in ("operator", "tidak-ada", "asing")
    ]
    assert len(set(answers)) == 1


def test_ten_wrong_passwords_hold_one_account_at_one_address(cast: Cast, settings: Any) -> None:
    settings.AXES_ENABLED = True
    near, far = {"REMOTE_ADDR": "10.0.0.7"}, {"REMOTE_ADDR": "10.0.0.8"}
    for number in range(1, 11):
        status = _sign_in(Client(), password="salah", **near).status_code
        assert status == (200 if number < 10 else 429), number
    assert _sign_in(Client(), **near).status_code == 429
    assert _sign_in(Client(), "staf", **near).status_code == 302
    assert _sign_in(Client(), **far).status_code == 302


def test_a_new_password_lifts_the_hold(cast: Cast, settings: Any) -> None:
    settings.AXES_ENABLED = True
    near = {"REMOTE_ADDR": "10.0.0.7"}
    for _ in range(10):
        _sign_in(Client(), password="salah", **near)
    password = give_new_password(cast["operator"], actor=SYSTEM)
    assert _sign_in(Client(), password=password, **near).status_code == 302


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(cast: Cast, settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.AXES_CLIENT_IP_CALLABLE = "electcoord.accounts.backends.address_behind_proxy"
    near = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 10.0.0.7"}
    for number in range(10):
        # What the client writes before the proxy's own entry changes nothing.
        _sign_in(Client(), password="salah", **{**near, "HTTP_X_FORWARDED_FOR": f"9.9.9.{number}, 10.0.0.7"})
    assert _sign_in(Client(), **near).status_code == 429
    assert _sign_in(Client(), **{**near, "HTTP_X_FORWARDED_FOR": "10.0.0.8"}).status_code == 302
