"""Texts for people that nobody marked for translation."""

from pathlib import Path

from electcoord.common.translations.messages import faults
from electcoord.common.translations.python import unmarked_in_python
from electcoord.common.translations.sources import SOURCES, files
from electcoord.common.translations.templates import unmarked_in_template

# Shown to those who run the installation, or on the paper, in Indonesian alone: path, or folder, and why.
INDONESIAN = {
    "electcoord/common/env.py": "settings of the machine",
    "electcoord/common/bootstrap.py": "command line",
    "electcoord/common/startup.py": "command line",
    "electcoord/common/testing/": "command line",
    "electcoord/common/translations/": "command line",
    "templates/gaya/_ground.html": "names of tokens",
    "electcoord/ledger/models.py": "columns that no page names",
    "electcoord/elections/package": "import_election, a command",
    "electcoord/regions/geojson.py": "import_boundaries, a command",
    "electcoord/elections/differences.py": "import_election, a command",
    "electcoord/elections/actions/importing.py": "import_election, a command",
}


def unmarked(root: Path, within: tuple[str, ...] = ()) -> list[str]:
    """A sentence per text; `within`: only in these files and folders."""
    found = []
    for _, pattern, _ in SOURCES:
        read = {".py": unmarked_in_python, ".html": unmarked_in_template}.get(Path(pattern).suffix)
        for path, place in files(root, pattern) if read else ():
            if not place.startswith(tuple(INDONESIAN)) and (not within or place.startswith(within)):
                found += read(path.read_text(encoding="utf-8"), place)
    return faults(found)
