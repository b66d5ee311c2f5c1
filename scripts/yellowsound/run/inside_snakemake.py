"""What the workflow asks of Snakemake that is not in its documentation, in one place.

Written for Snakemake 9.27; tests/run/test_inside_snakemake.py fails where a later one has moved
something. Each function takes Snakemake's `workflow` object, as rules files have it.
"""

import gc
import inspect
import os
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from yellowsound.run.errors import UserError


def is_main(workflow: Any) -> bool:
    """Tell whether this process plans the run, rather than executes one of its jobs."""
    return workflow.is_main_process


def is_the_workflow(workflow: Any) -> bool:
    """Tell whether this workflow stands alone, rather than is another's module."""
    return workflow.modifier.is_main_snakefile()


def commanded(workflow: Any) -> Mapping[str, Any]:
    """Return what the command line sets of the configuration."""
    return workflow.config_settings.overwrite_config


def configuration_files(workflow: Any) -> list[str]:
    """Return the configuration files that were read."""
    return list(workflow.configfiles)


def set_limits(workflow: Any, limits: Mapping[str, int]) -> None:
    """Limit what all jobs of one machine take together, unless the command line sets limits.

    A cluster has its own.
    """
    if workflow.resource_settings.nodes is not None:
        return
    for name, limit in limits.items():
        if name not in workflow.global_resources:
            workflow.register_resource(name, limit)


def uses_conda(workflow: Any) -> bool:
    """Tell whether conda makes the jobs' environments."""
    from snakemake.settings.types import DeploymentMethod

    return DeploymentMethod.CONDA in workflow.deployment_settings.deployment_method


def keeps_going(workflow: Any) -> bool:
    """Tell whether the run goes on with what is left after a failure."""
    return workflow.execution_settings.keep_going


def forces_jobs(workflow: Any) -> bool:
    """Tell whether the command line or a profile has jobs run that are up to date."""
    told = workflow.dag_settings
    return bool(told.forceall or told.forcetargets or told.forcerun)


def begun_in(workflow: Any) -> str:
    """Return the folder in which the command was typed, to which its paths are relative."""
    return workflow.rundir


def targets(workflow: Any) -> set[str]:
    """Return the rules and files that the command line asks for."""
    return set(workflow.dag_settings.targets)


def named_by_options(workflow: Any) -> set[str]:
    """Return the rules and files that options of the command line name beside its targets."""
    told = workflow.dag_settings
    return {
        *told.until,
        *told.omit_from,
        *told.forcerun,
        *workflow.scheduling_settings.prioritytargets,
    }


def products(workflow: Any) -> dict[str, list[str]]:
    """Return the patterns of each rule's outputs, logs and benchmarks.

    They are without what limits their wildcards.
    """
    from snakemake.io import strip_wildcard_constraints

    return {
        rule.name: [strip_wildcard_constraints(str(file)) for file in rule.products()]
        for rule in workflow.rules
    }


def makers(workflow: Any, path: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rules that would make a file of some path, with the values of their wildcards."""
    # As Snakemake reads targets.
    path = path if Path(path).is_absolute() else os.path.relpath(path)
    return [
        (rule.name, match.groupdict())
        for rule in workflow.rules
        for product in rule.products()
        if (match := product.match(path))
    ]


def videos_due(workflow: Any, rule: str) -> list[tuple[str, str]]:
    """Return take and schedule (or label) of the jobs of a rule that are to run."""
    jobs = [job for job in workflow.dag.needrun_jobs() if job.rule.name == rule]
    return [(job.wildcards.take, job.wildcards.schedule) for job in jobs]


def pictures_due(workflow: Any, rule: str) -> list[str]:
    """Return the pictures of the jobs of a rule that are to run."""
    jobs = workflow.dag.needrun_jobs()
    return [job.wildcards.picture for job in jobs if job.rule.name == rule]


def first_files_due(workflow: Any) -> list[tuple[str, str]]:
    """Return rule and first file of each job that is to run."""
    jobs = workflow.dag.needrun_jobs()
    return [(job.rule.name, str(file)) for job in jobs for file in job.output[:1]]


def is_dry_run(workflow: Any) -> bool:
    """Tell whether nothing is run, but what would be is told."""
    return workflow.output_settings.dryrun


def environments_due(workflow: Any) -> dict[str, Path]:
    """Return the environment's file of each rule that has a job to run."""
    specs = {job.rule.name: job.conda_env_spec for job in workflow.dag.needrun_jobs()}
    return {
        name: Path(spec.file.get_path_or_uri(secret_free=True)).resolve()
        for name, spec in sorted(specs.items())
        if spec and spec.is_file
    }


def is_quiet_on_progress(workflow: Any) -> bool:
    """Tell whether the command line wants no progress told, or something else told instead."""
    from snakemake.settings.enums import Quietness

    told = workflow.output_settings
    other = told.dryrun or told.verbose or told.printshellcmds or told.debug_dag
    return bool(other or {Quietness.ALL, Quietness.PROGRESS} & set(told.quiet or ()))


def renders_here(workflow: Any) -> bool:
    """Tell whether jobs run on this machine, and begin when they are started.

    On a cluster they wait, and `--touch` runs none. Known once the run has begun.
    """
    return workflow.local_exec and not workflow.touch


def path(workflow: Any, pattern: str) -> str:
    """Return a path with the folders in it that are in force, as `<results>`."""
    return workflow.pathvars.apply(pattern)


def refuse_prefixes(workflow: Any) -> None:
    """Refuse to be another workflow's module under a prefix.

    Raises
    ------
    UserError
        If the module has a `prefix` or `replace_prefix`: they would move the user's songs, and
        nothing of what the jobs are told by parameters.
    """
    modifier = workflow.modifier.path_modifier
    if modifier.prefix or modifier._prefix_replacements:
        raise UserError(
            "the module of this workflow has a prefix, which would move its songs and not its "
            "results: name its folders by pathvars instead (results, logs, benchmarks, models)"
        )


def is_first(workflow: Any, results: str, models: Hashable) -> bool:
    """Tell whether no other module of the workflow is this one, too.

    Parameters
    ----------
    workflow
        As Snakemake has it.
    results
        The run's folder.
    models
        What the models are: those of one module serve all.

    Raises
    ------
    UserError
        If another one writes into the same folder, or has other models.
    """
    runs = vars(workflow).setdefault("yellowsound_runs", {})
    if results in runs:
        raise UserError(
            f"two modules of one workflow write into {results}: give one of them another run"
        )
    runs[results] = models
    if len(set(runs.values())) > 1:
        raise UserError(
            "two modules of one workflow have different tables of models, or folders for them: "
            "give both the same (models, pathvars)"
        )
    return len(runs) == 1


def tell_files_of_a_dry_run(workflow: Any) -> None:
    """Let a dry run tell each job's rule and files, for which its message stands otherwise.

    Whoever looks ahead wants to know what would be made from what; whoever waits wants a line.
    """
    if is_dry_run(workflow):
        for rule in workflow.rules:
            rule.message = None


def plan_fast(workflow: Any) -> None:
    """Spare the plan of a large study a quarter of its time, once all rules are there.

    Snakemake (9.27) does for every job what could be done once. It asks which parameters each
    function in a rule takes, which Python finds out anew each time, but of functions that carry
    their signature; and it reads the rule's script, to see whether it is there. And what a plan
    makes lives to its end: little of it is worth the search for garbage among all the rest.

    Another workflow's process, whose module this is, stays as it is.
    """
    if not (is_main(workflow) and is_the_workflow(workflow)):
        return
    gc.set_threshold(100_000, 50, 50)
    for function in _asked_for_each_job(workflow):
        # A method's signature is that of its function, less the first parameter.
        function = getattr(function, "__func__", function)
        if inspect.isfunction(function):
            function.__signature__ = inspect.signature(function)
    _look_once_for_scripts()


def _asked_for_each_job(workflow: Any) -> Iterator[Any]:
    """Yield the functions of all rules, among other things, and by what resources are called."""
    from snakemake.resources import Resource

    yield Resource.evaluate
    for rule in workflow.rules:
        for item in (*rule.input, *rule.params):
            # They are kept in records, which hold the function.
            item = getattr(item, "_file", item)
            yield getattr(item, "callable", item)
        yield from (resource._evaluator for resource in rule.resources.values())


def _look_once_for_scripts() -> None:
    """Let Snakemake look for a rule's script at its first job, where all jobs have the same."""
    from snakemake.dag import ScriptProcessor

    look = ScriptProcessor.process_job

    def look_once(self: ScriptProcessor, job: Any) -> None:
        found = vars(self).setdefault("yellowsound_found", set())
        if job.rule.name not in found:
            look(self, job)
            if "{" not in str(getattr(job.rule, self.script_type)):
                found.add(job.rule.name)

    ScriptProcessor.process_job = look_once


def keep_with(workflow: Any, held: Iterable[Any]) -> None:
    """Keep objects as long as the workflow lives, as the run's lock."""
    vars(workflow).setdefault("yellowsound_holds", []).extend(held)
