"""What can go wrong: a mistake that a user can mend, and a failure of ffmpeg."""


class UserError(Exception):
    """A mistake in the user's files or configuration.

    Its message is what the user reads, without a traceback: one sentence (or
    one line for each problem found) that says what is wrong, in which file
    and row, and what to do.
    """


class FfmpegError(Exception):
    """ffmpeg ended with an error; the message holds the lines that name its cause."""
