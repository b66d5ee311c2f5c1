"""The one exception for mistakes that a user can mend."""


class UserError(Exception):
    """A mistake in the user's files or configuration.

    Its message is what the user reads, without a traceback: one sentence (or
    one line for each problem found) that says what is wrong, in which file
    and row, and what to do.
    """
