"""Deeds, each an entry of one hash chain; the database assigns position and hash and refuses every change."""

import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.db import models

GENESIS = "0" * 64

# How many entries are open in this context; governed rows are written only inside one.
open_entries: ContextVar[int] = ContextVar("open_entries", default=0)


class UnledgeredWriteError(RuntimeError):
    """A governed row was about to be written without a ledger entry."""


def require_open_entry(model: type[models.Model]) -> None:
    """Raises UnledgeredWriteError outside `recording.entry(...)`."""
    if not open_entries.get():
        raise UnledgeredWriteError(f"{model._meta.label}: tulis hanya di dalam recording.entry(…).")


class LedgeredQuerySet(models.QuerySet):
    """Bulk writes too need an open entry."""

    def update(self, **kwargs: Any) -> int:
        require_open_entry(self.model)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_open_entry(self.model)
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        require_open_entry(self.model)
        return super().bulk_create(objs, *args, **kwargs)


class Ledgered(models.Model):
    """A governed row: it has a uuid, and no write reaches it outside a ledger entry."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = LedgeredQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_open_entry(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_open_entry(type(self))
        return super().delete(*args, **kwargs)


class Chain(models.Model):
    """Head of one chain: `00` for the installation, a kabupaten's 4 digits, a kecamatan's 6."""

    key = models.CharField(primary_key=True, max_length=10)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.key} sampai {self.position}"


class EntryQuerySet(models.QuerySet):
    """Rows are only added; the database refuses the rest too."""

    def update(self, **kwargs: Any) -> int:
        raise UnledgeredWriteError("Entri buku kejadian tidak diubah.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise UnledgeredWriteError("Entri buku kejadian tidak dihapus.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        # A conflict that is passed over would still move the head: a hole in the chain.
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise UnledgeredWriteError("Entri buku kejadian tidak ditulis dengan ON CONFLICT.")
        return super().bulk_create(objs, *args, **kwargs)


class Entry(models.Model):
    """One deed. All columns are text or integers, without foreign keys and without personal data."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chain = models.CharField(max_length=10)
    position = models.BigIntegerField(default=0)
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")
    at = models.BigIntegerField("microseconds since the epoch, UTC; a label, order is the position")
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=36, blank=True, default="")
    role = models.CharField(max_length=30, blank=True, default="")
    election = models.CharField(max_length=60, blank=True, default="")
    region = models.CharField(max_length=13, blank=True, default="")
    subject = models.CharField(max_length=80, blank=True, default="")
    payload = models.TextField("canonical JSON, the exact bytes that were hashed")

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="ledger_entry_position")]
        indexes = [
            models.Index(fields=["actor", "-id"], name="ledger_entry_actor"),
            models.Index(fields=["region", "-id"], name="ledger_entry_region"),
            models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.position} {self.action}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise UnledgeredWriteError("Entri buku kejadian tidak dihapus.")

    @property
    def time(self) -> datetime:
        """When it was done, aware, UTC."""
        return datetime.fromtimestamp(self.at // 1_000_000, UTC).replace(microsecond=self.at % 1_000_000)


class Claim(models.Model):
    """A request key that was used once: the digest of its content and the uuid of what it made."""

    key = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64)
    result = models.UUIDField()

    def __str__(self) -> str:
        return str(self.key)
