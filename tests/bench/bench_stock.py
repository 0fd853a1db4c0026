#!/usr/bin/env python3
# bench_stock.py: ring and wind dragged in the whole window over a map of many features and many lines of stock, orders proposed
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_stock.py YZT BENCH_WINDOW [FEATURES [STOCK_LINES]]

Every figure of the ring and of the panel follows in the frame: the main thread's own time of each frame, beside the bar of 16.6 ms. The map: rescue teams and
depots, one depot to twenty lines of stock of forty things, some expired, some reserved; the lines are written as another programme writes them. An incident of chlorine
with needs: its zone of 11 km is turned with the wind, and three proposals are made (bar 100 ms)."""
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


def write_incident(folder, yzt, path):
    lists = {"incident": "code,name,type,substance,lon,lat\nIN-B,液氯泄漏,chemical-leak,氯,112.5,23.1\n",
             "incident-need": "name,owner_code,quantity,unit\n防化服,IN-B,90000,件\n发电机组,IN-B,400,件\n救援人员,IN-B,300,人\n"}
    for kind, text in lists.items():
        file = os.path.join(folder, kind + ".csv")
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)
        run([yzt, "import", path, file, "--kind", kind, "--author", "bench"])


def make_map(yzt, folder, count, lines):
    teams, depots, path = (os.path.join(folder, name) for name in ("teams.csv", "depots.csv", "stock.yzt.gpkg"))
    n_depots = max(lines // LINES_A_DEPOT, 1)
    write_csv(teams, max(count - n_depots, 1))
    write_depots(depots, n_depots)
    run([yzt, "new", path])
    run([yzt, "import", path, teams, "--kind", "rescue-team", "--author", "bench"])
    run([yzt, "import", path, depots, "--kind", "depot", "--author", "bench"])
    write_stock(path, lines)
    write_incident(folder, yzt, path)
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
        print("%d threatened at most, %d picks in three proposals" % (window["wind_threatened"], window["picks"]))
        line("wind turned, frame of main thread, median ms", window["wind_cpu_median_ms"], None, 16.6)
        line("wind turned, frame of main thread, 95 % ms", window["wind_cpu_p95_ms"], None, 16.6)
        line("wind turned, frame on the clock, median ms", window["wind_median_ms"], None, None)
        line("reach dragged in Command, frame of main thread, median ms", window["reach_cpu_median_ms"], None, 16.6)
        line("reach dragged in Command, frame of main thread, 95 % ms", window["reach_cpu_p95_ms"], None, 16.6)
        line("three proposals, ms", window["propose_ms"], None, 100)
        line("start to ring answering, s", window["ring_ms"] / 1000, None, 1.5)
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
