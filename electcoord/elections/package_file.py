"""One table of a package, read so that each refusal names file, row and column."""

from electcoord.common.problems import Problems, parse_code, parse_int, short
from electcoord.common.tables import Row, Table


class PackageFile:
    """One table with its problems; cells are read through it, so that each refusal names its place."""

    def __init__(self, table: Table, problems: Problems) -> None:
        self.table, self.problems = table, problems
        self.seen: dict[object, int] = {}

    def refuse(self, row: Row, column: str | None, sentence: str) -> None:
        self.problems.add(self.table.name, sentence, row=row.number, column=column)

    def code(self, row: Row, column: str, digits: int) -> str | None:
        try:
            return parse_code(row.values[column], digits)
        except ValueError as error:
            self.refuse(row, column, str(error))
            return None

    def number(self, row: Row, column: str, low: int, high: int) -> int | None:
        """The number; None for blank, and for what was refused."""
        try:
            value = parse_int(row.values[column], high)
        except ValueError as error:
            self.refuse(row, column, str(error))
            return None
        if value is not None and value < low:
            self.refuse(row, column, f"{value} di bawah {low}.")
        return value

    def name(self, row: Row, limit: int) -> str:
        value = row.values["nama"]
        if not value:
            self.refuse(row, "nama", "kosong; isi namanya.")
        elif len(value) > limit:
            self.refuse(row, "nama", f"{len(value)} huruf; paling panjang {limit}.")
        return value

    def once(self, row: Row, column: str, key: object, shown: str) -> bool:
        """Whether this key comes for the first time; a second one is refused."""
        if (first := self.seen.setdefault(key, row.number)) == row.number:
            return True
        self.refuse(row, column, f"{shown} sudah ada di baris {first}; hapus salah satunya.")
        return False

    def one_of(self, row: Row, column: str, values: list[str]) -> str | None:
        value = row.values[column].lower()
        if value in values:
            return value
        self.refuse(row, column, f"'{short(row.values[column])}' tidak dikenal; pilih {', '.join(values)}.")
        return None
