"""One run of pytest per database engine, each in a process of its own with the settings of a fresh clone."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from django.conf import settings

from electcoord.common.testing import plugin, without_settings
from electcoord.common.testing.folders import private_folder

LABELS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
CLOSING_SECONDS = 20


@dataclass(frozen=True)
class Outcome:
    """How a run of pytest ended."""

    engine: str
    code: int
    counts: str
    seconds: float

    def __str__(self) -> str:
        verdict = "lulus" if self.code == 0 else f"GAGAL (kode {self.code})"
        return (
            f"{LABELS[self.engine]:<11} {self.counts or 'berhenti sebelum selesai'} in {self.seconds:.1f}s: {verdict}"
        )


def run_pytest(engine: str, arguments: list[str], *, postgres: str, redis: str, again: bool = False) -> Outcome:
    """Run the suite on one engine; its output goes straight to the terminal. `again`: leave out what runs once."""
    started = time.monotonic()
    with private_folder() as folder:
        counts_file = folder / "counts"
        url = postgres if engine == "postgresql" else f"sqlite:///{folder}/electcoord.sqlite3"
        environment = without_settings(os.environ) | {
            "DATABASE_URL": url,
            # Named apart from REDIS_URL: tasks run inline, save where a test asks for the broker.
            "TEST_REDIS_URL": redis,
            "TEST_POSTGRES_URL": postgres,
            plugin.COUNTS_VARIABLE: str(counts_file),
            plugin.AGAIN_VARIABLE: "1" if again else "",
        }
        command = [sys.executable, "-m", "pytest", "-p", plugin.__name__, *workers(arguments), *arguments]
        code = wait_for(subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment))
        found = counts_file.read_text(encoding="utf-8") if counts_file.exists() else ""
    return Outcome(engine, code, found, time.monotonic() - started)


def workers(arguments: list[str]) -> list[str]:
    """Two workers, unless the caller chose a number or wants to talk to a single process."""
    for place, argument in enumerate(arguments):
        if argument in {"--pdb", "--trace"} or argument.startswith(("-n", "--numprocesses", "-pno:xdist")):
            return []
        if argument == "no:xdist" and arguments[place - 1] == "-p":
            return []
    return ["-n", "2", "--dist", "worksteal"]


def wait_for(process: "subprocess.Popen[bytes]") -> int:
    """Wait for pytest; when we are told to stop, let it close its databases before the servers go."""
    try:
        return process.wait()
    except BaseException as interruption:
        # Ctrl-C in a terminal has reached pytest already; a second one would cut its closing short.
        if not isinstance(interruption, KeyboardInterrupt) or not sys.stdin.isatty():
            process.send_signal(signal.SIGINT)
        try:
            process.wait(CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise
