from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kidmet_site.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from kidmet_site.accounts import (  # once the models are there
            checks,  # noqa: F401
            held,
            institution_asking,  # noqa: F401  # and what the worker does for it
            institution_signals,  # noqa: F401
            people_lists,  # noqa: F401  # and what the worker does with invitations
            retention,  # noqa: F401
        )
        from kidmet_site.refused_characters import guard_forms

        held.register()
        guard_forms()
