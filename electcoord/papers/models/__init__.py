"""Evidence, numbers and documents; each noun in a module of its own."""

from electcoord.papers.models.attachments import Attachment, AttachmentRole
from electcoord.papers.models.documents import Document, DocumentState, DocumentVersion
from electcoord.papers.models.photos import Original, Photo, Placement, PlacementQuerySet
from electcoord.papers.models.register import Classification, DocumentKind, Number, NumberState
from electcoord.papers.models.word_templates import WordTemplate

__all__ = [
    "Attachment",
    "AttachmentRole",
    "Classification",
    "Document",
    "DocumentKind",
    "DocumentState",
    "DocumentVersion",
    "Number",
    "NumberState",
    "Original",
    "Photo",
    "Placement",
    "PlacementQuerySet",
    "WordTemplate",
]
