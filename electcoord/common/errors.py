"""Refusals, each a sentence that a clerk can act on."""


class RuleError(Exception):
    """A deed that the rules refuse; the text is shown to the person as it is."""


class ConflictError(RuleError):
    """The same request key came with another content, or somebody was faster (HTTP 409)."""


class PackageError(RuleError):
    """A file or folder that cannot be taken, with every place that is wrong.

    `problems` holds lines such as `tps.csv baris 7, kolom kode_tps: …`; `total` counts all, also those not kept.
    """

    def __init__(self, problems: list[str], total: int | None = None) -> None:
        self.problems = problems
        self.total = len(problems) if total is None else total
        super().__init__("\n".join(problems))
