"""What is owed and what went wrong: follow-ups and incidents, each with its story."""

from electcoord.situation.models.follow_ups import FollowUp, FollowUpQuerySet, Note, NoteKind
from electcoord.situation.models.incidents import Incident, IncidentNote, IncidentNoteKind, IncidentSeries
from electcoord.situation.models.steps import Step

__all__ = [
    "FollowUp",
    "FollowUpQuerySet",
    "Incident",
    "IncidentNote",
    "IncidentNoteKind",
    "IncidentSeries",
    "Note",
    "NoteKind",
    "Step",
]
