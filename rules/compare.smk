# Compare: two runs that are done, whatever they differ in; nothing of them is made anew.


rule compare_runs:
    output:
        differing=str(BESIDE / "{runs}/tables/keys.tsv"),
        scores=str(BESIDE / "{runs}/tables/synchrony.tsv"),
        differences=str(BESIDE / "{runs}/tables/differences.tsv"),
    log:
        str(BESIDE / "{runs}/logs/compare_runs.log"),
    benchmark:
        str(BESIDE / "{runs}/benchmarks/compare_runs.tsv")
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
        directory(str(BESIDE / "{runs}/report")),
    log:
        str(BESIDE / "{runs}/logs/report_of_runs.log"),
    benchmark:
        str(BESIDE / "{runs}/benchmarks/report_of_runs.tsv")
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
