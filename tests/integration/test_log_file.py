"""The log as a file: damaged, copied, made to forget."""

import os
import re
import shutil
import subprocess

import harness
from harness import wait_until


class LogFile(harness.RealTest):
    @property
    def log(self):
        return self.home.home / ".local/share/knead/knead.db"

    def fill(self, n):
        """So many entries, all in the file."""
        kneadd = self.home.kneadd()
        with self.home.varlink() as line:
            for i in range(n):
                reply = line.call("org.knead.LogPain", {"level": i % 3, "note": f"note {i} " + 200 * "x"})
                self.assertNotIn("error", reply)
        kneadd.stop()

    def spoil(self, first, last):
        with open(self.log, "r+b") as log:
            log.seek(first)
            log.write(os.urandom((last or self.log.stat().st_size) - first))

    def aside(self):
        return [path for path in sorted(self.log.parent.iterdir()) if ".damaged-" in path.name]


class Damage(LogFile):
    def test_at_the_start(self):
        self.fill(100)
        self.spoil(0, 100)
        before = self.log.read_bytes()
        kneadd = self.home.kneadd()
        self.assertIn("The log was damaged", kneadd.err)
        self.assertEqual(self.home.history(), [])
        self.assertAnswer(self.home.knead("log", "4"), 0, "^logged")
        aside = self.aside()
        self.assertEqual([path.read_bytes() for path in aside], [before])
        self.assertIn(str(aside[0]), self.home.status()["log_trouble"])
        self.assertAnswer(self.home.knead("doctor"), 1, "(?s)! log .*knead salvage")
        kneadd.stop()

        kneadd = self.home.kneadd()  # told in status until it is taken care of, but shown once
        self.assertNotIn("The log was damaged", kneadd.err)
        self.assertIn("knead salvage", self.home.status()["log_trouble"])
        self.assertAnswer(self.home.knead("salvage"), 1, err=r"sqlite3 with \.recover")
        self.assertEqual(self.aside(), aside)
        aside[0].unlink()
        self.assertIsNone(self.home.status()["log_trouble"])
        self.assertAnswer(self.home.knead("salvage"), 1, err="no damaged log")

    def test_while_it_runs(self):
        self.fill(1000)
        mock = self.home.start_bus() and self.home.start_mock()
        self.home.kneadd()
        size = self.log.stat().st_size
        self.spoil(size // 2, None)
        self.assertAnswer(self.home.knead("history"), 5, "(?s).*", "(?s)damaged.*knead salvage")
        wait_until(lambda: [n for n in mock.notices() if n.summary == "The log was damaged"], "the notification")
        self.assertAnswer(self.home.knead("log", "9", "-m", "after"), 0, "^logged")
        self.assertEqual([entry["note"] for entry in self.home.history()], ["after"])

        answer = self.home.knead("salvage")
        self.assertAnswer(answer, 0, r"^taken over: \d+ entries and \d+ outcomes of reminders; not all could be read\n")
        got = int(re.search(r"\d+", answer.out)[0])
        self.assertGreater(got, 200)
        notes = [entry["note"].split(" x")[0] for entry in self.home.history()]
        self.assertEqual(len(notes), got + 1)
        self.assertEqual(len(set(notes)), got + 1)
        self.assertLessEqual(set(notes), {f"note {i}" for i in range(1000)} | {"after"})
        self.assertIsNone(self.home.status()["log_trouble"])
        self.assertEqual(self.aside(), [])
        self.assertTrue([path for path in self.log.parent.iterdir() if ".salvaged-" in path.name])


class Copy(LogFile):
    def test_backup_and_back(self):
        kneadd = self.home.kneadd()
        for level in "123":
            self.home.knead("log", level)
        done = self.home.knead("backup", "copy.db")  # the folder it is called in
        self.assertAnswer(done, 0, f"^copied to {self.home.root}/copy.db\n$")
        copy = self.home.root / "copy.db"
        self.assertEqual(copy.stat().st_mode & 0o7777, 0o600)
        self.assertEqual([path.name for path in self.log.parent.iterdir() if "copy" in path.name], [])
        self.assertAnswer(self.home.knead("backup", str(copy)), 4, err="is there already; --force")
        self.home.knead("undo")
        kneadd.stop()
        self.assertAnswer(self.home.knead("backup", "--check", "copy.db"), 0, r"good: 3 entries from \S+ to \S+, ")
        shutil.copy(copy, self.log)
        self.home.kneadd()
        self.assertEqual([entry["level"] for entry in self.home.history()], [1, 2, 3])

    def test_a_bad_copy(self):
        copy = self.home.root / "copy.db"
        self.assertAnswer(self.home.knead("backup", "--check", "copy.db"), 1, err="No such file")
        copy.write_bytes(b"x" * 5000)
        self.assertAnswer(self.home.knead("backup", "--check", "copy.db"), 1, err="not a good copy.*damaged")

    def test_where_it_cannot_be_written(self):
        self.home.kneadd()
        self.assertAnswer(self.home.knead("backup", "/none/copy.db"), 5, err="/none/copy.db cannot be written: No such file")
        self.assertAnswer(self.home.knead("backup", str(self.home.root), "--force"), 4, err="is no file")


class Forget(LogFile):
    def test_forget(self):
        self.home.kneadd()
        self.home.knead("log", "3", "--at", "2026-01-10 8:00", "-m", "between us")
        self.home.knead("log", "4", "--at", "2026-02-10 8:00", "-m", "for later")
        self.assertAnswer(self.home.knead("forget"), 2, err="needs to know up to when")
        self.assertAnswer(self.home.knead("forget", "--before", "2026-02-01"), 2, err="--before '2026-02-01' --yes")
        self.assertAnswer(self.home.knead("forget", "--before", "soon", "--yes"), 4, err="not a date or a past time")
        self.assertAnswer(self.home.knead("forget", "--before", "2026-01-01", "--yes"), 1, err="nothing is that old")
        self.assertEqual(len(self.home.history()), 2)
        self.assertAnswer(self.home.knead("forget", "--before", "2026-02-01", "--yes"), 0,
                          r"^forgotten: 1 entry and 0 outcomes of reminders; left: 1 entry")
        self.assertEqual([entry["note"] for entry in self.home.history()], ["for later"])
        for path in self.log.parent.iterdir():
            self.assertNotIn(b"between us", path.read_bytes(), path)

    def test_asked_at_a_terminal(self):
        self.home.kneadd()
        self.home.knead("log", "3", "--at", "2026-01-10 8:00")
        for typed, code, left in (("yes", 1, 1), ("forget", 0, 0)):
            keyboard, terminal = os.openpty()
            os.write(keyboard, typed.encode() + b"\n")
            done = subprocess.run([harness.BUILD / "knead", "forget", "--before", "2026-02-01"], stdin=terminal,
                                  env=self.home.environment, capture_output=True, text=True, timeout=20, check=False)
            os.close(keyboard)
            os.close(terminal)
            self.assertEqual(done.returncode, code, done)
            self.assertRegex(done.stdout, "(?s)This deletes 1 entry .*Type forget to do it: ")
            self.assertEqual(len(self.home.history()), left)


if __name__ == "__main__":
    harness.main()
