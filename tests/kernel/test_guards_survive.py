"""Django rebuilds tables on SQLite and drops their triggers in silence; after `migrate` every guard is back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from electcoord.ledger import guards
from electcoord.ledger.verification import verify
from recap.models import Sheet
from tests.cast import Cast

SCRATCH = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("recap", "{last}")]
    operations = [
        migrations.AlterField("sheet", "tps_code", models.CharField("kode TPS", max_length=14)),
        migrations.AddField("sheet", "scratch", models.IntegerField(default=7)),
        migrations.AlterField("sheetversion", "role", models.CharField("peran", max_length=31)),
        migrations.AddConstraint("release", models.CheckConstraint(
            condition=models.Q(up_to__gt=0), name="recap_release_scratch")),
    ]
"""


@pytest.fixture
def scratch(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The app's migrations and one more that rebuilds its governed tables; undone afterwards."""
    folder = tmp_path / "scratch_recap"
    folder.mkdir()
    names = sorted(path.stem for path in Path("recap/migrations").glob("0*.py"))
    for name in (*names, "__init__"):
        (folder / f"{name}.py").write_text(Path(f"recap/migrations/{name}.py").read_text())
    (folder / "0900_scratch.py").write_text(SCRATCH.format(last=names[-1]))
    monkeypatch.syspath_prepend(str(tmp_path))
    settings.MIGRATION_MODULES = {"recap": "scratch_recap"}
    try:
        yield names[-1]
    finally:
        if ("recap", "0900_scratch") in MigrationRecorder(connection).applied_migrations():
            call_command("migrate", "recap", names[-1], verbosity=0)
        for module in [name for name in sys.modules if name.startswith("scratch_recap")]:
            del sys.modules[module]


@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_migration_that_rebuilds_tables(real_cast: Cast, scratch: str) -> None:
    real_cast.enter("operator")
    for target in ("0900_scratch", scratch):
        call_command("migrate", "recap", target, verbosity=0)
        with connection.cursor() as cursor:
            columns = [c.name for c in connection.introspection.get_table_description(cursor, "recap_sheet")]
        assert ("scratch" in columns) == (target == "0900_scratch")
        assert guards.problems() == []
        assert verify()[0] is None
    real_cast.enter("staf")
    assert real_cast.sheet().state == "terverifikasi_awal"


@pytest.mark.django_db(transaction=True)
def test_without_that_care_they_would_be_gone() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("hanya SQLite membangun ulang tabel")
    old = Sheet._meta.get_field("tps_code")
    new = models.CharField("kode TPS", max_length=14)
    new.set_attributes_from_name("tps_code")
    new.model = Sheet
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER guard_recap_sheet_probe BEFORE DELETE ON recap_sheet BEGIN SELECT 1; END")
    with connection.schema_editor() as editor:
        editor.alter_field(Sheet, old, new)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'recap_sheet'")
        assert cursor.fetchall() == []
    with connection.schema_editor() as editor:
        editor.alter_field(Sheet, new, old)
    guards.install()
    assert guards.problems() == []


@pytest.mark.django_db(transaction=True)
def test_install_changes_nothing_where_all_is_well(django_assert_max_num_queries: object) -> None:
    before = _definitions()
    with django_assert_max_num_queries(6):
        guards.install()
    assert _definitions() == before


def _definitions() -> list[tuple]:
    table = (
        "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return cursor.fetchall()


_TELL = """
import django
django.setup()
from electcoord.ledger import guards
for guard in guards._registry:
    print(guard)
"""


@pytest.mark.once
def test_they_read_the_same_in_every_process() -> None:
    """A set in a guard would make another trigger in each process, and none of them could write."""
    told = {
        subprocess.run(
            [sys.executable, "-c", _TELL], capture_output=True, check=True, cwd=settings.BASE_DIR,
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "electcoord.settings"},
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
    assert told.pop().count(b"Guard(") > 50
