from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kidmet_site.accounts"
    label = "accounts"
    verbose_name = "People"
