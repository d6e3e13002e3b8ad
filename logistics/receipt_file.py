"""The lines of a surat jalan as a small spreadsheet, read whole before anything of it is used."""

from django.utils.translation import gettext as _

from electcoord.common import download
from electcoord.common.problems import Problems, parse_int, short
from electcoord.common.tables import Row, read_table
from electcoord.elections.models import Contest, Election
from logistics.actions import Arrived
from logistics.actions.stock import MOST
from logistics.goods import BALLOT
from logistics.selectors import stock

COLUMNS = ("barang", "kontes", "surat_jalan", "dihitung", "rusak")
MAX_BYTES = 2 * 1024 * 1024
TEMPLATE = "templat_penerimaan.xlsx"


def goods_of(election: Election) -> list[tuple[str, Contest | None]]:
    """What a receipt of this election may hold: ballots of each contest, then everything else."""
    ballots: list[tuple[str, Contest | None]] = [(BALLOT, contest) for contest in election.contests.order_by("order")]
    return ballots + [(code, None) for code in stock.goods_codes(election) if code != BALLOT]


def template(election: Election) -> bytes:
    """The columns with a row for each good, to be filled in; rows left blank are passed over."""
    rows = [[code, contest.key if contest else "", "", "", ""] for code, contest in goods_of(election)]
    notes = (
        _("Satu baris satu barang; surat suara satu baris per kontes."),
        _("surat_jalan: jumlah menurut surat jalan; dihitung: jumlah yang dihitung; rusak: di antaranya rusak."),
        _("Bilangan bulat tanpa titik. Baris yang jumlahnya kosong dilewati."),
    )
    return download.xlsx_table(COLUMNS, rows, sheet="Penerimaan", notes=notes)


def read(content: bytes, name: str, election: Election) -> list[Arrived]:
    """The lines; PackageError with file, row and column for whatever is wrong."""
    table = read_table(content, name, required=COLUMNS, max_bytes=MAX_BYTES)
    contests = {contest.key: contest for contest in election.contests.all()}
    problems, found, seen, known = Problems(), [], set(), set(stock.goods_codes(election))
    for row in table.rows:
        line = _line(row, contests, known, table.name, problems)
        if line is None:
            continue
        if line.key in seen:
            problems.add(table.name, _("barang ini sudah ada di baris lain."), row=row.number, column="barang")
        seen.add(line.key)
        found.append(line)
    if not found and not problems:
        problems.add(table.name, _("tidak ada baris yang berisi jumlah."))
    problems.stop()
    return found


def _line(
    row: Row, contests: dict[str, Contest], known: set[str], name: str, problems: Problems
) -> Arrived | None:  # fmt: skip
    counts, before = {}, problems.total
    for column in COLUMNS[2:]:
        try:
            counts[column] = parse_int(row.values[column], MOST)
        except ValueError as error:
            problems.add(name, str(error), row=row.number, column=column)
    if problems.total == before and all(value is None for value in counts.values()):
        return None
    code, key = row.values["barang"], row.values["kontes"]
    if code not in known:
        problems.add(name, _("barang '%(code)s' tidak dikenal.") % {"code": short(code)}, row=row.number,
                     column="barang")  # fmt: skip
    elif (code == BALLOT) != bool(key):
        sentence = _("isi kontes surat suara ini.") if code == BALLOT else _("kontes hanya diisi untuk surat suara.")
        problems.add(name, sentence, row=row.number, column="kontes")
    elif key and key not in contests:
        problems.add(name, _("kontes '%(key)s' tidak ada.") % {"key": short(key)}, row=row.number, column="kontes")
    for column in ("surat_jalan", "dihitung"):
        if column in counts and counts[column] is None:
            problems.add(name, _("kosong; tulis 0 bila memang tidak ada."), row=row.number, column=column)
    if problems.total != before:
        return None
    if (counts["rusak"] or 0) > counts["dihitung"]:
        problems.add(name, _("lebih banyak dari yang dihitung."), row=row.number, column="rusak")
    return Arrived(code, contests.get(key), counts["surat_jalan"], counts["dihitung"], counts["rusak"] or 0)
