"""Django admin with the site of this product in place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "electcoord.accounts.staff_site.StaffSite"
