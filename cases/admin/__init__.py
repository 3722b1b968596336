from cases.admin import cases, replaying, teaching
