from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "kidmet_site.backups"
    label = "backups"
    verbose_name = "Backups"
