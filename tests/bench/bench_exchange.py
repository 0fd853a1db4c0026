#!/usr/bin/env python3
# bench_exchange.py: a large import, its undo and a large export, beside ogr2ogr in the same run
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench_exchange.py YZT [ROWS [RUNS]]     (default: 1 000 000 rows, once)

The import writes its journal entry, the R-tree and the indexes; ogr2ogr writes a GeoPackage with an R-tree. Clock and processor
seconds are told beside each other: on a machine that is busy only the latter, and the ratio, say something."""
import os
import shutil
import sqlite3
import sys
import tempfile

from bench_bars import median, run, write_csv

JOURNAL = ("journal", "journal_part", "journal_touch", "journal_touch_range", "journal_part_span", "journal_undoes",
           "journal_incident", "journal_touch_fid")


def journal_share(path):
    """Size of the file in MB, and what the journal adds to the rest of it."""
    with sqlite3.connect(path) as base:
        own = base.execute("SELECT sum(pgsize) FROM dbstat WHERE name IN (%s) OR name GLOB 'sqlite_autoindex_journal*'"
                           % ",".join("?" * len(JOURNAL)), JOURNAL).fetchone()[0]
    size = os.path.getsize(path)
    return size / 1e6, own / (size - own)


def line(what, ours, theirs, bar, ours_cpu=None, theirs_cpu=None):
    peer = "%9.2f" % theirs if theirs else "        -"
    ratio = "%6.2fx" % (ours / theirs) if theirs else "      -"
    cpu = "   processor %.2f / %.2f" % (ours_cpu, theirs_cpu) if theirs_cpu else "   processor %.2f" % ours_cpu if ours_cpu else ""
    print("%-44s %9.2f %s %s  bar %g %s%s" % (what, ours, peer, ratio, bar, "ok  " if ours <= bar else "OVER", cpu))


def measure(yzt, folder, count, runs):
    source, ours, peer, out, peer_out = (os.path.join(folder, name) for name in
                                         ("teams.csv", "ours.yzt.gpkg", "peer.gpkg", "ours.geojson", "peer.geojson"))
    times = {name: [] for name in ("import", "peer import", "undo", "redo", "export", "peer export")}
    write_csv(source, count)
    for _ in range(runs):
        for path in (ours, peer, out, peer_out):
            if os.path.exists(path):
                os.remove(path)
        run([yzt, "new", ours])
        times["import"].append(run([yzt, "import", ours, source, "--kind", "rescue-team", "--author", "bench"]))
        times["peer import"].append(run(["ogr2ogr", "-f", "GPKG", peer, source, "-oo", "X_POSSIBLE_NAMES=lon", "-oo",
                                         "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326",
                                         "-nln", "rescue_team"]))
        size, share = journal_share(ours)
        times["export"].append(run([yzt, "export", ours, "rescue-team", out]))
        times["peer export"].append(run(["ogr2ogr", "-f", "GeoJSON", peer_out, ours, "rescue_team"]))
        times["undo"].append(run([yzt, "undo", ours, "--author", "bench"]))
        check_empty(ours)
    scale = count / 1e6
    print("%d rows; seconds: ours, ogr2ogr, ratio; the file %.0f MB" % (count, size))
    line("import with its journal entry", median(times["import"], 0), median(times["peer import"], 0), 6 * scale,
         median(times["import"], 1), median(times["peer import"], 1))
    line("what the journal adds to the file", share, None, 1 / 3)
    line("undo of it", median(times["undo"], 0), None, 4 * scale, median(times["undo"], 1))
    line("export to GeoJSON", median(times["export"], 0), median(times["peer export"], 0), 6 * scale, median(times["export"], 1),
         median(times["peer export"], 1))
    print("memory of the import %.0f MB, of undo %.0f MB, of the export %.0f MB" % (
        median(times["import"], 2), median(times["undo"], 2), median(times["export"], 2)))


def check_empty(path):
    with sqlite3.connect(path) as base:
        left = base.execute("SELECT count(*) FROM rescue_team").fetchone()[0]
    if left:
        sys.exit("undo left %d rows" % left)


def main():
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    folder = tempfile.mkdtemp(prefix="yzt-bench-")
    try:
        measure(sys.argv[1], folder, int(sys.argv[2]) if len(sys.argv) > 2 else 1000000, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
