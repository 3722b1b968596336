"""What the guidance says and when it applies: standard library only, no Django, no clock, no database."""
