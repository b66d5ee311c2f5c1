# Beforehand: what is warned of once the jobs of a run are known; no rules here.
from yellowsound.inputs.overwritten import OncePlanned, tell_overwritten
from yellowsound.inputs.whole import many_sections
from yellowsound.run.live_line import RUN


def warn_beforehand():
    """Warn of what an earlier run made and this one overwrites, and of very many sections."""
    due = [
        (job.rule.name, str(file))
        for job in workflow.dag.needrun_jobs()
        for file in job.output[:1]
    ]
    sections = {pair: len(sections_planned(pair)) for pair in PAIRS}
    with told_alone():
        for told in (
            tell_overwritten(RESULTS, config, PAIRS, CONTENTS, due),
            many_sections(sections, config["section_s"]),
        ):
            if told:
                logger.warning(told)


# A dry run knows no onstart.
if workflow.is_main_process and workflow.output_settings.dryrun:
    logger.addHandler(OncePlanned(warn_beforehand, RUN))
