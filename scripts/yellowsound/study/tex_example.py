r"""A document that holds every table and figure of a study, to copy from or to print.

`pdflatex example.tex` in the folder of the run sets it.
"""

from collections.abc import Iterable

from yellowsound.study.report.items import FIGURES
from yellowsound.study.tex import escape

HEAD = r"""% Every table and figure of the study: run pdflatex twice in this folder, or copy.
% Names in letters that pdflatex does not know are set by lualatex.
\documentclass[11pt]{article}
\usepackage{array,booktabs,longtable,graphicx}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
% Tables are 360 pt wide or less, as the text of this class is.
\setlength{\textwidth}{360pt}
% Every number of the study as a command.
\input{tables/numbers.tex}
% A figure at its own size, which is that of figure_width_mm; smaller where the page is.
\newsavebox{\figurebox}
\newcommand{\fitted}[1]{%
  \sbox{\figurebox}{\includegraphics{#1}}%
  \ifdim\wd\figurebox>\linewidth \sbox{\figurebox}{\includegraphics[width=\linewidth]{#1}}\fi
  \ifdim\ht\figurebox>0.85\textheight
    \sbox{\figurebox}{\includegraphics[height=0.85\textheight]{#1}}\fi
  \usebox{\figurebox}}
\begin{document}

\section*{The study}
This study has \ysCountVideos{} videos of \ysCountPairs{} pairs by \ysCountSchedules{} schedules.
"""

TABLES = r"""
\begin{table}[htbp]
\centering
\caption{Scores by schedule: median and quartiles.}\label{tab:scores}
\input{tables/scores.tex}
\end{table}

\begin{table}[htbp]
\centering
\caption{What each schedule gains, pair by pair.}\label{tab:comparisons}
\input{tables/comparisons.tex}
\end{table}

\input{tables/scores_all.tex}

\input{tables/comparisons_all.tex}
"""


def example_tex(run: str, figures: Iterable[tuple[str, str, str]]) -> str:
    """Return the document.

    Parameters
    ----------
    run
        Name of the run.
    figures
        Name of each figure (see `report.items.FIGURES`), what it is of, and its PDF
        from the folder of the run.
    """
    floats = []
    for number, (figure, of, path) in enumerate(figures, start=1):
        caption = FIGURES[figure].title + (f": {of}" if of else "") + "."
        floats.append(
            "\n\\begin{figure}[p]\n\\centering\n"
            f"\\fitted{{\\detokenize{{{path}}}}}\n"
            f"\\caption{{{escape(caption)}}}\\label{{fig:{number}}}\n"
            "\\end{figure}\n"
            # So that no more figures wait for a page than LaTeX can hold.
            "\\clearpage\n"
        )
    title = f"% The run {' '.join(run.split())}.\n"
    return title + HEAD + TABLES + "\\clearpage\n" + "".join(floats) + "\n\\end{document}\n"
