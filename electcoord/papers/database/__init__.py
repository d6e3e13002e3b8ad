"""What the database itself keeps of papers, numbers and documents, on both engines."""

from electcoord.ledger.guards import Guard
from electcoord.papers.database import attachments, documents, photos, register, word_templates

PRIVILEGES = (
    photos.PRIVILEGES | register.PRIVILEGES | attachments.PRIVILEGES | documents.PRIVILEGES | word_templates.PRIVILEGES
)


def paper_guards() -> list[Guard]:
    """Guards of every governed table of the app."""
    return [
        *photos.photo_guards(),
        *register.register_guards(),
        *attachments.attachment_guards(),
        *documents.document_guards(),
        *word_templates.template_guards(),
    ]
