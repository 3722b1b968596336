from cases.admin import cases, teaching

__all__ = ["cases", "teaching"]
