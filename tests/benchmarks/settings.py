"""The production settings, with one view more to measure against."""

from kidmet_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
