"""Logs as events with named values: lines for people, or one JSON object a line for machines.

No line holds what somebody typed, an address that was asked for, or a key: of other libraries' messages the
words are logged and not the values put into them, of a fault where it happened and of which kind it is.
"""

import traceback

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

# Faults whose message is about the code. That of others may hold what was typed, or a row of the database.
ABOUT_THE_CODE = (AttributeError, ImportError, NameError, NotImplementedError)


def kind_of_refusal(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Django's words on a suspicious request quote it; the name of the logger says which kind it was."""
    if str(event.get("logger", "")).startswith("django.security."):
        event["event"] = "suspicious_request"
    return event


def where_it_happened(exc_info: ExcInfo) -> str:
    """The traceback with neither the values of variables nor the messages of faults."""
    fault: BaseException | None = exc_info[1]
    told: list[str] = []
    while fault:
        told.insert(0, f"{''.join(traceback.format_tb(fault.__traceback__))}{_name_of(fault)}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\nwhich led to\n".join(told)


def _name_of(fault: BaseException) -> str:
    name = f"{type(fault).__module__}.{type(fault).__qualname__}"
    return f"{name}: {fault}" if isinstance(fault, ABOUT_THE_CODE) else name


SHARED_STEPS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

# One list for the life of the process: a logger keeps the one that stood at its first line, and whoever
# listens to what is logged (`structlog.testing`) empties that which stands now.
STEPS: list[Processor] = [
    structlog.stdlib.filter_by_level,
    *SHARED_STEPS,
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]


def logging_settings(*, level: str, shape: str) -> dict:
    """Django's LOGGING; `shape` is "console" or "json". Also points structlog at it."""
    structlog.configure(
        processors=STEPS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "console": _formatter(structlog.dev.ConsoleRenderer(colors=False)),
            "json": _formatter(structlog.processors.JSONRenderer()),
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": shape},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level},
            # Our own line for each request says the same; Django's would add the address. Without any handler
            # Python would write them out by itself.
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            "django.request": {"handlers": ["nowhere"], "propagate": False},
            # At DEBUG these write out statements with their values, and variables of pages.
            "django.db.backends": {"level": "INFO"},
            "django.template": {"level": "INFO"},
            # Of each step there is a line of our own.
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def _formatter(renderer: Processor) -> dict:
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.processors.ExceptionRenderer(where_it_happened),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
        "foreign_pre_chain": [*SHARED_STEPS, kind_of_refusal],
        "use_get_message": False,
    }
