"""A process that draws and decodes SIMULASI's papers beside the one that writes: knows files, no database.

It imports nothing of Django at its top, because it is loaded before Django is set up there.
"""

from typing import Any


def set_up(evidence_root: str) -> None:
    """Once in each process."""
    import django
    from django.conf import settings

    django.setup()
    settings.EVIDENCE_ROOT = evidence_root


def develop(jobs: list[dict[str, Any]]) -> list[list[Any]]:
    """The pages of each job, drawn, decoded like any upload and kept: a list of files per job."""
    from electcoord.papers.actions import keep_files
    from recap import specimen

    drawn = [specimen.draw(**job) for job in jobs]
    files = iter(keep_files([page for pages in drawn for page in pages]))
    return [[next(files) for _ in pages] for pages in drawn]
