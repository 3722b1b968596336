from cases.admin import cases, replaying, teaching

__all__ = ["cases", "replaying", "teaching"]
