"""Every rule and every write about meetings; one deed, one entry of the ledger."""

from meetings.actions.agenda import add_item, change_item, drop_item, order_agenda
from meetings.actions.answers import answer_by_link, check_in_by_code
from meetings.actions.attendance import check_in, check_out, correct_attendance, walk_in
from meetings.actions.bookings import choose_resources
from meetings.actions.circulars import (
    address_circular,
    approve_circular,
    change_circular,
    confirm_receipt,
    draft_circular,
    send_circular,
)
from meetings.actions.days import close_day, close_meeting, open_day, pause_meeting, record_short, resume_meeting
from meetings.actions.documents import (
    add_mandate_scan,
    add_photo,
    approve_document,
    archive_meeting,
    assemble_again,
    draft_documents,
    revise_document,
    sign_document,
    write_texts,
)
from meetings.actions.follow_ups import carry_follow_ups
from meetings.actions.invitees import answer_invitation, change_invitee, drop_invitee, invite_many
from meetings.actions.letters import approve_letter, draft_letter, send_again, send_letters
from meetings.actions.mandates import check_mandate, revoke_mandate
from meetings.actions.minutes import (
    add_decision,
    add_remark,
    approve_minutes,
    change_remark,
    start_minutes,
    withdraw_decision,
)
from meetings.actions.planning import (
    add_day,
    cancel_meeting,
    change_day,
    change_meeting,
    drop_day,
    invite_meeting,
    plan_meeting,
    postpone_meeting,
    reschedule_meeting,
)
from meetings.actions.training import issue_certificates, record_training, set_targets

__all__ = [
    "add_day", "add_decision", "add_item", "add_mandate_scan", "add_photo", "add_remark", "address_circular",
    "answer_by_link", "answer_invitation", "approve_circular", "approve_document", "approve_letter",
    "approve_minutes", "archive_meeting", "assemble_again", "cancel_meeting", "carry_follow_ups", "change_circular",
    "change_day", "change_invitee", "change_item", "change_meeting", "change_remark", "check_in",
    "check_in_by_code", "check_mandate", "check_out", "choose_resources", "close_day", "close_meeting",
    "confirm_receipt", "correct_attendance", "draft_circular", "draft_documents", "draft_letter", "drop_day",
    "drop_invitee", "drop_item", "invite_many", "invite_meeting", "issue_certificates", "open_day", "order_agenda",
    "pause_meeting", "plan_meeting", "postpone_meeting", "record_short", "record_training", "reschedule_meeting",
    "resume_meeting", "revise_document", "revoke_mandate", "send_again", "send_circular", "send_letters",
    "set_targets", "sign_document", "start_minutes", "walk_in", "withdraw_decision", "write_texts",
]  # fmt: skip
