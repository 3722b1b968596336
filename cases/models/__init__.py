from cases.models.care_plan import CarePlan
from cases.models.case_change import CaseChange
from cases.models.kidney_lesion import KidneyLesion
from cases.models.patient_case import PatientCase
from cases.models.prognostic_factors import PrognosticFactors
from cases.models.staging import Staging

__all__ = ["CarePlan", "CaseChange", "KidneyLesion", "PatientCase", "PrognosticFactors", "Staging"]
