"""What a web or worker process asks before it serves."""

import logging

from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)


def refuse_to_start() -> None:
    """Ends the process where a database check fails: guards missing, or a role that owns what it must not own.

    A database that does not answer yet is not a reason: the first deed asks again, and /sehat/ says so meanwhile.
    """
    try:
        found = run_checks(tags=[Tags.database], databases=["default"])
    except DatabaseError:
        logger.warning("Basis data tidak menjawab saat proses dinyalakan; pengamannya diperiksa pada tulisan pertama.")
        return
    finally:
        connections["default"].close()
    if serious := [problem for problem in found if problem.is_serious()]:
        raise SystemExit("\n".join(f"{problem.id}: {problem.msg} ({problem.hint})" for problem in serious))
