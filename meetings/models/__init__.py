"""Meetings: what is planned, who is invited, who came and when, what was said and decided."""

from meetings.models.attendance import Attendance, Guest, Mandate, MandateState, Method
from meetings.models.circulars import Circular, CircularKind, CircularRecipient
from meetings.models.days import OpeningWay, Pause
from meetings.models.invitees import Answer, Invitee, Side
from meetings.models.minutes import Decision, DecisionKind, DecisionWay, Remark, RemarkVersion
from meetings.models.needs import Need, NeedKind
from meetings.models.planning import PLENO, AgendaItem, Meeting, MeetingKind, Move, Session
from meetings.models.training import CertificateBatch, Trainee, TrainingGroup, TrainingTarget

__all__ = [
    "PLENO",
    "AgendaItem",
    "Answer",
    "Attendance",
    "CertificateBatch",
    "Circular",
    "CircularKind",
    "CircularRecipient",
    "Decision",
    "DecisionKind",
    "DecisionWay",
    "Guest",
    "Invitee",
    "Mandate",
    "MandateState",
    "Meeting",
    "MeetingKind",
    "Method",
    "Move",
    "Need",
    "NeedKind",
    "OpeningWay",
    "Pause",
    "Remark",
    "RemarkVersion",
    "Session",
    "Side",
    "Trainee",
    "TrainingGroup",
    "TrainingTarget",
]  # fmt: skip
