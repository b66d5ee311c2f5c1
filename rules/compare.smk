# Compare: two runs that are done, whatever they differ in; nothing of them is made anew.
from yellowsound.study.runs import BETWEEN, compared_folder, state_of


def compared_files(wildcards):
    """Return what the comparison of the two configured runs makes."""
    with told_alone():
        runs = compared_folder(config["compare"])
    made = (*rules.compare_runs.output, *rules.report_of_runs.output)
    return [file.format(runs=runs) for file in made]


def compared_runs(wildcards):
    """Return the names of the runs that a folder compares."""
    return wildcards.runs.split(BETWEEN)


def state_of_runs(wildcards):
    """Return the hashes of what is read of the runs: they are no inputs, which would be made anew."""
    return [state_of(Path("results", run)) for run in compared_runs(wildcards)]


rule compare_runs:
    output:
        differing="results/{runs}/tables/keys.tsv",
        scores="results/{runs}/tables/synchrony.tsv",
        differences="results/{runs}/tables/differences.tsv",
    log:
        "results/{runs}/logs/compare_runs.log",
    benchmark:
        "results/{runs}/benchmarks/compare_runs.tsv"
    wildcard_constraints:
        runs=f"[^/{BETWEEN}]+{BETWEEN}[^/{BETWEEN}]+",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(20),
    params:
        runs=compared_runs,
        state=state_of_runs,
        code=code("compare_runs"),
    message:
        "Compare the runs {wildcards.runs}"
    script:
        "../scripts/compare_runs.py"


rule report_of_runs:
    input:
        differences=rules.compare_runs.output.differences,
    output:
        directory("results/{runs}/report"),
    log:
        "results/{runs}/logs/report_of_runs.log",
    benchmark:
        "results/{runs}/benchmarks/report_of_runs.tsv"
    wildcard_constraints:
        runs=f"[^/{BETWEEN}]+{BETWEEN}[^/{BETWEEN}]+",
    conda:
        "../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(20),
    params:
        runs=compared_runs,
        state=state_of_runs,
        code=code("report_of_runs"),
    message:
        "Show the runs {wildcards.runs} side by side"
    script:
        "../scripts/report_of_runs.py"
