"""The errors a user can mend: each names the place and the remedy."""


class KtokogoError(Exception):
    """Bad input or a missing file; its message is printed without a traceback and the exit status is not zero."""


class KtokogoWarning(UserWarning):
    """Something in a text that a user may want to mend; reported with the document, the exit status stays zero."""
