"""The symbol of each status: the same in tables, cards and pages, so that colour is never the only sign."""

_SYMBOLS = {
    "Completed": "✓",
    "Failed": "✗",
    "Canceled": "⊘",
    "CancelRequested": "⊘",
    "Running": "▶",
    "Finalizing": "▶",
    "Queued": "…",
    "NotStarted": "…",
    "NotResponding": "?",
}
_ON_THE_WAY = "▷"


def symbol(status: str) -> str:
    """Return one character for a status."""
    return _SYMBOLS.get(status, _ON_THE_WAY)
