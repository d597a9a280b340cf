"""The errors a user can mend: each names the place and the remedy."""


class KtokogoError(Exception):
    """Bad input or a missing file; its message is printed without a traceback and the exit status is not zero."""
