"""What failed in a run of meson test: the names first, then the end of what each one printed.

tell-failures.py TESTLOG.json LOG    (LOG is shown when the run ended before it could write its own)"""
import json
import sys

TAIL = 60  # lines of each; a reader wants the assertion, the rest stands in meson-logs
GOOD = ("OK", "EXPECTEDFAIL")


def read(path):
    try:
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        return []


def main():
    failed = [test for test in read(sys.argv[1]) if test["result"] not in GOOD]
    if not failed:
        with open(sys.argv[2], encoding="utf-8", errors="replace") as log:
            print("".join(log.readlines()[-TAIL:]))
    for test in failed:
        print(f"  {test['result']} {test['name']} after {test['duration']:.0f} s, returned {test.get('returncode')}")
    for test in failed:
        for part in ("stdout", "stderr"):
            lines = [line for line in (test.get(part) or "").splitlines() if not line.startswith("ok ")]
            if lines:
                print(f"\n--- {test['name']}, end of {part}:")
                print("\n".join(lines[-TAIL:]))


main()
