"""The product as on a server, on a database of its own: DEBUG off, collected files, gunicorn on a free port."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from electcoord.common.testing import without_settings
from electcoord.common.testing.servers import ends_with_us, free_port

SECONDS = 30


def settle_in(folder: Path) -> None:
    """Settings of this process and all that it starts; before Django is set up."""
    key = folder / "kunci"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(48), encoding="ascii")
    ours = {
        "DEBUG": "false", "SECRET_KEY": key.read_text(encoding="ascii"), "ALLOWED_HOSTS": "127.0.0.1",
        # No certificate on this machine; everything else is as behind one.
        "SECURE_SSL_REDIRECT": "false",
        "DATABASE_URL": f"sqlite:///{folder}/gambar.sqlite3", "EVIDENCE_ROOT": f"{folder}/bukti",
        "STATIC_ROOT": f"{folder}/static", "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "electcoord.settings",
    }  # fmt: skip
    clean = without_settings(os.environ)
    os.environ.clear()
    os.environ.update(clean | ours)


@contextmanager
def served(folder: Path, *, is_demo: bool = False) -> Iterator[str]:
    """The address of the product, as long as the block; `is_demo`: with DEBUG on, as the demo runs."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "electcoord.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4",
               "--control-socket", f"{folder}/gunicorn-{port}.ctl"]  # fmt: skip
    settings = os.environ | {"DEBUG": "true" if is_demo else "false"}
    with (folder / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=settings, stdout=log, stderr=subprocess.STDOUT, preexec_fn=ends_with_us(signal.SIGTERM)
        )
    try:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{origin}/sehat/", timeout=5):
                    break
            except OSError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"Server tidak mau berjalan: {error}\n{Path(log.name).read_text()[-2000:]}")
                time.sleep(0.2)
        yield origin
    finally:
        process.terminate()
        process.wait()
