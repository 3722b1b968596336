"""Writes of the guidance: changing it under review, publishing it, loading it, and telling people."""
