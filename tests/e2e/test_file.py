#!/usr/bin/env python3
"""The commands that care for the map file: check, copy, backup, restore, compact, salvage, archive.

Usage: test_file.py PATH-TO-YZT
"""
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unittest

YZT = os.path.abspath(sys.argv.pop(1))
ENV = {k: v for k, v in os.environ.items() if k not in ("LANG", "LC_ALL", "LANGUAGE", "TZ")}
DEPOTS = "name,code,lon,lat,phone\n" + "".join("储备库%d,C%d,112.%03d,23.05,0758-%04d\n" % (i, i, i, i) for i in range(400))


def yzt(*args, check=None):
    done = subprocess.run([YZT, *args], env={**ENV, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120)
    if check is not None and done.returncode != check:
        raise AssertionError("yzt %s: exit %d, wanted %d\n%s%s" % (" ".join(args), done.returncode, check, done.stdout, done.stderr))
    return done


def yzt_json(*args, check=0):
    return json.loads(yzt(*args, "--json", check=check).stdout)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in ("DATA", "CACHE", "STATE"):
            ENV["XDG_%s_HOME" % name] = self.path(name)
        self.map = self.path("map.gpkg")
        yzt("new", self.map, check=0)
        with open(self.path("depots.csv"), "w", encoding="utf-8") as file:
            file.write(DEPOTS)
        yzt("import", self.map, self.path("depots.csv"), "--kind", "depot", "--author", "王一", check=0)

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def refused(self, *args, status=1):
        done = yzt(*args)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        lines = [line for line in done.stderr.split("\n") if line]
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith("yzt: ") and len(lines[0]) > 20, lines)
        return lines[0]

    def mode(self, path):
        return stat.S_IMODE(os.stat(path).st_mode)

    def count(self, path):
        return len(yzt_json("near", path, "112.2,23.05", "100km")["features"])


class Copies(Case):
    def test_copy_backup_restore(self):
        copy, restored = self.path("copy.gpkg"), self.path("restored.gpkg")
        self.assertEqual(yzt_json("copy", self.map, copy)["file"], copy)
        self.refused("copy", self.map, copy)
        self.refused("copy", self.map, self.path("no", "copy.gpkg"))
        backups = [yzt_json("backup", self.map, self.path("backups"), "--keep", "2")["file"] for _i in range(3)]
        self.assertEqual(sorted(os.listdir(self.path("backups"))), sorted(os.path.basename(b) for b in backups[-2:]))
        self.assertTrue(os.path.basename(backups[0]).startswith("map.backup-20"))
        yzt("undo", self.map, "1", check=0)
        self.assertEqual(self.count(self.map), 0)
        yzt("restore", backups[-1], restored, check=0)
        for path in (copy, restored, backups[-1]):
            self.assertEqual(self.count(path), 400)
            self.assertEqual(self.mode(path), 0o600)
            self.assertTrue(yzt_json("check", path)["sound"])
        self.refused("restore", self.path("depots.csv"), self.path("x.gpkg"))
        self.refused("backup", self.map, "--keep", "none", status=2)
        self.assertFalse(os.path.exists(self.path("x.gpkg")))

    def test_compact(self):
        yzt("undo", self.map, "1", check=0)
        sizes = yzt_json("compact", self.map)
        self.assertLess(sizes["bytes_after"], sizes["bytes_before"])
        self.assertEqual(os.path.getsize(self.map), sizes["bytes_after"])
        yzt("undo", self.map, "2", check=0)
        self.assertEqual(self.count(self.map), 400)
        with sqlite3.connect(self.map) as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("SELECT count(*) FROM depot").fetchone()
            self.assertIn("open in another", self.refused("compact", self.map))
            db.commit()
        db.close()


class LeftBehind(Case):
    def test_log_of_a_map_that_is_gone(self):
        """SQLite would take it for the new map's own."""
        new = self.path("new.gpkg")
        for ending in ("-wal", "-journal"):
            for words in (("new", new), ("copy", self.map, new), ("restore", self.map, new)):
                with open(new + ending, "wb") as log:
                    log.write(b"left behind")
                self.refused(*words)
                self.assertFalse(os.path.exists(new))
                with open(new + ending, "rb") as log:
                    self.assertEqual(log.read(), b"left behind")
            os.remove(new + ending)
        with open(new + "-wal", "wb"):
            pass
        yzt("copy", self.map, new, check=0)
        yzt("check", new, check=0)


class Checks(Case):
    def test_heads_and_tampering(self):
        whole = yzt_json("check", self.map)
        self.assertEqual((whole["sound"], whole["problems"], whole["broken"]), (True, [], None))
        head, = whole["heads"]
        self.assertEqual((head["entry"], head["entries"], head["archived"], len(head["hash"])), (1, 1, 0, 64))
        self.assertIn(head["hash"], yzt("check", self.map, check=0).stdout)
        with sqlite3.connect(self.map) as db:
            db.execute("UPDATE journal SET author = '张三'")
        db.close()
        altered = yzt_json("check", self.map, check=1)
        self.assertEqual(altered["broken"]["what"], "altered")
        self.assertEqual(altered["broken"]["entry"], 1)
        self.assertRegex(altered["broken"]["at_utc"], r"^\d{4}-\d\d-\d\dT")
        self.assertIn("Import depots.csv", altered["broken"]["label"])

    def test_archive(self):
        old = self.path("old.yzta")
        time.sleep(0.01)
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 60)) + "Z"
        self.refused("archive", self.map, "2000-01-01", old)
        self.refused("archive", self.map, "yesterday", old, status=2)
        yzt("undo", self.map, "1", check=0)
        yzt("undo", self.map, "2", check=0)
        done = yzt_json("archive", self.map, now, old, "--author", "王一")
        self.assertEqual((done["entries"], done["first_entry"], done["last_entry"]), (2, 1, 2))
        self.assertEqual(self.mode(old), 0o400)
        for args in (("check", self.map), ("check", self.map, "--archive", old)):
            self.assertTrue(yzt_json(*args)["sound"])
        self.assertEqual(yzt_json("check", self.map)["heads"][0]["archived"], 2)
        self.assertIn("old.yzta", self.refused("undo", self.map, "1"))
        self.assertIn("old.yzta", yzt("log", self.map, check=0).stdout)
        self.refused("check", self.map, "--archive", self.path("nothing.yzta"))
        self.refused("check", self.map, "--archive", self.path("depots.csv"))
        os.chmod(old, 0o600)
        with sqlite3.connect(old) as db:
            db.execute("DELETE FROM journal WHERE entry = 1")
        db.close()
        self.assertFalse(yzt_json("check", self.map, "--archive", old, check=1)["sound"])

    def test_salvage(self):
        damaged, saved = self.path("damaged.gpkg"), self.path("saved.gpkg")
        shutil.copy(self.map, damaged)
        with open(damaged, "r+b") as file:
            file.write(b"\0" * 4096)
        self.assertEqual(yzt("check", damaged).returncode, 1)
        report = yzt_json("salvage", damaged, saved)
        self.assertEqual(report["tables"]["depot"], {"read": 400, "lost": 0})
        self.assertEqual((report["entries_lost"], report["losses"]), (0, []))
        self.assertEqual(self.count(saved), 400)
        self.assertTrue(yzt_json("check", saved)["sound"])
        self.refused("salvage", damaged, saved)
        self.refused("salvage", self.path("depots.csv"), self.path("x.gpkg"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
