"""TNM notation as reports write it: plain characters, a line's parts, one category. Knows no tables."""
