from django.contrib.staticfiles.apps import StaticFilesConfig


class UsedStaticFiles(StaticFilesConfig):
    """Without what no page of ours asks for: to hash and compress it would take most of the first start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap/js",
        "bootstrap/css/bootstrap.css*",
        "bootstrap/css/bootstrap-*",
        "bootstrap/css/*.rtl.*",
    ]
