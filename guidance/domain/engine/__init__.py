"""Conditions made into bits and clauses, and what can be asked of many rules or many cases at once.

Callers import the module that they need; nothing here knows of sections, statements or editions.
"""
