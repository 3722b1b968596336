from cases.admin import authoring, cases, replaying, teaching
