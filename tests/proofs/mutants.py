"""Changes the code of the rules in every small way that cosmic-ray knows; the fast tests must notice each.

    python -m tests.proofs.mutants

Works on copies of the tree in a temporary folder, with cosmic-ray in an environment of its own (installed from the
package index for this run). Prints the figures and the mutants that survived; ends with 1 if there is one.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

VERSION = "cosmic-ray==8.7.0"
ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    "recap/rules/evaluate.py", "recap/rules/equations.py", "recap/rules/limits.py", "recap/rules/browser.py",
    "electcoord/elections/reserve.py",
)  # fmt: skip
TESTS = (
    "tests/recap/test_rule_table.py", "tests/recap/test_rules.py", "tests/recap/test_browser_rules.py",
    "tests/recap/test_oracle.py",
)  # fmt: skip
COPIED = ("electcoord", "recap", "tests", "templates", "static", "manage.py", "pyproject.toml")
CONFIG = """[cosmic-ray]
module-path = ["{module}"]
timeout = 60.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider -p no:randomly {tests}"
[cosmic-ray.distributor]
name = "local"
"""


def _tool(folder: Path) -> Path:
    """An environment with cosmic-ray that also sees the packages of this one."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", VERSION], check=True, stderr=subprocess.DEVNULL)
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "project.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def _mutate(module: str, folder: Path, python: Path) -> Path:
    """Runs every mutant of one module in a copy of the tree; gives the session with the results."""
    tree = folder / module.replace("/", "-")
    tree.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__", "shots"))
        else:
            shutil.copy(source, tree / name)
    config, session = tree / "mutants.toml", tree / "mutants.sqlite"
    config.write_text(CONFIG.format(module=module, python=python, tests=" ".join(TESTS)))
    # Mutants must not be served from compiled files of the same second.
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tree}/db.sqlite3", "PYTHONDONTWRITEBYTECODE": "1"}
    for command in (
        ["init", config.name, session.name],
        ["baseline", config.name],
        ["exec", config.name, session.name],
    ):
        run = [python, "-m", "cosmic_ray.cli", *command]
        subprocess.run(run, cwd=tree, env=environment, check=True, stdout=subprocess.DEVNULL)
    return session


def _results(session: Path) -> list[tuple[str, str, str]]:
    """(outcome, mutation, difference) of every mutant."""
    with sqlite3.connect(session) as connection:
        return connection.execute(
            """SELECT COALESCE(r.test_outcome, r.worker_outcome, 'PENDING'), m.operator_name || ' ' || m.occurrence,
                      COALESCE(r.diff, '')
               FROM mutation_specs m LEFT JOIN work_results r ON r.job_id = m.job_id"""
        ).fetchall()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=MODULES, help="which files; all of recap/rules by default")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    started, survived, total = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix="mutan-") as name:
        folder = Path(name)
        python = _tool(folder / "venv")
        with ThreadPoolExecutor(options.processes) as pool:
            sessions = pool.map(lambda module: (module, _mutate(module, folder, python)), options.modules)
            for module, session in sessions:
                rows = _results(session)
                alive = [row for row in rows if not row[0].endswith("KILLED")]
                total, survived = total + len(rows), survived + len(alive)
                print(f"{module}: {len(rows)} mutan, {len(rows) - len(alive)} ketahuan", flush=True)
                for outcome, mutation, difference in alive:
                    print(f"\n{outcome} {mutation}\n{difference}", flush=True)
    print(f"{total} mutan, {total - survived} ketahuan, {survived} lolos ({time.monotonic() - started:,.0f} detik).")
    return 1 if survived or not total else 0


if __name__ == "__main__":
    sys.exit(main())
