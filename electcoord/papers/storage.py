"""Evidence storage: private files named by their SHA-256, written before the database names them, never changed.

EVIDENCE_ROOT/asli/ab/<hash> (as it came), gambar/ab/<hash>.jpg and kecil/ab/<hash of the large one>.jpg.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

ORIGINAL, IMAGE, SMALL = "asli", "gambar", "kecil"
_SUFFIX = {ORIGINAL: "", IMAGE: ".jpg", SMALL: ".jpg"}
_HASH = re.compile(r"[0-9a-f]{64}")


def digest(content: bytes) -> str:
    """SHA-256, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def path_of(shelf: str, sha256: str) -> Path:
    """Where a file lies; ValueError for what is no hash or no shelf, so that no name leads out of the storage."""
    if shelf not in _SUFFIX or not _HASH.fullmatch(sha256):
        raise ValueError(f"{shelf}/{sha256}")
    return Path(settings.EVIDENCE_ROOT) / shelf / sha256[:2] / f"{sha256}{_SUFFIX[shelf]}"


def keep_original(content: bytes) -> str:
    """Keeps the bytes as they came; returns their hash."""
    sha256 = digest(content)
    _keep(path_of(ORIGINAL, sha256), content, sha256)
    return sha256


def keep_image(image: bytes, small: bytes) -> tuple[str, str]:
    """Keeps a page and its small picture; returns the hashes of both."""
    sha256 = digest(image)
    _keep(path_of(IMAGE, sha256), image, sha256)
    _keep(path_of(SMALL, sha256), small, digest(small))
    return sha256, digest(small)


def is_whole(shelf: str, sha256: str, of: str = "") -> bool:
    """Whether the file is there and its bytes have the hash `of` (its name's unless given)."""
    try:
        with path_of(shelf, sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == (of or sha256)
    except (OSError, ValueError):
        return False


def _keep(path: Path, content: bytes, sha256: str) -> None:
    """All or nothing, and on the disk when this returns; a file that is there and right stays untouched."""
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return
    except FileNotFoundError:
        pass
    _open_folder(path.parent)
    # mkstemp makes it readable by the owner alone.
    handle, name = tempfile.mkstemp(prefix=".baru-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _open_folder(folder: Path) -> None:
    """Makes the folder and the missing ones above it, for the owner alone."""
    if folder.is_dir():
        return
    _open_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """The name itself reaches the disk; systems that cannot open a folder do without."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
