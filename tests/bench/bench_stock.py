#!/usr/bin/env python3
# bench_stock.py: the ring dragged in the whole window over a map of many features and many lines of stock
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_stock.py YZT BENCH_WINDOW [FEATURES [STOCK_LINES]]

Every figure of the ring and of the panel follows in the frame: the main thread's own time of each frame, beside the bar of 16.6 ms. The map: rescue teams and
depots, one depot to twenty lines of stock of forty things, some expired, some reserved; the lines are written as another programme writes them."""
import csv
import math
import os
import random
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bench_bars import PLACES, line, run, start_window, write_csv

LINES_A_DEPOT = 20
THINGS = ["救援帐篷", "发电机组", "排水泵", "防化服", "救生衣", "冲锋舟", "编织袋", "照明灯塔", "棉被", "折叠床"]


def write_depots(path, count):
    chance = random.Random(20261123)
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name", "lon", "lat"])
        for i in range(count):
            radius, angle = 1.5 * chance.random() ** 0.7, chance.uniform(0, 2 * math.pi)
            rows.writerow(["DP-%05d" % i, "%s第%d物资库" % (chance.choice(PLACES), i), "%.6f" % (112.5 + radius * math.cos(angle)),
                           "%.6f" % (23.1 + radius * math.sin(angle))])


def write_stock(path, count):
    chance = random.Random(20261124)
    with sqlite3.connect(path) as database:
        depots = [row[0] for row in database.execute("SELECT fid FROM depot ORDER BY fid")]
        database.executemany("INSERT INTO stock_line (name, spec, unit, quantity, reserved, owner_fid) VALUES (?, ?, ?, ?, ?, ?)",
                             [(chance.choice(THINGS), "%d 型" % chance.randrange(1, 5), "件", chance.randrange(1, 2000), chance.choice([0, 0, 5]),
                               depots[i % len(depots)]) for i in range(count)])
    database.close()


def make_map(yzt, folder, count, lines):
    teams, depots, path = (os.path.join(folder, name) for name in ("teams.csv", "depots.csv", "stock.yzt.gpkg"))
    n_depots = max(lines // LINES_A_DEPOT, 1)
    write_csv(teams, max(count - n_depots, 1))
    write_depots(depots, n_depots)
    run([yzt, "new", path])
    run([yzt, "import", path, teams, "--kind", "rescue-team", "--author", "bench"])
    run([yzt, "import", path, depots, "--kind", "depot", "--author", "bench"])
    write_stock(path, lines)
    return path


def main():
    if not 3 <= len(sys.argv) <= 5:
        print(__doc__, file=sys.stderr)
        return 2
    if "DISPLAY" not in os.environ:
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24 -noreset", sys.executable] + sys.argv)
    count, lines = [int(text) for text in sys.argv[3:]] + [100000, 50000][len(sys.argv) - 3:]
    folder = tempfile.mkdtemp(prefix="yzt-bench-")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = os.path.join(folder, name)
    try:
        window = start_window(sys.argv[2], make_map(sys.argv[1], folder, count, lines))
        print("%d features and %d lines of stock, %d features in the ring at the end, load %.1f" % (window["items"], lines, window["hits"], os.getloadavg()[0]))
        line("ring drag, frame of main thread, median ms", window["frame_cpu_median_ms"], None, 16.6)
        line("ring drag, frame of main thread, 95 % ms", window["frame_cpu_p95_ms"], None, 16.6)
        line("ring drag, frame on the clock, median ms", window["frame_median_ms"], None, None)
        line("start to ring answering, s", window["ring_ms"] / 1000, None, 1.5)
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
