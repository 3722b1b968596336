from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import checks  # noqa: F401  # once the models are there
        from cases.actions import (
            forgetting,  # noqa: F401  # listens to deletions
            holdings,
            jobs,  # noqa: F401
        )

        holdings.register()
