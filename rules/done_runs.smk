# Runs that are done: what is shared of one, and which two are compared; no rules here.
from yellowsound.study.share import size_for
from yellowsound.study.runs import BETWEEN, compared_folder, state_of

# Runs that are compared lie beside this one.
BESIDE = Path(RESULTS).parent


def small_size(wildcards):
    """Return how small each video is made, so that all fit into one ZIP."""
    lengths_s = ASKED.planned_s
    seconds = sum(
        lengths_s.get(VIDEOS.pair_named(take), max(lengths_s.values()))
        for take, _ in VIDEOS.scored
    )
    with told_alone():
        return size_for(seconds)


def compared_files(wildcards):
    """Return what the comparison of the two configured runs makes."""
    with told_alone():
        runs = compared_folder(config["compare"], BESIDE)
    made = (*rules.compare_runs.output, *rules.report_of_runs.output)
    return [file.format(runs=runs) for file in made]


def compared_runs(wildcards):
    """Return the folders of the runs that a folder compares."""
    return [str(BESIDE / run) for run in wildcards.runs.split(BETWEEN)]


def state_of_runs(wildcards):
    """Return the hashes of what is read of the runs: they are no inputs, which would be made anew."""
    return [state_of(Path(run)) for run in compared_runs(wildcards)]
