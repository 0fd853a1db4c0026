#!/usr/bin/env python3
"""What is read out of the sample plans and the generated documents stays as good as it is: precision and recall at least these.

Usage: test_score.py YZT
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# group, row: least precision, least recall in per cent
BARS = {("Sample", "name"): (100, 100), ("Sample", "level"): (100, 95), ("Sample", "incident_types"): (100, 95), ("Sample", "standard sections"): (99, 99),
        ("Sample", "needs (item, quantity, unit, level)"): (90, 98), ("Sample", "plan_kind"): (99, 35), ("Sample", "region"): (100, 95),
        ("Generated", "name"): (100, 100), ("Generated", "issuing_body"): (100, 95), ("Generated", "number"): (100, 100), ("Generated", "issued"): (100, 100),
        ("Generated", "version"): (100, 100), ("Generated", "level"): (100, 95), ("Generated", "plan_kind"): (100, 95),
        ("Generated", "needs (item, quantity, unit, level)"): (98, 98), ("Generated", "telephones"): (98, 98),
        ("Generated", "steps (role, minutes)"): (95, 95)}


def main():
    done = subprocess.run([sys.executable, os.path.join(HERE, "score.py"), sys.argv[1], os.path.join(HERE, "none")], capture_output=True, text=True)
    print(done.stdout, done.stderr)
    group, found = None, {}
    for line in done.stdout.split("\n"):
        if line.startswith("## "):
            group = line[3:].split()[0]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 8 and re.match(r"[0-9.]+ %$|–$", cells[5]):
            found[(group, cells[0])] = tuple(float(cell.rstrip(" %")) if cell != "–" else 0 for cell in cells[5:7])
    bad = [(key, bar, found.get(key)) for key, bar in BARS.items() if key not in found or found[key][0] < bar[0] or found[key][1] < bar[1]]
    for one in bad:
        print("BELOW THE BAR:", one)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
