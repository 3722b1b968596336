from cases.models.assignment import AssignedCase, Assignee, Assignment, Extension
from cases.models.attempt import Attempt, CommittedStep, GivenAnswer, SelfMark
from cases.models.attempt_event import AttemptEvent, EventKind
from cases.models.authoring import CaseDraft, DraftComment, DraftReview, DraftSave
from cases.models.case_change import Act, CaseChange
from cases.models.case_results import StoredResults
from cases.models.cohort import (
    Accommodation,
    Cohort,
    CohortInvitation,
    CohortList,
    CohortMember,
    CohortTeacher,
    TeacherRole,
)
from cases.models.feedback import Feedback
from cases.models.kidney_lesion import KidneyLesion
from cases.models.later_chapters import CarePlan, PrognosticFactors, Staging
from cases.models.marking import Mark, Marking, MarkingKind, SecondLook
from cases.models.patient_case import PatientCase
from cases.models.picture import Picture
from cases.models.remarking import RemarkedAttempt, Remarking, RemarkPolicy
from cases.models.reminder import Reminder, ReminderWish
from cases.models.replay import FactBlock, FactColumn, ImpactRun, StoredCoverage
from cases.models.review import CardReview, ReviewCard
from cases.models.sureness import GivenSureness
from cases.models.taken_version import TakenVersion
from cases.models.tally import Tally
from cases.models.teaching import (
    WRITING,
    Library,
    LibraryShare,
    Right,
    TeachingCase,
    TeachingCaseVersion,
    Visibility,
)
from cases.models.text_mark import TextMark
from cases.models.time_request import TimeRequest
from cases.models.transfer import ImportedCase, LibraryTransfer, TransferChunk
