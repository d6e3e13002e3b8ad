"""Those who own the database: it works, and it is seen."""

from tests.kernel.attacks.frame import ALARM, APPENDED, NOTHING, POSTGRES, REFUSED, SQLITE, statement

GUARD = "guard_ledger_entry_no_"
EDIT = "UPDATE ledger_entry SET payload = '{{}}' WHERE id = {entry}"
for _name, _text in {
    "drop a trigger, edit, keep quiet": f"DROP TRIGGER {GUARD}change ON ledger_entry;;{EDIT}",
    "disable a trigger": f"ALTER TABLE ledger_entry DISABLE TRIGGER {GUARD}change",
    "disable all triggers": "ALTER TABLE recap_sheet DISABLE TRIGGER USER",
    "disable, edit, enable": f"ALTER TABLE ledger_entry DISABLE TRIGGER {GUARD}change;;{EDIT};;"
    f"ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER {GUARD}change",
    "enable for the origin only": f"ALTER TABLE ledger_entry ENABLE TRIGGER {GUARD}change",
    "enable for replicas only": f"ALTER TABLE ledger_entry ENABLE REPLICA TRIGGER {GUARD}change",
    "another function body": f"CREATE OR REPLACE FUNCTION {GUARD}change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'",
    "another search path": f"ALTER FUNCTION {GUARD}change() SET search_path = public",
    "as the caller": f"ALTER FUNCTION {GUARD}change() SECURITY INVOKER",
    "a trigger of one's own": "CREATE TRIGGER zz BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "a rule that swallows": "CREATE RULE swallow AS ON INSERT TO ledger_entry DO INSTEAD NOTHING",
    "row security that hides": "ALTER TABLE recap_sheetversion ENABLE ROW LEVEL SECURITY",
    "a child table": "CREATE TABLE child () INHERITS (recap_sheetversion)",
    "an unlogged table": "ALTER TABLE ledger_claim SET UNLOGGED",
    "a rewrite by ALTER TYPE": "ALTER TABLE ledger_entry ALTER COLUMN payload TYPE text USING replace(payload, '\"nomor\":1', '\"nomor\":2')",
    "figures rewritten by ALTER TYPE": "ALTER TABLE recap_sheetversion ALTER COLUMN suara_sah TYPE smallint USING suara_sah + 1",
    "a temporary head": "CREATE TEMP TABLE ledger_chain AS SELECT * FROM public.ledger_chain",
    "a temporary ledger": "CREATE TEMP TABLE ledger_entry (LIKE public.ledger_entry INCLUDING ALL)",
    "a temporary view": "CREATE TEMP VIEW recap_sheetversion AS SELECT * FROM public.recap_sheetversion WHERE id <> {second}",
    "a schema in front": "CREATE SCHEMA depan;;CREATE TABLE depan.ledger_entry (LIKE public.ledger_entry);;SET LOCAL search_path = depan, public",
    "a head moved from within a trigger": "CREATE TEMP TABLE lever (x int);;CREATE FUNCTION pg_temp.push() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN UPDATE public.ledger_chain SET position = position + 1; RETURN NEW; END';;"
    "CREATE TRIGGER push BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pg_temp.push();;"
    "ALTER TABLE ledger_chain DISABLE TRIGGER guard_ledger_chain_whole;;INSERT INTO lever VALUES (1)",
}.items():  # fmt: skip
    statement(f"owner: {_name}", ALARM, _text, engines=POSTGRES, by="owner")
statement(
    "a head moved from within a trigger", REFUSED,
    "CREATE TEMP TABLE lever (x int);;CREATE FUNCTION pg_temp.push() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN UPDATE public.ledger_chain SET position = position + 1; RETURN NEW; END';;"
    "CREATE TRIGGER push BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pg_temp.push();;INSERT INTO lever VALUES (1)",
    engines=POSTGRES,
)  # fmt: skip
TAKE = f"DROP TRIGGER {GUARD}update;;"
for _name, _text in {
    "drop a trigger": f"DROP TRIGGER {GUARD}delete",
    "drop a trigger, edit": TAKE + EDIT,
    "drop, edit, put it back weaker": TAKE + EDIT + f";;CREATE TRIGGER {GUARD}update BEFORE UPDATE ON ledger_entry WHEN 0 BEGIN SELECT 1; END",
    "a trigger of one's own": "CREATE TRIGGER zz AFTER INSERT ON ledger_entry BEGIN SELECT 1; END",
    "a temporary trigger": "CREATE TEMP TRIGGER zz BEFORE INSERT ON main.ledger_entry BEGIN SELECT RAISE(IGNORE); END",
    "a temporary table": "CREATE TEMP TABLE ledger_entry AS SELECT * FROM main.ledger_entry",
    "a temporary view": "CREATE TEMP VIEW recap_sheetversion AS SELECT * FROM main.recap_sheetversion WHERE id <> {second}",
    "the schema written by hand": "PRAGMA writable_schema = ON;;DELETE FROM sqlite_master WHERE type = 'trigger';;PRAGMA writable_schema = OFF",
    "a trigger rewritten by hand": "PRAGMA writable_schema = ON;;UPDATE sqlite_master SET sql = replace(sql, 'RAISE(ABORT', 'RAISE(IGNORE') "
    f"WHERE name = '{GUARD}update';;PRAGMA writable_schema = OFF",
}.items():  # fmt: skip
    statement(f"owner: {_name}", ALARM, _text, engines=SQLITE, by="owner")
statement(
    "owner: another DPT without its guard", ALARM,
    "DROP TRIGGER guard_elections_tps_told;;UPDATE elections_tps SET dpt_l = 7 WHERE id = {tps}", engines=SQLITE,
    by="owner",
)  # fmt: skip
for _table in ("ledger_entry", "ledger_chain", "recap_release", "recap_sheet"):
    statement(f"owner: rename {_table}", ALARM, f"ALTER TABLE {_table} RENAME TO lain", by="owner")
statement("owner: drop the claims", ALARM, "DROP TABLE ledger_claim", by="owner")
statement("owner: drop the releases", ALARM, "DROP TABLE recap_release", by="owner")
statement("an attached database", NOTHING, "ATTACH ':memory:' AS lain;;CREATE TABLE lain.ledger_entry (id integer)",
          engines=SQLITE, by="schema")  # fmt: skip
statement(
    "no foreign keys, then DELETE",
    REFUSED,
    "PRAGMA foreign_keys = OFF;;DELETE FROM elections_tps",
    engines=SQLITE,
    by="schema",
)
statement("no CHECKs, then a strange state", REFUSED,
          "PRAGMA ignore_check_constraints = ON;;UPDATE recap_sheet SET state = 'apa saja' WHERE id = {sheet}",
          engines=SQLITE)  # fmt: skip
statement(
    "an entry beside a temporary head",
    APPENDED,
    "CREATE TEMP TABLE ledger_chain AS SELECT * FROM public.ledger_chain;;"
    "INSERT INTO public.ledger_entry (uuid, chain, position, previous, hash, at, action, actor, role, election, region, "
    "subject, payload) VALUES ({fresh}, '990101', 0, '', '', 1, 'uji', '', '', '', '', '', '{{}}');;"
    "DROP TABLE pg_temp.ledger_chain",
    engines=POSTGRES,
)
