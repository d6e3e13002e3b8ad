"""People who press at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Runs each in a thread of its own, released at once; returns results, or the exception, in order."""
    start = threading.Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)

    def run(number: int, deed: Callable[[], Any]) -> None:
        try:
            # Connect first, so that the barrier releases people and not dialling machines.
            connection.ensure_connection()
            start.wait(timeout=20)
            results[number] = deed()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "a thread hangs"
    return results


def failures(results: Sequence[Any]) -> list[Exception]:
    """What went wrong, whatever it was."""
    return [result for result in results if isinstance(result, Exception)]
