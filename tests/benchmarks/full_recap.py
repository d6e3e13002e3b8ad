"""Full recap of about 2,000 TPS x 5 contests: computing and storing against one SQL GROUPING SETS.

python -m tests.benchmarks.full_recap, with DATABASE_URL naming an empty database. The comparison is one statement over
an unnested copy (a row per cell) in the same database and run; SQLite has no GROUPING SETS, there it is a UNION ALL of
the same four groupings.
"""

from tests.benchmarks import ground


def main() -> None:
    ground.setup()
    from django.db import connection

    from recap import aggregate
    from recap.ballot import ballot_of
    from recap.models import Sheet, SheetVersion

    election = ground.regency()
    if not SheetVersion.objects.exists():
        with ground.without_hints():
            ground.fill(election)
    contests = list(election.contests.select_related("election"))
    ballots = {contest.pk: ballot_of(contest) for contest in contests}
    _unnest(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ukur_sel")
        [cells] = cursor.fetchone()

    def compute() -> list:
        result = []
        for contest in contests:
            computed = aggregate.compute(contest.pk, ballots[contest.pk])
            parts = [c.kecamatan["reported"] for c in computed]
            result.append((contest, computed, aggregate.merge(parts, ballots[contest.pk])))
        return result

    def compute_and_store() -> None:
        for contest, computed, _ in compute():
            aggregate.store(contest, ballots[contest.pk], computed)

    def one_statement() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_grouping(connection.vendor))
            cursor.fetchall()

    aggregate.refresh_stale(election_id=election.pk)
    sql, computing, storing = ground.best(one_statement), ground.best(compute), ground.best(compute_and_store)
    print(f"{ground.engine()}: {election.tps.count()} TPS, {Sheet.objects.count()} lembar, {cells} sel")
    print(f"satu pernyataan SQL           {sql:7.3f} s   1,00")
    print(f"menghitung                    {computing:7.3f} s   {computing / sql:4.2f}")
    print(f"menghitung dan menyimpan      {storing:7.3f} s   {storing / sql:4.2f}")


def _unnest(connection) -> None:
    text = "jsonb_array_elements(v.votes) WITH ORDINALITY AS e(value, key)"
    each = text if connection.vendor == "postgresql" else "json_each(v.votes) AS e"
    value = "(e.value #>> '{}')::int" if connection.vendor == "postgresql" else "e.value"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ukur_sel")
        cursor.execute(
            f"""CREATE TABLE ukur_sel AS SELECT s.contest_id, s.kecamatan_code, s.desa_code, e.key AS pos,
                {value} AS votes FROM recap_sheet s JOIN recap_sheetversion v ON v.id = s.current_id, {each}"""
        )
        cursor.execute("ANALYZE")


def _grouping(vendor: str) -> str:
    figures = "sum(votes), count(votes)"
    if vendor == "postgresql":
        return f"""SELECT contest_id, kecamatan_code, desa_code, pos, {figures} FROM ukur_sel GROUP BY GROUPING SETS
            ((contest_id, kecamatan_code, desa_code, pos), (contest_id, kecamatan_code, pos), (contest_id, pos))"""
    sets = ("contest_id, kecamatan_code, desa_code, pos", "contest_id, kecamatan_code, pos", "contest_id, pos")
    return " UNION ALL ".join(
        f"SELECT contest_id, {'kecamatan_code' if 'kecamatan' in s else 'NULL'}, "
        f"{'desa_code' if 'desa' in s else 'NULL'}, pos, {figures} FROM ukur_sel GROUP BY {s}"
        for s in sets
    )


if __name__ == "__main__":
    main()
