from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "kidmet_site.work"
    label = "work"
    verbose_name = "Work outside of requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kidmet_site import demo_course, mail  # noqa: F401  # kinds of job
        from kidmet_site.work import upkeep  # noqa: F401  # what is done each day
