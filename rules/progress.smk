# Progress: one line that tells how far the run is; no rules here.
from yellowsound.run.live_line import follow


def show_progress():
    """Show the line, where nothing else is asked for; return what shows it, or None."""

    def frames_of_part():
        # On a cluster, parts wait before they are rendered: nobody knows how fast they are.
        return STUDY.telling.frames_of_part() if inside.renders_here(workflow) else 0.0

    # Another workflow that uses this one as a module has rules and a terminal of its own.
    if MAIN and ALONE and not inside.is_quiet_on_progress(workflow):
        return follow(logger, STUDY.telling.videos_before, frames_of_part)


PROGRESS = show_progress()


def end_progress():
    """Leave the line as it is, before anything else is told."""
    if PROGRESS:
        PROGRESS.end()
