from cases.admin import authoring, cases, cohorts, replaying, teaching
