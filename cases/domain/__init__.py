"""What a case says and what follows from it: staging, prognosis, derived facts. Standard library only."""
