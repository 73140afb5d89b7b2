"""A disk that is full: what was acknowledged is there once there is room again, reminders go on meanwhile.

The disk is a small tmpfs, in a namespace of mounts of the test's own; where the machine allows no such namespace, it is a
limit on the size of kneadd's and knead's files, which fails in the same way."""

import os
import resource
import subprocess
import sys

import harness
from harness import wait_until

NAMESPACE = ["unshare", "--map-root-user", "--mount", "--propagation", "private"]
INSIDE = "KNEAD_TEST_INSIDE"
SIZE = 400 * 1024  # bytes of the disk
ROOM = 20 * 1024  # that are left when it is about to be full


class DiskFull(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.disk = self.home.home / ".local"
        self.disk.mkdir(mode=0o700)
        if os.environ[INSIDE] == "yes":
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", self.disk], check=True)
            self.addCleanup(subprocess.run, ["umount", "--lazy", self.disk], check=True)

    def knead(self, *arguments):
        """Within the limit, where there is no disk of its own."""
        return self.home.knead(*arguments, prefix=self.limit)

    def fill(self, kneadd):
        """Leaves little room."""
        self.limit = []
        if os.environ[INSIDE] == "yes":
            room = os.statvfs(self.disk)
            with open(self.disk / "ballast", "wb") as ballast:
                ballast.write(b"x" * (room.f_bavail * room.f_bsize - ROOM))
        else:
            database = self.home.home / ".local/share/knead/knead.db-wal"
            limit = database.stat().st_size + ROOM
            resource.prlimit(kneadd.popen.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            self.limit = ["prlimit", f"--fsize={ROOM // 8}:"]

    def clear(self, kneadd):
        self.limit = []
        if os.environ[INSIDE] == "yes":
            (self.disk / "ballast").unlink()
        else:
            resource.prlimit(kneadd.popen.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def test_what_was_acknowledged(self):
        kneadd = self.home.kneadd()
        self.assertEqual(self.home.knead("log", "1", "-m", "before").code, 0)
        self.fill(kneadd)
        answers = {}
        for n in range(400):
            note = f"{n} " + 300 * "x"
            answers[note] = self.knead("log", "4", "-m", note)
            if answers[note].code == 5 and n > 20:
                break
        codes = [answer.code for answer in answers.values()]
        self.assertEqual(set(codes), {0, 5})
        kept = [answer for answer in answers.values() if answer.out.startswith("kept")]
        self.assertTrue(kept, "nothing was kept for later")
        self.assertRegex(kept[0].err, "disk.*is full")
        refused = answers[note]
        self.assertRegex(refused.err, "(?s)is full.*nor could it be kept.*NOT saved.*knead log 4 --at")
        self.assertTrue(self.home.status()["log"])

        self.clear(kneadd)
        self.assertAnswer(self.home.knead("log", "2", "-m", "after"), 0, "^logged")
        spool = self.home.home / ".local/state/knead/spool"
        wait_until(lambda: not spool.exists(), "what was kept to be taken in", 30)
        self.assertIsNone(self.home.status()["log_trouble"])
        for _ in range(2):
            notes = [entry["note"] for entry in self.home.history()]
            self.assertEqual(len(notes), len(set(notes)))
            self.assertEqual(set(notes), {"before", "after"} | {note for note, a in answers.items() if a.code == 0})
            kneadd.stop()
            kneadd = self.home.kneadd()
        self.assertFalse(spool.with_suffix(".rejected").exists())

    def test_reminders_go_on(self):
        self.home.write_schedule("[general]\nhours = 08:00-20:00\ndays = every day\nlimit = 1000\n"
                                 "[reminder stand-up]\nevery = 10m\nmessage = Stand up.\n")
        kneadd = self.home.kneadd("--warp", "600", "--warp-from", "mon 9:00")
        wait_until(lambda: "Stand up" in kneadd.err, "the first reminder")
        self.fill(kneadd)
        for n in range(40):
            self.knead("log", "4", "-m", f"{n} " + 1500 * "x")
        self.assertAnswer(self.knead("done"), 0, "stand-up")
        wait_until(lambda: "outcomes are not on disk, kept in memory" in kneadd.err, "kneadd to be told")
        shown = kneadd.err.count("Stand up")
        self.knead("done")
        wait_until(lambda: kneadd.err.count("Stand up") > shown, "the next reminder")
        self.assertTrue(self.home.status()["log_trouble"])
        self.clear(kneadd)
        wait_until(lambda: self.home.knead("done", "stand-up").code == 0 and not self.home.status()["log_trouble"],
                   "the outcomes to be written")
        kneadd.stop()
        self.home.kneadd()
        outcomes = self.home.rows("SELECT outcome FROM occurrence WHERE outcome = 'done'")
        self.assertGreaterEqual(len(outcomes), 2)


if __name__ == "__main__":
    if INSIDE not in os.environ:
        allowed = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
        os.environ[INSIDE] = "no" if allowed.returncode else "yes"
        if not allowed.returncode:
            os.execvp(NAMESPACE[0], [*NAMESPACE, sys.executable, "-B", *sys.argv])
    harness.main()
