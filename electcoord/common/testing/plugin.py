"""Pytest plugin of the `test` command: the closing counts for its summary, and what need not run a second time."""

import os
from pathlib import Path

import pytest

COUNTS_VARIABLE = "ELECTCOORD_TEST_COUNTS"
AGAIN_VARIABLE = "ELECTCOORD_TEST_AGAIN"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What no engine can change has been run on the first one."""
    if not os.environ.get(AGAIN_VARIABLE):
        return
    done = [item for item in items if item.get_closest_marker("once")]
    items[:] = [item for item in items if not item.get_closest_marker("once")]
    config.hook.pytest_deselected(items=done)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Only the process that reports has a terminal reporter; workers of xdist do not come here."""
    if path := os.environ.get(COUNTS_VARIABLE):
        parts, _colour = terminalreporter.build_summary_stats_line()
        Path(path).write_text(", ".join(text for text, _markup in parts), encoding="utf-8")
