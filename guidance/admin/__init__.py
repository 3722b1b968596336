from guidance.admin import guidance
from guidance.admin.lists import KeptAdmin, LongListAdmin, listed_filter
from guidance.admin.sealed import SealedAdmin, Thing
