"""Dates and times as our pages write them, also where Django writes them by itself, as in the admin."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
