"""`manage.py lint` and the files it leans on."""

import re
import sys
import tomllib

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from electcoord.common.management.commands import lint
from electcoord.common.testing import SETTINGS_OF_THE_MACHINE
from electcoord.common.translations import translation_faults

OWN = ("electcoord.", "recap", "logistics", "meetings")


@pytest.fixture
def two_checks(monkeypatch):
    def use(*codes):
        steps = [(f"langkah {code}", ("-c", f"print('alasan {code}'); raise SystemExit({code})"), {}) for code in codes]
        monkeypatch.setattr(lint, "checks", lambda folder: iter(steps))

    return use


def test_every_check_runs_and_all_that_failed_are_named(two_checks, capsys):
    two_checks(1, 0, 2)
    with pytest.raises(CommandError, match="2 pemeriksaan gagal: langkah 1, langkah 2"):
        call_command("lint")
    said = capsys.readouterr().out
    assert "alasan 1" in said and "alasan 2" in said
    assert "lulus  langkah 0" in said and "alasan 0" not in said


def test_it_passes_when_nothing_failed(two_checks, capsys):
    two_checks(0)
    call_command("lint")
    assert "Semua pemeriksaan lulus." in capsys.readouterr().out


def test_tools_that_are_missing_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ruff", None)
    with pytest.raises(CommandError, match="Belum terpasang: ruff"):
        call_command("lint")


def test_the_server_is_checked_with_the_settings_of_a_server(tmp_path, monkeypatch):
    monkeypatch.setenv("DEBUG", "true")
    monkeypatch.setenv("REDIS_URL", "redis://mesin")
    steps = {name: environment for name, _arguments, environment in lint.checks(tmp_path)}
    server = steps["check --deploy"]
    assert (server["DEBUG"], len(server["SECRET_KEY"])) == ("false", 64)
    assert all("REDIS_URL" not in environment for environment in steps.values())
    assert "DEBUG" not in steps["check"]


@pytest.fixture
def catalogue(tmp_path):
    source, folder = tmp_path / "sources", tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (source / "recap").mkdir(parents=True)
    (source / "recap" / "texts.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        "texts = [_('Selisih'), ngettext('%(n)s TPS', '%(n)s TPS', 2), _('Gudang') and _('Rapat')]\n"
    )
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.append(polib.POEntry(msgid="Selisih", msgstr="Difference"))
    po.append(
        polib.POEntry(
            msgid="%(n)s TPS", msgid_plural="%(n)s TPS", msgstr_plural={0: "%(n)s station", 1: "%(n)s stations"}
        )
    )
    po.extend(
        polib.POEntry(msgid=text, msgstr=english) for text, english in (("Gudang", "Store"), ("Rapat", "Meeting"))
    )

    def save(compiled=True):
        po.save(str(folder / "django.po"))
        if compiled:
            po.save_as_mofile(str(folder / "django.mo"))
        return translation_faults(source, folder)

    po.save_and_look = save
    return po


def test_translations_that_are_whole_and_compiled_pass(catalogue, tmp_path):
    assert translation_faults(tmp_path, tmp_path / "none") == []
    assert catalogue.save_and_look() == []


def test_a_compiled_file_that_is_missing_or_old_is_a_fault(catalogue):
    (fault,) = catalogue.save_and_look(compiled=False)
    assert "django.mo: tidak ada" in fault
    catalogue.save_and_look()
    catalogue[0].msgstr = "Gap"
    (fault,) = catalogue.save_and_look(compiled=False)
    assert "tidak sama dengan django.po" in fault


def test_fuzzy_and_untranslated_entries_are_faults(catalogue):
    catalogue[0].flags.append("fuzzy")
    catalogue[2].msgstr = ""
    faults = catalogue.save_and_look()
    assert ["perlu ditinjau (fuzzy)" in fault for fault in faults] == [True, False]
    assert "belum diterjemahkan: 'Gudang'" in faults[1]


def test_texts_that_the_sources_have_and_the_catalogue_has_not_or_the_other_way_round_are_faults(catalogue):
    catalogue[3].msgid = "Rapat lama"
    catalogue[1].msgstr_plural[1] = "%(m)s stations"
    faults = catalogue.save_and_look()
    assert "sisipannya lain" in faults[0]
    assert "tidak ada lagi di sumber: 'Rapat lama'" in faults[1]
    assert "belum memuat 'Rapat'" in faults[2]
    assert len(faults) == 3


def test_every_own_app_stands_in_the_order_of_imports():
    contracts = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]
    order = re.findall(r"[a-z._]+", " ".join(contracts["contracts"][0]["layers"]))
    # A config class of an own app that stands in for one of Django's is no app of its own.
    own = [name for name in settings.INSTALLED_APPS if name.startswith(OWN) and not name.endswith("Config")]
    assert set(own) <= set(order)
    assert {name.partition(".")[0] for name in own} == set(contracts["root_packages"])
    domain = {name for name in own if not name.startswith("electcoord.")}
    assert domain == set(contracts["contracts"][1]["containers"])


def test_the_example_and_the_tests_know_every_setting_of_a_machine():
    read = set(
        re.findall(
            r'env_(?:str|bool|int|list)\(\s*"([A-Z_]+)"', (settings.BASE_DIR / "electcoord/settings.py").read_text()
        )
    )
    offered = set(re.findall(r"^#? ?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), flags=re.MULTILINE))
    assert read <= offered
    assert read <= set(SETTINGS_OF_THE_MACHINE)
