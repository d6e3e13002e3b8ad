"""Makes the environment for `demo` and `test` on a fresh machine, with the standard library only.

The environment is `.venv` in the project's folder, installed from a lock with hashes. A stamp in it, written last,
names the lock it was installed from: without the right stamp it is half-made or outdated, and is repaired.
"""

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from electcoord.common.env import EnvError, env_bool

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "electcoord-lock.sha256"
LOCKS = ROOT / "electcoord" / "common" / "locks"
LOCK_OF = {"demo": LOCKS / "base.txt", "test": LOCKS / "test.txt"}
# The test lock holds all of the base lock, so an environment made for `test` serves `demo` as well.
ENOUGH_FOR = {"demo": ("base.txt", "test.txt"), "test": ("test.txt",)}
NEEDED_BY = {"test": ("django", "pytest", "pytest_django")}
# Set for the run inside `.venv`, so that a broken environment ends in words and not in an endless circle.
RERUN_MARK = "ELECTCOORD_RERUN"


class SetupError(Exception):
    """Why the environment cannot be made or used, in words for the person at the keyboard."""


def ensure(argv: list[str]) -> None:
    """Return where Django can be imported; else continue in `.venv`, made first if the command is demo or test."""
    command = argv[1] if len(argv) > 1 else ""
    needed = NEEDED_BY.get(command, ("django",))
    is_rerun = bool(os.environ.pop(RERUN_MARK, ""))
    try:
        if command == "demo":
            refuse_in_production(command)
        if all(is_importable(name) for name in needed):
            return
        if is_rerun:
            raise SetupError(".venv belum lengkap. Jalankan dulu: python3 manage.py demo")
        if command in LOCK_OF:
            prepare(command, needed)
        elif not PYTHON.exists():
            raise SetupError(
                "Django belum terpasang dan lingkungan .venv belum ada.\n"
                "Jalankan dulu: python3 manage.py demo   (atau: python3 manage.py test)"
            )
        rerun(argv)
    except (SetupError, EnvError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"Lingkungan tidak dapat disiapkan di {ROOT}: {error}")
    except KeyboardInterrupt:
        sys.exit("\nDibatalkan. Jalankan lagi perintah yang sama untuk melanjutkan.")


def refuse_in_production(command: str) -> None:
    """`demo` and `test` belong on a laptop: a server's packages are chosen by its administrator."""
    if not env_bool("DEBUG", True):
        raise SetupError(
            f"'{command}' tidak dijalankan dengan DEBUG=false: perintah ini memasang paket dan mengisi data latihan.\n"
            "Pada server, pasang paket sendiri: python3 -m venv .venv && "
            ".venv/bin/pip install --require-hashes -r electcoord/common/locks/base.txt"
        )


def is_importable(name: str) -> bool:
    """Whether this interpreter has the package; an empty folder left by a broken removal does not count."""
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None


def prepare(command: str, needed: tuple[str, ...]) -> None:
    """Make or repair `.venv` unless it is ready for the command; one process at a time."""
    if VENV.is_symlink():
        # Somebody else's environment: used when it suffices, never written to.
        if not can_import(needed):
            raise SetupError(
                f".venv adalah tautan ke {VENV.readlink()}, yang tidak memuat {', '.join(needed)}.\n"
                f"Lengkapi dengan: .venv/bin/pip install --require-hashes -r {LOCK_OF[command]}\n"
                "atau hapus tautannya (rm .venv), lalu jalankan lagi perintah ini."
            )
        return
    if is_ready(command, needed):
        return
    refuse_in_production(command)
    if os.name == "nt":
        raise SetupError("Di Windows, jalankan perintah ini di dalam WSL (wsl --install Debian).")
    with one_at_a_time():
        if not is_ready(command, needed):  # another process may have made it while this one waited
            build(LOCK_OF[command])


def is_ready(command: str, needed: tuple[str, ...]) -> bool:
    """Whether `.venv` was completely installed from a current lock that suffices, and still runs."""
    try:
        stamp = STAMP.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False
    return stamp in {digest(LOCKS / name) for name in ENOUGH_FOR[command]} and can_import(needed)


def can_import(needed: tuple[str, ...]) -> bool:
    """Whether the interpreter of `.venv` runs and imports these; false after the system's Python was replaced."""
    return runs("import " + ", ".join(needed))


def runs(code: str) -> bool:
    """Whether `.venv` has an interpreter that carries this out."""
    try:
        return subprocess.run([PYTHON, "-I", "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the project's set-up lock; the system frees it when the process ends, however it ends."""
    import fcntl  # not on Windows

    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "bootstrap.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Menunggu proses lain yang sedang menyiapkan .venv …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def build(lock: Path) -> None:
    """Create the environment where it does not run, install the lock, and stamp it last."""
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    if runs("import sys, pip; sys.exit(sys.version_info < (3, 11))"):
        say("[1/2] Lingkungan Python .venv sudah ada; isinya diperbarui.")
    else:
        say("[1/2] Membuat lingkungan Python di .venv …")
        create()
    count = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    say(f"[2/2] Memasang {count} paket dari {lock.relative_to(ROOT)} (sekali saja, sekitar satu menit) …")
    install(lock)
    half_written = STAMP.with_suffix(".baru")
    half_written.write_text(digest(lock) + "\n", encoding="ascii")
    half_written.replace(STAMP)
    say(f"Lingkungan siap dalam {time.monotonic() - started:.0f} detik.")


def create() -> None:
    """Make an empty `.venv` with pip, in place of whatever was left there."""
    if not is_importable("venv") or not is_importable("ensurepip"):
        raise SetupError(missing_venv())
    made = captured(sys.executable, "-m", "venv", "--clear", str(VENV))
    if made.returncode != 0:
        if "ensurepip" in made.stdout:
            raise SetupError(missing_venv())
        raise SetupError(f"Lingkungan .venv gagal dibuat:\n{made.stdout.strip()}")


def missing_venv() -> str:
    """What to install where Python came without the means to make environments."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    sudo = "" if os.geteuid() == 0 else "sudo "
    return (
        "Python di komputer ini tidak dapat membuat lingkungan (modul venv atau ensurepip tidak ada).\n"
        f"Di Debian atau Ubuntu pasang dengan: {sudo}apt-get update && {sudo}apt-get install -y {package}\n"
        "Lalu jalankan lagi perintah yang sama."
    )


def install(lock: Path) -> None:
    """Install the lock by pip; packages whose hash differs are refused by pip itself."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    # Wheels only: building a package would fetch build tools that the lock does not pin.
    done = captured(*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(lock))
    if done.returncode == 0:
        return
    said = done.stdout.splitlines()
    if any("DO NOT MATCH THE HASHES" in line for line in said):
        raise SetupError(
            "Paket yang diunduh tidak sama dengan yang dicatat di berkas kunci; tidak ada yang dipasang.\n"
            + "\n".join(line for line in said if line.strip())
        )
    errors = [line for line in said if line.startswith("ERROR")] or said[-5:]
    warnings = [line for line in said if line.startswith("WARNING")][:1]
    raise SetupError(
        "Paket tidak dapat diunduh atau dipasang. Pesan dari pip:\n"
        + "\n".join(f"  {line}" for line in warnings + errors)
        + "\nPeriksa sambungan ke indeks paket (pengaturannya: python3 -m pip config list), "
        "lalu jalankan lagi perintah yang sama."
    )


def captured(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run with both outputs in one text; PIP_USER would make pip refuse to work inside an environment."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | {"PIP_USER": "0"},
    )


def rerun(argv: list[str]) -> NoReturn:
    """Continue as the same command in `.venv`; the working folder and the arguments stay as they are."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *argv[1:]], os.environ | {RERUN_MARK: "1"})


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
