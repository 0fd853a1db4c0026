#!/usr/bin/env python3
# bench_bars.py: import, start of the window, ring drag and memory at 100 000 features, beside ogr2ogr in the same run
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_bars.py YZT BENCH_WINDOW [FEATURES [RUNS]]

Times on one machine say little about another, and less when it is busy: the ratio to ogr2ogr in the same run does, and so
does the processor's time, told beside the clock's. Each figure is the median of the runs, ours and the peer's by turns."""
import csv
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

COLUMNS = ["code", "name", "type", "level", "total", "vehicles", "address", "county", "contact", "phone", "lon", "lat", "source"]
PLACES = ["端州", "鼎湖", "高要", "四会", "广宁", "怀集", "封开", "德庆"]
TRADES = ["fire", "mine", "chemical", "flood", "medical", "volunteer"]


def write_csv(path, count):
    chance = random.Random(20261122)
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for i in range(count):
            radius, angle = 1.5 * chance.random() ** 0.7, chance.uniform(0, 2 * math.pi)
            place = chance.choice(PLACES)
            rows.writerow(["RT-%06d" % i, "%s第%d救援队" % (place, i), chance.choice(TRADES), "county", chance.randrange(5, 200),
                           chance.randrange(0, 20), "%s区解放路%d号" % (place, chance.randrange(1, 900)), place + "区", "何木养",
                           "199 0000 %04d" % chance.randrange(10000), "%.6f" % (112.5 + radius * math.cos(angle)),
                           "%.6f" % (23.1 + radius * math.sin(angle)), "bench"])


def run(arguments):
    """Seconds on the clock, seconds of the processor, peak MB, output."""
    start = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    output = child.stdout.read().decode()
    child.stdout.close()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit("%s: exit status %d\n%s" % (" ".join(arguments), child.returncode, output))
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def start_window(bench_window, path):
    output = run([bench_window, path, str(time.monotonic_ns() // 1000)])[3]
    return {name: float(value) for name, value in (line.split() for line in output.splitlines())}


def median(runs, index):
    return statistics.median(one[index] for one in runs)


def line(what, ours, theirs, bar):
    ratio = "%.2fx" % (ours / theirs) if theirs is not None else "-"
    peer = "%.2f" % theirs if theirs is not None else "-"
    verdict = "" if bar is None else "%g %s" % (bar, "ok" if ours <= bar else "OVER")
    print("%-46s %9.2f %9s %8s  %s" % (what, ours, peer, ratio, verdict))


def measure(yzt, bench_window, folder, count, runs):
    source, peer_file, ours_file = (os.path.join(folder, name) for name in ("teams.csv", "peer.gpkg", "ours.yzt.gpkg"))
    write_csv(source, count)
    ours, theirs, windows, reads = [], [], [], []
    for _ in range(runs):
        for path in (peer_file, ours_file):
            if os.path.exists(path):
                os.remove(path)
        run([yzt, "new", ours_file])
        ours.append(run([yzt, "import", ours_file, source, "--kind", "rescue-team", "--author", "bench"]))
        theirs.append(run(["ogr2ogr", "-f", "GPKG", peer_file, source, "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat",
                           "-a_srs", "EPSG:4326"]))
        reads.append(run(["ogr2ogr", "-f", "Memory", "unused", peer_file]))
        windows.append(start_window(bench_window, ours_file))
    if any(window["items"] != count for window in windows):
        sys.exit("the window does not hold what was imported")
    return ours, theirs, windows, reads


def tell(count, runs, ours, theirs, windows, reads):
    window = {name: statistics.median(one[name] for one in windows) for name in windows[0]}
    big = count == 100000
    print("%d features, median of %d runs, load %.1f on %d processors" % (count, runs, os.getloadavg()[0], os.cpu_count()))
    print("%-46s %9s %9s %8s  %s" % ("", "ours", "ogr2ogr", "ratio", "bar"))
    line("import of CSV, s", median(ours, 0), median(theirs, 0), 3 if big else None)
    line("import of CSV, s of processor", median(ours, 1), median(theirs, 1), None)
    line("import, peak MB", median(ours, 2), median(theirs, 2), 400 if big else None)
    line("start to map drawn, s (peer: reading the GPKG)", window["map_ms"] / 1000, median(reads, 0), 1.5 if big else None)
    line("start to ring answering, s", window["ring_ms"] / 1000, median(reads, 0), 1.5 if big else None)
    line("start to ring answering, s of processor", window["ring_cpu_ms"] / 1000, median(reads, 1), None)
    line("window, peak MB", window["memory_mb"], median(reads, 2), 400 if big else None)
    line("ring drag, frame of main thread, median ms", window["frame_cpu_median_ms"], None, 16.6)
    line("ring drag, frame of main thread, 95 % ms", window["frame_cpu_p95_ms"], None, 16.6)
    line("ring drag, frame on the clock, median ms", window["frame_median_ms"], None, 16.6)
    print("ring drag: %.0f frames a second, %d features in the ring at the end" % (window["frames_per_s"], window["hits"]))


def main():
    if not 3 <= len(sys.argv) <= 5:
        print(__doc__, file=sys.stderr)
        return 2
    if "DISPLAY" not in os.environ:
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24 -noreset", sys.executable] + sys.argv)
    count, runs = [int(text) for text in sys.argv[3:]] + [100000, 3][len(sys.argv) - 3:]
    folder = tempfile.mkdtemp(prefix="yzt-bench-")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = os.path.join(folder, name)
    try:
        tell(count, runs, *measure(sys.argv[1], sys.argv[2], folder, count, runs))
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
