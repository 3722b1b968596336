from django.db import models

from cases.models import columns


class CarePlan(models.Model):
    """What the writer of the case would do, and what the person needs. Never an order."""

    case = models.OneToOneField("cases.PatientCase", on_delete=models.CASCADE, related_name="care_plan")

    # Treatment
    treatment_intent = columns.one_of()
    treatments_considered = columns.any_of()
    prior_systemic_therapy = columns.yes_no()
    disease_course = columns.one_of()

    # Palliative
    esas_pain = columns.whole_number()
    esas_tiredness = columns.whole_number()
    esas_drowsiness = columns.whole_number()
    esas_nausea = columns.whole_number()
    esas_appetite = columns.whole_number()
    esas_breathlessness = columns.whole_number()
    esas_depression = columns.whole_number()
    esas_anxiety = columns.whole_number()
    esas_wellbeing = columns.whole_number()
    goals_of_care_discussed = columns.yes_no()
    carer_support = columns.yes_no()
    psychological_support_offered = columns.yes_no()
    practical_needs = columns.any_of()

    def __str__(self) -> str:
        return self.treatment_intent or "no intent recorded"
