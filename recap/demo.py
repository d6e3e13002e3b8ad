"""Sheets of the SIMULASI regency: most papers in, with the mistakes that papers and readers make; always the same."""

from collections import Counter
from dataclasses import replace
from itertools import accumulate
from random import Random

from django.db import transaction

from electcoord.elections.demo import SLUG
from electcoord.elections.models import Contest, Election
from recap import aggregate
from recap.actions.sheets import Context, Item, store_entries
from recap.ballot import Ballot, ballot_of
from recap.management.commands.import_chasil import ACCOUNTS, import_account
from recap.models import Sheet, SheetVersion, Source, VersionKind
from recap.reading import Reading

# Share of TPS whose papers are in, and are in twice, per kecamatan in the order of codes.
ARRIVED = (100, 100, 98, 96, 90, 85, 70, 45)
TWICE = (100, 100, 95, 88, 75, 60, 35, 0)
# What readers make of `XX8`.
MISREAD = 888
# DPTb voters get fewer ballots in the later contests (regulations B.1).
MOVED = {"ppwp": 100, "dpd": 80, "dpr": 70, "dprd_prov": 70, "dprd_kab": 40}


def load(election: Election) -> int:
    """Enters what is due and not yet in; returns how many entries were written."""
    done = 0
    kecamatan = sorted(set(Sheet.objects.filter(election=election).values_list("kecamatan_code", flat=True)))
    for contest in election.contests.select_related("election__profile"):
        context = Context.of(contest)
        for at, code in enumerate(kecamatan):
            for username, kind in ACCOUNTS.values():
                actor = import_account(username, election)
                with transaction.atomic():
                    items = _due(context, code, at, kind)
                    store_entries(context, code, items, kind=kind, source=Source.BERKAS, actor=actor)
                done += len(items)
    return done


def _due(context: Context, kecamatan_code: str, at: int, kind: VersionKind) -> list[Item]:
    contest = context.contest
    sheets = Sheet.objects.filter(contest=contest, kecamatan_code=kecamatan_code).select_related("tps").order_by("pk")
    entered = set(SheetVersion.objects.filter(sheet__in=sheets, kind=kind).values_list("sheet_id", flat=True))
    share = (ARRIVED if kind == VersionKind.ENTRI_SATU else TWICE)[at % len(ARRIVED)]
    return [
        Item(sheet.pk, reading_for(sheet, contest, ballot_of(context.contest), kind))
        for sheet in sheets
        if sheet.pk not in entered and Random(f"masuk {sheet.tps_code}").randrange(100) < share
    ]


def reading_for(sheet: Sheet, contest: Contest, ballot: Ballot, kind: VersionKind) -> Reading:
    """What the first or second reader read of this paper."""
    paper = paper_of(sheet, contest, ballot)
    slip = Random(f"salah {sheet.tps_code} {contest.key}").randrange(1000)
    if slip < 3:
        # `XX8` read as 888 by both readers: quarantine.
        return replace(paper, votes=(MISREAD, *paper.votes[1:]))
    if slip < 25 and kind == VersionKind.ENTRI_DUA:
        total = paper.fields["suara_tidak_sah"]
        return replace(paper, fields={**paper.fields, "suara_tidak_sah": total + 3})
    if slip < 40 and kind == VersionKind.ENTRI_DUA:
        return replace(paper, fields={**paper.fields, "disabilitas_l": None})
    return paper


def paper_of(sheet: Sheet, contest: Contest, ballot: Ballot) -> Reading:
    """What stands on the paper."""
    voters = _voters(sheet, contest)
    rng = Random(f"suara {sheet.tps_code} {contest.key}")
    used = voters["pengguna_total_j"]
    invalid = min(used, rng.randint(1, 9))
    votes = _votes(rng, sheet, contest, ballot, used - invalid)
    fields = {**voters, "suara_sah": used - invalid, "suara_tidak_sah": invalid, "suara_total": used}
    mistake = rng.randrange(1000)
    if mistake < 12:
        # The paper itself does not add up; it is stored as it stands.
        fields["suara_total"] += 10
    elif mistake < 18:
        fields["ss_tidak_digunakan"] -= min(2, fields["ss_tidak_digunakan"])
    elif mistake < 22:
        fields["pengguna_dpk_p"] = None
    parties = tuple(sum(votes[p.start : p.stop]) for p in ballot.parties) if ballot.parties else None
    return Reading(tuple(votes), parties, fields)


def _voters(sheet: Sheet, contest: Contest) -> dict[str, int | None]:
    """Parts I to III; the same on the five papers of a TPS, but for moved voters (DPTb)."""
    tps, rng = sheet.tps, Random(f"pemilih {sheet.tps_code}")
    fields: dict[str, int | None] = {}
    for g, dpt in (("l", tps.dpt_l), ("p", tps.dpt_p)):
        fields[f"pemilih_dpt_{g}"] = dpt
        fields[f"pengguna_dpt_{g}"] = dpt * rng.randint(68, 92) // 100
        fields[f"pengguna_dptb_{g}"] = rng.randint(0, 2) * MOVED[contest.kind] // 100
        fields[f"pengguna_dpk_{g}"] = rng.choice((0, 0, 0, 1, 2))
        fields[f"disabilitas_{g}"] = rng.choice((0, 0, 0, 0, 1))
        fields[f"pengguna_total_{g}"] = sum(fields[f"pengguna_{c}_{g}"] for c in ("dpt", "dptb", "dpk"))
    for code in ("pemilih_dpt", "pengguna_dpt", "pengguna_dptb", "pengguna_dpk", "disabilitas", "pengguna_total"):
        fields[f"{code}_j"] = fields[f"{code}_l"] + fields[f"{code}_p"]
    dpt = fields["pemilih_dpt_j"]
    fields["ss_diterima"] = dpt - (-dpt // 50)
    fields["ss_digunakan"] = fields["pengguna_total_j"]
    fields["ss_dikembalikan"] = rng.choice((0, 0, 0, 1))
    fields["ss_tidak_digunakan"] = fields["ss_diterima"] - fields["ss_digunakan"] - fields["ss_dikembalikan"]
    return fields


def _votes(rng: Random, sheet: Sheet, contest: Contest, ballot: Ballot, count: int) -> list[int]:
    taste = Random(f"selera {sheet.kecamatan_code} {contest.key}")
    weights = list(accumulate(taste.randint(1, 20) ** 2 for _ in ballot.lines))
    drawn = Counter(rng.choices(range(len(ballot.lines)), cum_weights=weights, k=count))
    return [drawn[index] for index in range(len(ballot.lines))]


def seed() -> list[str]:
    """Enters the sheets, recapitulates, photographs some of the papers and settles a little."""
    from recap import demo_papers, demo_settled

    election = Election.objects.get(slug=SLUG)
    load(election)
    aggregate.refresh_stale(election_id=election.pk)
    photographed = demo_papers.load(election)
    demo_settled.load(election)
    aggregate.refresh_stale(election_id=election.pk)
    arrived = Sheet.objects.filter(election=election, version_count__gt=0).count()
    return [
        f"Lembar masuk: {arrived} dari {Sheet.objects.filter(election=election).count()}; jumlah mutakhir; "
        f"{photographed} lembar dengan foto."
    ]
