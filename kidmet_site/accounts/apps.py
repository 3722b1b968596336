from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kidmet_site.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from kidmet_site.accounts import checks, held, institution_signals, retention  # noqa: F401  # once the models are there
        from kidmet_site.refused_characters import guard_forms

        held.register()
        guard_forms()
