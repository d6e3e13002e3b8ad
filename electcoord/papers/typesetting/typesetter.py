"""Sets one document in a process of its own: `python -I typesetter.py FOLDER SECONDS`, never imported by the web.

FOLDER holds `naskah.typ`, `naskah.json` and the pictures they name; the answer is `hasil.pdf` there, or exit status 1.
Only the typesetter's own fonts and files of FOLDER are read, no package and no network.
"""

import sys
from pathlib import Path

# Bytes of address space and of what the process may write to; seconds of processor time; bytes of one file.
ADDRESS_SPACE, DATA, SECONDS, FILE = 3 * 1024**3, 1536 * 1024**2, 60, 96 * 1024**2


def limit() -> None:
    """Takes the limits that the system knows."""
    try:
        import resource
    except ImportError:
        return
    due = {"RLIMIT_AS": ADDRESS_SPACE, "RLIMIT_DATA": DATA, "RLIMIT_CPU": SECONDS, "RLIMIT_CORE": 0,
           "RLIMIT_FSIZE": FILE, "RLIMIT_NOFILE": 64}  # fmt: skip
    for name, value in due.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue


def main(folder: str, seconds: str, tags: str) -> int:
    import typst

    limit()
    root = Path(folder)
    nowhere = root / "tidak-ada"
    try:
        typst.compile(
            root / "naskah.typ", output=root / "hasil.pdf", root=root, ignore_system_fonts=True, font_paths=[],
            package_path=nowhere, package_cache_path=nowhere, timestamp=int(seconds), pdf_tags=tags == "1",
        )  # fmt: skip
    except Exception as error:
        sys.stderr.write(f"{error}"[:2000])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
