"""Study: from scores to tables, statistics, figures, the report and the crate.

Comes in: scores and whatever the report shows. Goes out: tables/, figures/,
report/. Read first: `design` (which videos there are), then `tables`.
"""
