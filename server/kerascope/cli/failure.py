"""What keeps a command from running."""

CLEAN, FINDINGS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""The exit statuses; the last is what shells use for Ctrl-C."""


class CannotRun(Exception):
    """The command, or one file of it, cannot go on. The message is a sentence for the user."""
