"""What was worked out of a case goes with it, however it comes to be deleted."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from cases.models import FactBlock, PatientCase
from cases.queries.replaying import BLOCK


@receiver(pre_delete, sender=PatientCase)
def forget_columns(instance: PatientCase, **more: Any) -> None:
    """The columns of its block hold its facts; the next impact makes them anew of the cases that are left.

    In the transaction of the deletion. The row is locked first, and made where there is none: who makes the
    columns just now, of what they read before, finds it gone and keeps nothing, and who begins to waits for
    the deletion (`_refreshed` in `cases/actions/replaying.py`).
    """
    number = instance.pk // BLOCK
    FactBlock.objects.bulk_create([FactBlock(number=number, cases="0", made_from="")], ignore_conflicts=True)
    block = FactBlock.objects.select_for_update().filter(number=number).first()
    if block is not None:
        block.delete()
