"""The two roles on a real PostgreSQL: the app's role can do its work, and nothing else."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import psycopg2.errorcodes
import pytest

from tests.packages import write_package
from tests.processes import CHASIL, manage, run_sql, succeeds, superuser_url, with_parts

# It has a database of its own, whatever the engine of the run.
pytestmark = [pytest.mark.once, pytest.mark.slow]
PRODUCTION = {"DEBUG": "false", "SECRET_KEY": "uji-" + "k3h8w2" * 12, "ALLOWED_HOSTS": "localhost"}
TABLES = ("ledger_entry", "ledger_chain", "ledger_claim", "recap_sheet", "recap_sheetversion", "recap_release",
          "recap_correction", "recap_mark", "elections_choice", "elections_tps", "accounts_grant", "django_migrations")  # fmt: skip


@dataclass
class Installation:
    """A database made by the commands, with some sheets in."""

    superuser: str
    owner: str
    app: str
    app_role: str
    owner_role: str

    def dump(self) -> dict[str, list[tuple]]:
        with closing(psycopg2.connect(self.superuser)) as connection, connection.cursor() as cursor:
            found = {}
            for table in TABLES:
                cursor.execute(f"SELECT t::text FROM {table} AS t ORDER BY 1")
                found[table] = cursor.fetchall()
            cursor.execute(
                "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
            )
            found["rights"] = cursor.fetchall()
        return found


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """What an office does: create_roles, migrate as owner, then everything as the app's role."""
    server, mark = superuser_url(), uuid.uuid4().hex[:10]
    name, owner, app = f"ec_uji_{mark}", f"ec_pemilik_{mark}", f"ec_app_{mark}"
    urls = Installation(
        with_parts(server, name=name), with_parts(server, user=owner, password="p1", name=name),
        with_parts(server, user=app, password="p2", name=name), app, owner,
    )  # fmt: skip
    try:
        both = {"DATABASE_URL": urls.app, "DATABASE_OWNER_URL": urls.owner}
        succeeds("create_roles", "--superuser-url", server, **both)
        succeeds("create_roles", "--superuser-url", server, **both)
        succeeds("migrate", "-v", "0", **both)
        folder = tmp_path_factory.mktemp("kantor")
        package = write_package(folder / "paket")
        (folder / "bacaan.csv").write_text(CHASIL)
        succeeds("import_election", str(package), "--election", "talang", DATABASE_URL=urls.app)
        for entry in ("first", "second"):
            succeeds("import_chasil", str(folder / "bacaan.csv"), "--election", "talang", "--contest", "ppwp", "--entry",
                     entry, DATABASE_URL=urls.app)  # fmt: skip
        yield urls
    finally:
        run_sql(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"DROP ROLE IF EXISTS {app}",
                f"DROP ROLE IF EXISTS {owner}")  # fmt: skip


# Two people enter a sheet through the queue, a third decides; all of it as the app's role.
ENTERING = """
from uuid import uuid4
from electcoord.accounts.actions import create_user, give_grant
from electcoord.elections.models import Election
from electcoord.ledger.recording import SYSTEM, Actor
from recap.actions import decide_difference, queue
from recap.decided import Decided
from recap.models import Task
from recap.reading import Reading
from recap.selectors.queue import Wish
election = Election.objects.get(slug="talang")
people = {}
for name, role in (("satu", "staf_kpu"), ("dua", "operator_sirekap"), ("tiga", "ketua_kpu")):
    people[name] = create_user(username=name, name=name, password="rahasia-uji-1234", actor=SYSTEM)
    give_grant(people[name], role=role, region="9901", election=election, actor=SYSTEM)
for name, task, vote in (("satu", Task.MASUK, 1), ("dua", Task.KEDUA, 2)):
    user = people[name]
    sheet = queue.take_next(user, election, task, Wish(contest="dprd_kab_1"))
    draft = queue.open_draft(sheet, user)
    queue.save_draft(draft, {"suara_sah": "1"}, 1, {"suara_sah"})
    reading = Reading((vote, 0, 0, 0, 0), (None, None), {})
    queue.submit_entry(sheet, reading, key=draft.key, user=user, actor=Actor(str(user.uuid), "staf_kpu"))
sheet.refresh_from_db()
decided = decide_difference(
    sheet, {"partai_1": Decided("kedua")}, note="", key=uuid4(), actor=Actor(str(people["tiga"].uuid), "ketua_kpu")
)
print(sheet.state, decided.kind)
"""


def test_the_app_works_as_its_role(installation: Installation, tmp_path: Path) -> None:
    url = {"DATABASE_URL": installation.app}
    out = succeeds("aggregate_recap", "--election", "talang", **url)
    assert "Semua jumlah mutakhir" in out
    assert "0 berbeda" in succeeds("aggregate_recap", "--full", **url)
    assert "Utuh" in succeeds("verify_ledger", **url)
    export = (
        "export_recap",
        "--election",
        "talang",
        "--contest",
        "ppwp",
        "--level",
        "kabupaten",
        "--series",
        "reported",
    )
    assert '"suara_total": 337' in succeeds(*export, "--format", "json", **url)
    succeeds("create_account", "budi", "--name", "Budi", "--role", "ketua_kpu", "--region", "9901", **url)
    assert "beda_entri keputusan\n" in succeeds("shell", "-v", "0", "-c", ENTERING, **url)
    changed = write_package(tmp_path / "paket")
    succeeds("import_election", str(changed), "--election", "talang", **url)
    assert "Utuh" in succeeds("verify_ledger", **url)


ENTRY = ("INSERT INTO ledger_entry (uuid, chain, position, previous, hash, at, action, actor, role, election, region, subject, "
         "payload) VALUES ('{}', '{}', 0, '', '', 1, 'uji', '', '', '', '', '', '{{}}')")  # fmt: skip
ATTACKS = {
    "update an entry": "UPDATE ledger_entry SET payload = '{{}}'",
    "delete an entry": "DELETE FROM ledger_entry",
    "truncate the ledger": "TRUNCATE ledger_entry",
    "truncate the sheets": "TRUNCATE recap_sheet CASCADE",
    "move a head": "UPDATE ledger_chain SET position = 0",
    "make a head": "INSERT INTO ledger_chain VALUES ('77', 5, 'ab')",
    "hold a head": "SELECT * FROM ledger_chain FOR UPDATE",
    "hold the ledger": "LOCK TABLE ledger_entry IN ACCESS EXCLUSIVE MODE",
    "hold the heads": "LOCK TABLE ledger_chain IN SHARE MODE",
    "upsert an entry": "INSERT INTO ledger_entry SELECT * FROM ledger_entry ON CONFLICT (uuid) DO UPDATE SET payload = '{{}}'",
    "leave a hole": "INSERT INTO ledger_entry SELECT * FROM ledger_entry LIMIT 1 ON CONFLICT DO NOTHING",
    "leave a hole, constraints first": "SET CONSTRAINTS ALL IMMEDIATE; INSERT INTO ledger_entry SELECT * FROM ledger_entry LIMIT 1 ON CONFLICT DO NOTHING",
    "change a claim": "UPDATE ledger_claim SET digest = ''",
    "merge": "MERGE INTO ledger_entry AS e USING (SELECT 1 AS id) AS s ON e.id = s.id WHEN MATCHED THEN UPDATE SET payload = '{{}}'",
    "change a version": "UPDATE recap_sheetversion SET suara_sah = 1",
    "delete a version": "DELETE FROM recap_sheetversion",
    "change a sheet's TPS": "UPDATE recap_sheet SET tps_code = '1'",
    "change a sheet's contest": "UPDATE recap_sheet SET contest_id = contest_id",
    "change a sheet's uuid": "UPDATE recap_sheet SET uuid = uuid",
    "delete a sheet": "DELETE FROM recap_sheet",
    "move a sheet without a deed": "UPDATE recap_sheet SET state = 'dibacakan' WHERE state = 'terverifikasi_awal'",
    "use the other entry": "UPDATE recap_sheet AS s SET current_id = (SELECT max(id) FROM recap_sheetversion AS v WHERE v.sheet_id = s.id) WHERE version_count = 2",
    "release by hand": "INSERT INTO recap_release (uuid, sheet_id, up_to, reason, released_by, released_at) SELECT gen_random_uuid(), id, 2, 'x', 'x', now() FROM recap_sheet",
    "propose by hand": "INSERT INTO recap_correction (uuid, sheet_id, number, kind, base_id, changes, reason_code, reason, "
    "legal_basis, initials, incident, photo_id, proposed_by, proposed_at, state, decided_by, note) SELECT gen_random_uuid(), id, 1, "
    "'salah_baca', current_id, '{{}}', 'angka', 'x', '', '', '', 1, 'x', now(), 'diusulkan', '', '' FROM recap_sheet WHERE current_id > 0",
    "change a proposal": "UPDATE recap_correction SET changes = '{{}}'",
    "change a proposal's grounds": "UPDATE recap_correction SET reason = reason",
    "change who proposed": "UPDATE recap_correction SET proposed_by = proposed_by",
    "delete a proposal": "DELETE FROM recap_correction",
    "truncate the proposals": "TRUNCATE recap_correction",
    "drop a photo": "DELETE FROM papers_photo",
    "move a photo": "UPDATE papers_placement SET page = 9",
    "drop a mark": "DELETE FROM recap_mark",
    "rename a candidate": "UPDATE elections_choice SET name = 'Lain'",
    "shrink a ballot": "UPDATE elections_contest SET choice_count = 1",
    "touch a contest where it may be locked": "UPDATE elections_contest SET seats = 9",
    "change the DPT": "UPDATE elections_tps SET dpt_l = 9",
    "drop a right": "DELETE FROM accounts_grant",
    "widen a right": "UPDATE accounts_grant SET region = ''",
    "become somebody else": "UPDATE accounts_user SET username = 'lain'",
    "write migrations": "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    "forget migrations": "DELETE FROM django_migrations",
    "create a table": "CREATE TABLE lain (id int)",
    "create a temporary table": "CREATE TEMP TABLE ledger_chain (id int)",
    "create a temporary view": "CREATE TEMP VIEW ledger_entry AS SELECT 1",
    "create a schema": "CREATE SCHEMA lain",
    "create a function": "CREATE FUNCTION lain() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "create a temporary function": "CREATE FUNCTION pg_temp.lain() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "create an extension": "CREATE EXTENSION dblink",
    "disable a trigger": "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER guard_ledger_entry_no_change ON ledger_entry",
    "make a trigger": "CREATE TRIGGER zz BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "make a rule": "CREATE RULE zz AS ON INSERT TO ledger_entry DO INSTEAD NOTHING",
    "replace a guard": "CREATE OR REPLACE FUNCTION guard_ledger_entry_no_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "call a guard": "SELECT guard_ledger_entry_seal()",
    "add a column": "ALTER TABLE recap_sheet ADD COLUMN lain int",
    "rename a table": "ALTER TABLE ledger_entry RENAME TO lain",
    "drop a table": "DROP TABLE ledger_claim",
    "drop an index": "DROP INDEX ledger_entry_actor",
    "hide rows": "ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY",
    "own a table": "ALTER TABLE ledger_entry OWNER TO {app}",
    "give rights": "GRANT ALL ON ledger_entry TO PUBLIC",
    "give itself rights": "GRANT UPDATE ON ledger_entry TO {app}",
    "become the owner": "SET ROLE {owner}",
    "join the owner": "GRANT {owner} TO {app}",
    "become a superuser": "ALTER ROLE {app} SUPERUSER",
    "make a role": "CREATE ROLE lain_{app}",
    "be the superuser": "SET SESSION AUTHORIZATION postgres",
    "replica mode": "SET session_replication_role = replica",
    "read passwords": "SELECT rolpassword FROM pg_authid",
    "read a file": "SELECT pg_read_file('PG_VERSION')",
    "copy a file in": "COPY recap_mark FROM '/etc/hostname'",
    "run a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "wind a sequence back": "SELECT setval('ledger_entry_id_seq', 1)",
    "change the database": "ALTER DATABASE {database} SET search_path = lain",
    "system settings": "ALTER SYSTEM SET fsync = off",
}  # fmt: skip


# PostgreSQL only warns that nothing was granted.
WARNED = ("give rights", "give itself rights")


@pytest.mark.parametrize("name", ATTACKS)
def test_the_app_role_is_refused(installation: Installation, name: str) -> None:
    before = installation.dump()
    text = ATTACKS[name].format(
        app=installation.app_role, owner=installation.owner_role, database=installation.app.rpartition("/")[2]
    )
    refusal = None
    with closing(psycopg2.connect(installation.app)) as connection:
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(text)
        except psycopg2.Error as error:
            refusal = error
    assert (refusal is None) == (name in WARNED)
    # Refused for what it does, not for a slip of the pen.
    assert not isinstance(refusal, (psycopg2.errors.UndefinedColumn, psycopg2.errors.UndefinedTable)), refusal
    assert getattr(refusal, "pgcode", None) != psycopg2.errorcodes.SYNTAX_ERROR, refusal
    assert installation.dump() == before


def test_an_entry_in_two_chains_at_once_leaves_no_hole(installation: Installation) -> None:
    """The second insert is passed over only after its head has moved; its transaction may not commit."""
    same, ended = uuid.uuid4(), []
    with closing(psycopg2.connect(installation.app)) as one, closing(psycopg2.connect(installation.app)) as two:
        with one.cursor() as cursor:
            cursor.execute(ENTRY.format(same, "990101"))

        def second() -> None:
            try:
                with two, two.cursor() as cursor:
                    cursor.execute(ENTRY.format(same, "990102") + " ON CONFLICT DO NOTHING")
                ended.append(None)
            except psycopg2.Error as error:
                ended.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "the second waits for the first"
        one.commit()
        thread.join(10)
    assert isinstance(ended[0], psycopg2.errors.IntegrityConstraintViolation)
    assert "Utuh" in succeeds("verify_ledger", DATABASE_URL=installation.app)


@pytest.mark.parametrize(("who", "error"), [("owner", True), ("superuser", True), ("app", False)])
def test_in_production_the_app_connects_as_its_role_alone(installation: Installation, who: str, error: bool) -> None:
    done = manage("check", "--database", "default", DATABASE_URL=getattr(installation, who), **PRODUCTION)
    assert ("ledger.E002" in done.stderr) == error, done.stderr
    assert done.returncode == (1 if error else 0), done.stderr


def test_in_development_one_url_may_do_both(installation: Installation) -> None:
    succeeds("check", "--database", "default", DATABASE_URL=installation.owner)


def test_a_lost_guard_is_an_error_until_migrate_brings_it_back(installation: Installation) -> None:
    run_sql(installation.owner, "DROP TRIGGER guard_ledger_entry_no_change ON ledger_entry")
    done = manage("check", "--database", "default", DATABASE_URL=installation.app, **PRODUCTION)
    assert done.returncode == 1
    assert "hilang: guard_ledger_entry_no_change" in done.stderr
    assert manage("verify_ledger", DATABASE_URL=installation.app).returncode == 1
    succeeds("migrate", "-v", "0", DATABASE_URL=installation.app, DATABASE_OWNER_URL=installation.owner, **PRODUCTION)
    succeeds("check", "--database", "default", DATABASE_URL=installation.app, **PRODUCTION)
    assert "Utuh" in succeeds("verify_ledger", DATABASE_URL=installation.app)
