"""Totals and sheets as rows under their external names (shared data format of the packages)."""

from collections.abc import Iterator
from typing import Any

from electcoord.elections.models import Contest, Election, ElectionRegion
from recap.aggregate import party_figures
from recap.ballot import Ballot, ballot_of
from recap.fields import CODES
from recap.models import Level, Series, Sheet, Total
from recap.states import AGREED

HEAD = ("kode", "nama", "tps_total", "tps_masuk")


def columns(ballot: Ballot) -> tuple[str, ...]:
    """kode, nama, tps_total, tps_masuk, every field of C.3, every choice, and row B of every party."""
    return (*HEAD, *CODES, *ballot.vote_codes, *ballot.party_codes)


def rows(election: Election, contest: Contest, level: str, series: str) -> Iterator[dict[str, Any]]:
    """One row per region of the level (`tps` too), ordered by code; blank is None."""
    ballot = ballot_of(contest)
    if level == "tps":
        yield from _tps_rows(contest, ballot, series)
        return
    names = dict(ElectionRegion.objects.filter(election=election).values_list("region_id", "name__name"))
    totals = {
        (total.series, total.region_code): total
        for total in Total.objects.filter(contest=contest, level=level, series__in=(Series.REPORTED, series))
    }
    for key, known in sorted(totals.items()):
        if key[0] != Series.REPORTED:
            continue
        # A region without an agreed sheet has its row all the same, with nothing in it.
        total = known if series == Series.REPORTED else totals.get((series, key[1]))
        yield _row(key[1], names.get(key[1], ""), known.tps_total, total, ballot)


def _row(code: str, name: str, tps_total: int, total: Total | None, ballot: Ballot) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(columns(ballot))
    row |= {"kode": code, "nama": name, "tps_total": tps_total, "tps_masuk": total.tps_in if total else 0}
    if total:
        row |= dict(zip(CODES, total.fields, strict=True))
        row |= dict(zip(ballot.vote_codes, total.votes, strict=True))
        row |= dict(zip(ballot.party_codes, total.parties, strict=True))
    return row


def _tps_rows(contest: Contest, ballot: Ballot, series: str) -> Iterator[dict[str, Any]]:
    sheets = Sheet.objects.filter(contest=contest).select_related("current", "tps").order_by("tps_code")
    for sheet in sheets.iterator(chunk_size=2000):
        version = sheet.current if series == Series.REPORTED or sheet.state in AGREED else None
        row: dict[str, Any] = dict.fromkeys(columns(ballot))
        row |= {"kode": sheet.tps_code, "nama": f"TPS {sheet.tps.number:03d}", "tps_total": 1,
                "tps_masuk": int(version is not None)}  # fmt: skip
        if version:
            row |= {code: getattr(version, code) for code in CODES}
            row |= dict(zip(ballot.vote_codes, version.votes, strict=True))
            if ballot.parties:
                figures = party_figures(version.votes, version.party_totals, ballot)
                row |= dict(zip(ballot.party_codes, figures, strict=True))
        yield row


LEVELS = (Level.KABUPATEN.value, Level.KECAMATAN.value, Level.DESA.value, "tps")
