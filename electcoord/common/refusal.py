"""How a command refuses: every reason on its own line of stderr, a last line that sums up, exit 1, no traceback."""

from django.core.management.base import BaseCommand, CommandError

from electcoord.common.errors import PackageError, RuleError


class Ditolak(CommandError):
    """Django prints the class before the text: `Ditolak: 3 kesalahan; tidak ada yang dimuat.`"""


def refused(command: BaseCommand, error: RuleError, outcome: str) -> Ditolak:
    """Writes the reasons to stderr and gives back what to raise; `outcome` says what was not done."""
    lines = error.problems if isinstance(error, PackageError) else [str(error)]
    total = error.total if isinstance(error, PackageError) else 1
    for line in lines:
        command.stderr.write(line)
    if total > len(lines):
        command.stderr.write(f"… dan {total - len(lines)} lagi.")
    return Ditolak(f"{total} kesalahan; {outcome}")
