"""What a start and each command look at before anything else."""

from typing import Any

from django.core import checks

from kidmet_site.accounts.holdings import faults


@checks.register
def nothing_held_unsaid(app_configs: Any, **more: Any) -> list[checks.CheckMessage]:
    """A model of which nobody said what it holds of people would be in no copy, and erased by nobody."""
    return [checks.Error(fault, id="accounts.E001") for fault in faults()]
