"""Every write: verb first, atomic, by somebody, at a time."""
