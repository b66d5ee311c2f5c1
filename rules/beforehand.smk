# Beforehand: what is warned of once the jobs of a run are known; no rules here.
from yellowsound.inputs.overwritten import OncePlanned, tell_overwritten
from yellowsound.inputs.whole import many_sections
from yellowsound.run.live_line import RUN


def warn_beforehand():
    """Warn of what an earlier run made and this one overwrites, and of very many sections."""
    due = inside.first_files_due(workflow)
    with told_alone():
        for told in (
            tell_overwritten(RESULTS, config, PAIRS, ASKED.contents, due),
            many_sections(ASKED.sections_of_pairs(), config["section_s"]),
        ):
            if told:
                logger.warning(told)


# A dry run knows no onstart.
if MAIN and inside.is_dry_run(workflow):
    logger.addHandler(OncePlanned(warn_beforehand, RUN))
