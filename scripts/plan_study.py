"""Tell how many songs a study needs, from a pilot's table of scores; no workflow needed.

python scripts/plan_study.py TABLE --metric M --contrast 'onset - linear' [--power 0.8]
"""

import argparse
import sys

from yellowsound.run.errors import UserError
from yellowsound.study.plan import plan, read_pilot


def main() -> None:
    """Read the arguments, simulate studies and print their power."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", help="the pilot's tables/synchrony.tsv")
    parser.add_argument("--metric", required=True, help="as of `primary_metric`")
    parser.add_argument("--contrast", required=True, help="as of `primary_contrast`")
    parser.add_argument("--power", type=float, default=0.8, help="what is wanted, 0 to 1")
    parser.add_argument("--crossed", help="its crossed/SCHEDULE.tsv, for the pairing test")
    parser.add_argument("--seed", type=int, default=0, help="seed of the simulation")
    given = parser.parse_args()
    try:
        tables = read_pilot(given.table, given.crossed)
        for line in plan(*tables, given.metric, given.contrast, given.power, given.seed):
            print(line)
    except UserError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
