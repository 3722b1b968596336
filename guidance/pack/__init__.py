"""The guidance pack as files: read, checked as a whole, and every fault reported with its file and line."""

from guidance.pack.checking import Fault, faults_in
from guidance.pack.differences import changes_between, counts_of
from guidance.pack.files import SHIPPED, PackFault, PackFaults, read_pack
from guidance.pack.normal import normal_form
from guidance.pack.schema import CHANGE_SET_SCHEMA_PATH, SCHEMA_PATH, change_set_schema, schema

__all__ = [
    "CHANGE_SET_SCHEMA_PATH",
    "SCHEMA_PATH",
    "SHIPPED",
    "Fault",
    "PackFault",
    "PackFaults",
    "change_set_schema",
    "changes_between",
    "counts_of",
    "faults_in",
    "normal_form",
    "read_pack",
    "schema",
]
