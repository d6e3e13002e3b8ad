from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "electcoord.regions"
    verbose_name = "Wilayah"
