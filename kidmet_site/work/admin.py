"""The queue has no pages in the admin: its steps are told at /work/, as jobs.

Its own would show what a fault said, word for word, which may hold what somebody typed.
"""

from django.contrib import admin
from django_tasks_db import admin as theirs

admin.site.unregister(theirs.DBTaskResult)
