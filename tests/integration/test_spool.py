"""What is logged while no kneadd runs, or none that can save, is kept, and taken in once."""

import json
import signal

import harness
from harness import wait_until


class Spool(harness.RealTest):
    @property
    def spool(self):
        return self.home.home / ".local/state/knead/spool"

    def test_kept_without_a_daemon(self):
        answer = self.home.knead("log", "4", "lower", "left", "--at", "2026-03-20 8:00", "-m", "it's stiff")
        self.assertAnswer(answer, 0, r"^kept; kneadd will take it in when it starts: pain 4, lower back, left, .*it's stiff\n$")
        kept = json.loads(self.home.knead("log", "5", "--json").out)
        self.assertTrue(kept["kept"])
        self.assertEqual(self.spool.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(len(self.spool.read_text().splitlines()), 2)
        self.home.kneadd()
        self.assertFalse(self.spool.exists())
        first, second = self.home.history()
        self.assertEqual((first["level"], first["region"], first["at"]), (4, "lower-back", "2026-03-20T08:00:00+01:00"))
        self.assertEqual((second["level"], second["id"]), (5, kept["id"]))
        self.assertAnswer(self.home.knead("undo"), 0, "undone: pain 5")

    def test_taken_in_while_it_runs(self):
        self.home.kneadd()
        self.home.knead("log", "6", XDG_RUNTIME_DIR=str(self.home.root))  # as if it were just starting
        wait_until(lambda: not self.spool.exists(), "the entry to be taken in")
        self.assertEqual([entry["level"] for entry in self.home.history()], [6])

    def test_no_answer(self):
        """What may have been taken in counts once all the same."""
        kneadd = self.home.kneadd()
        kneadd.tell(signal.SIGSTOP)
        answers = [self.home.knead("log", "7")]
        kneadd.tell(signal.SIGCONT)
        self.assertAnswer(answers[0], 0, "kept; ", "did not answer in time")
        wait_until(lambda: not self.spool.exists(), "the entry to be taken in")
        self.assertEqual([entry["level"] for entry in self.home.history()], [7])

    def test_a_log_that_another_kneadd_has(self):
        """That cannot save: what is logged meanwhile comes in when it can."""
        first = self.home.kneadd()
        other = self.home.root / "other"
        other.mkdir(mode=0o700)
        second = self.home.kneadd(environment={"XDG_RUNTIME_DIR": str(other), "XDG_STATE_HOME": str(other)})
        self.assertIn("second kneadd", second.err)
        answer = self.home.knead("log", "8", XDG_RUNTIME_DIR=str(other), XDG_STATE_HOME=str(other))
        self.assertAnswer(answer, 0, "kept; kneadd will take it in when it can save again", "second kneadd")
        first.stop()
        wait_until(lambda: not (other / "knead/spool").exists(), "the entry to be taken in", 30)
        history = self.home.knead("history", "pain", "--json", XDG_RUNTIME_DIR=str(other))
        self.assertEqual(json.loads(history.out)["level"], 8)

    def test_what_was_spoilt_is_told(self):
        self.home.knead("log", "1")
        with open(self.spool, "a", encoding="utf-8") as spool:
            spool.write('{"method":"org.kn')
        self.home.knead("log", "2")
        kneadd = self.home.kneadd()
        self.assertEqual([entry["level"] for entry in self.home.history()], [1, 2])
        self.assertIn("1 of 3 lines", kneadd.err)
        self.assertAnswer(self.home.knead("doctor"), 1, r"(?s)! kept .*spool\.rejected")
        self.assertIn('\n{"method":"org.kn\n', self.spool.with_suffix(".rejected").read_text())

    def test_time_that_is_warped_takes_nothing_in(self):
        self.home.knead("log", "3")
        self.home.kneadd("--warp", "10").stop()
        self.assertTrue(self.spool.exists())
        self.home.kneadd()
        self.assertEqual([entry["level"] for entry in self.home.history()], [3])


if __name__ == "__main__":
    harness.main()
