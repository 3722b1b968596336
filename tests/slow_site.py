"""The production settings, with views that take long: `DJANGO_SETTINGS_MODULE=tests.slow_site`."""

from kidmet_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.slow_site_urls"
