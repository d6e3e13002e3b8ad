"""Accounts and roles that an account manager may see or change."""

from typing import Any

from django.db.models import Q, QuerySet

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import Grant, User


def grants_under(user: Any) -> QuerySet[Grant]:
    """Roles, also ended ones, in regions and elections where `user` manages accounts."""
    query = Q(pk__in=[])
    for election in access.elections_of(user):
        if codes := access.scope(user, Can.MANAGE_ACCOUNTS, election):
            query |= Q(election=election) & access.region_q(codes, "region")
    if codes := access.scope(user, Can.MANAGE_ACCOUNTS, None):
        query |= Q(election__isnull=True) & access.region_q(codes, "region")
    return Grant.objects.filter(query)


def accounts_seen(user: Any) -> QuerySet[User]:
    """Accounts that have, or had, a role there."""
    if "" in access.scope(user, Can.MANAGE_ACCOUNTS, None):
        return User.objects.all()
    return User.objects.filter(pk__in=grants_under(user).order_by().values("user"))


def accounts_managed(user: Any) -> QuerySet[User]:
    """Those of them whose every role lies there: whoever gives a new password could act in all of them."""
    beyond = Grant.objects.in_force().exclude(pk__in=grants_under(user).order_by().values("pk"))
    return accounts_seen(user).exclude(pk__in=beyond.order_by().values("user"))


def accounts_without_role() -> QuerySet[User]:
    """Accounts that can sign in and have no role in force."""
    return User.objects.filter(is_active=True).exclude(pk__in=Grant.objects.in_force().order_by().values("user"))
