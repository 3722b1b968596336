"""The guidance pack as files: read, checked as a whole, and every fault reported with its file and line."""

from guidance.domain.entries import normal_entry, normal_form
from guidance.domain.faults import Fault
from guidance.pack.files import SHIPPED, PackFaults, read_pack
from guidance.pack.payload_checks import faults_in, faults_of_entry
from guidance.pack.payload_differences import changes_between, counts_of
from guidance.pack.schema import CHANGE_SET_SCHEMA_PATH, SCHEMA_PATH, change_set_schema, schema
