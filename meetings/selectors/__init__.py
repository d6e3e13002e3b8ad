"""Reads of meetings."""

from meetings.selectors.doors import access_meeting, meetings_for

__all__ = ["access_meeting", "meetings_for"]
