"""Letters and links, to be looked up only: what is sent, waits or failed; no text of a letter, no token of a link."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.staff import StaffAdmin, column, moment
from electcoord.accounts.staff_filters import ElectionFilter, choose
from electcoord.common.errors import RuleError
from electcoord.outbox import links
from electcoord.outbox.models import Channel, Message, PersonalLink
from electcoord.outbox.selectors import CAN
from electcoord.outbox.states import MessageState

ELECTION = column("election", lazy("pemilu"))
UUID = column("uuid", lazy("kode"))
DUE, SENT = moment("due_at", lazy("dikirim mulai")), moment("sent_at", lazy("terkirim"))
MADE, EXPIRES = moment("made_at", lazy("dibuat")), moment("expires_at", lazy("berlaku sampai"))
REVOKED = moment("revoked_at", lazy("dicabut"))
FIRST, LAST = moment("first_opened", lazy("pertama dibuka")), moment("last_opened", lazy("terakhir dibuka"))


@admin.register(Message)
class MessageAdmin(StaffAdmin):
    """The address stands on the row's own page, the text nowhere: whoever needs it reads it at what it is about."""

    can_view: Can = CAN
    group = "surat"
    purpose = lazy("Surel dan pesan WhatsApp: keadaan, percobaan, dan sebab gagalnya. Isi surat tidak ditampilkan.")
    region_path = "region"
    list_display = ["subject", ELECTION, "channel", "state", DUE, "attempts", "reason", SENT]
    list_filter = [
        ElectionFilter,
        choose(lazy("saluran"), "saluran", "channel", Channel.choices),
        choose(lazy("keadaan"), "keadaan", "state", MessageState.choices),
    ]
    list_select_related = ["election"]
    search_fields = ["subject", "^about"]
    fields = [UUID, ELECTION, "channel", "to", "subject", "about", "region", "state", DUE, "attempts", "reason", SENT]
    readonly_fields = [UUID, ELECTION, DUE, SENT]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("body")

    def ledger_subject(self, obj: Message) -> str:
        return obj.ledger_subject

    def choice_text(self, obj: Message) -> str:
        return obj.subject


@admin.register(PersonalLink)
class PersonalLinkAdmin(StaffAdmin):
    can_view: Can = CAN
    group = "surat"
    purpose = lazy("Pintu tanpa akun: untuk apa, berlaku sampai kapan, pernah dibuka atau belum; dapat dicabut.")
    region_path = "region"
    list_display = [UUID, ELECTION, "purpose", "about", MADE, EXPIRES, REVOKED, FIRST]
    list_filter = [ElectionFilter]
    list_select_related = ["election"]
    search_fields = ["^about", "^holder"]
    fields = [UUID, ELECTION, "purpose", "about", "holder", "region", MADE, EXPIRES, REVOKED, FIRST, LAST]
    readonly_fields = [UUID, ELECTION, MADE, EXPIRES, REVOKED, FIRST, LAST]
    actions = ["revoke"]

    def ledger_subject(self, obj: PersonalLink) -> str:
        return obj.subject

    @admin.action(description=lazy("Cabut tautan yang dipilih"))
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Each with an entry of its own; those that were revoked before stay as they are."""
        done = 0
        for link in queryset.select_related("election"):
            actor = access.acting(request.user, CAN, region=link.region, election=link.election)
            try:
                links.revoke(link, actor=actor)
                done += 1
            except RuleError:
                continue
        self.message_user(request, _("%(n)s tautan dicabut.") % {"n": done}, messages.SUCCESS)

    def choice_text(self, obj: Any) -> str:
        return str(obj.uuid)
