# Progress: one line that tells how far the run is; no rules here.
from snakemake.settings.enums import Quietness

from yellowsound.run.live_line import follow


def videos_before(planned):
    """Return how many of the study's videos are made, where this run is to make the rest."""
    made = [f"{RESULTS}/videos/{take}/{schedule}.mp4" for take, schedule in MADE]
    rest = max(len(made) - planned, 0)
    # Of a run for some of the videos alone, those are all.
    return rest if sum(Path(video).exists() for video in made) >= rest else 0


def show_progress():
    """Show the line, where nothing else is asked for; return what shows it, or None."""
    told = workflow.output_settings
    asked = told.dryrun or told.verbose or told.printshellcmds or told.debug_dag
    quiet = {Quietness.ALL, Quietness.PROGRESS} & set(told.quiet or ())
    # Another workflow that uses this one as a module has rules and a terminal of its own.
    ours = workflow.is_main_process and workflow.modifier.is_main_snakefile()
    if ours and not asked and not quiet:
        return follow(logger, videos_before)


PROGRESS = show_progress()


def end_progress():
    """Leave the line as it is, before anything else is told."""
    if PROGRESS:
        PROGRESS.end()
