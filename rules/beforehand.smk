# Beforehand: what is refused or warned of, once targets and jobs of a run are known; no rules here.
from yellowsound.inputs.overwritten import tell_overwritten
from yellowsound.inputs.whole import many_sections
from yellowsound.run.live_line import BEGUN, RUN
from yellowsound.run.once import Once


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


def check_targets():
    """Refuse targets that are not of the study, or any but a comparison where it is not read."""
    outputs = inside.products(workflow)
    targets = inside.targets(workflow)
    # What options name may be rules of many files, or files that no rule makes.
    named = inside.named_by_options(workflow) - outputs.keys()
    targets |= {name for name in named if not Path(name).exists()}
    makers = {target: inside.makers(workflow, target) for target in targets}
    with told_alone():
        if UNREAD and targets != {"compare"}:
            raise UNREAD
        STUDY.targets.check(targets, outputs, makers)


# The command line of another workflow, whose module this is, asks for its own.
if MAIN and ALONE and not SECOND_PASS:
    logger.addHandler(Once(check_targets, BEGUN))

# A dry run knows no onstart.
if MAIN and inside.is_dry_run(workflow):
    logger.addHandler(Once(warn_beforehand, RUN))
