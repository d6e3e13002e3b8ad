"""The README's own order on a fresh database: commands and browser show the same, published figures."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command, get_commands
from django.test import Client
from django.urls import reverse

from electcoord.accounts.models import User
from electcoord.common.numbers import angka
from tests.data import ROOT, package

README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", README))
    assert {"demo", "test", "import_election", "import_chasil", "aggregate_recap"} <= named
    assert named <= set(get_commands())


def test_every_file_that_the_readme_shows_is_there() -> None:
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path


@pytest.mark.django_db
def test_a_real_election_in_the_order_of_the_readme() -> None:
    folder, slug, contest = package("1608_ppwp_2019"), "okut-2019", "ppwp"
    run("import_election", str(folder), "--election", slug, "--dry-run")
    run("import_election", str(folder), "--election", slug)
    for entry in ("first", "second"):
        file = str(folder / f"chasil_{contest}.{entry}.csv")
        run("import_chasil", file, "--election", slug, "--contest", contest, "--entry", entry)
    assert "Semua jumlah mutakhir" in run("aggregate_recap")
    text = run("export_recap", "--election", slug, "--contest", contest, "--level", "kecamatan", "--format", "json")
    rows = json.loads(text)
    assert run("check_recap", "--election", slug).count("melanggar") == 16 + 42 + 6
    assert "Utuh" in run("verify_ledger")
    arguments = ["create_account", "ketua", "--name", "Ketua", "--role", "ketua_kpu", "--region", "1608"]
    first = re.search(r"sandi pertama: (\S+)", run(*arguments, "--election", slug)).group(1)

    browser = Client()
    page = browser.post(reverse("accounts:login"), {"username": "ketua", "password": first}, follow=True)
    assert page.request["PATH_INFO"] == reverse("accounts:password"), "the first password is changed before anything"
    new = "jalan-kaki-ke-sawah-7"
    form = {"old_password": first, "new_password1": new, "new_password2": new}
    assert browser.post(reverse("accounts:password"), form).status_code == 302
    page = browser.get(reverse("recap:region", args=[slug, contest, "1608"])).content.decode()
    for row in rows:
        for field in ("calon_1", "calon_2", "suara_sah", "suara_tidak_sah", "suara_total"):
            assert angka(row[field]) in page, (row["nama"], field)
    for figure in ("183.855", "220.690", "404.073", "5.662", "410.271"):
        assert figure in page
    assert User.objects.get(username="ketua").must_change_password is False
