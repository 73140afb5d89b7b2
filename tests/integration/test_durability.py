"""What knead says is logged stays logged; and one log has one daemon."""

import json
import signal

import harness
from harness import wait_until

TIMES = 50


class Killed(harness.RealTest):
    def test_an_entry_outlives_kill_9_at_once(self):
        ids = []
        for _ in range(TIMES):
            kneadd = self.home.kneadd()
            answer = self.home.knead("log", "7", "--json")
            kneadd.tell(signal.SIGKILL)
            self.assertAnswer(answer, 0, r'^\{"id": ?"[0-9a-f-]{36}"\}\n$')
            ids.append(json.loads(answer.out)["id"])
            self.assertEqual(kneadd.wait(), -signal.SIGKILL)
        self.home.kneadd()
        self.assertEqual([entry["id"] for entry in self.home.history()], ids)
        self.assertEqual(len(set(ids)), TIMES)
        rows = self.home.rows("SELECT level, undone_us FROM entry WHERE kind = 'pain'")
        self.assertEqual(rows, [{"level": 7, "undone_us": None}] * TIMES)

    def test_an_undo_outlives_it_too(self):
        kneadd = self.home.kneadd()
        for level in "123":
            self.assertEqual(self.home.knead("log", level).code, 0)
        answer = self.home.knead("undo")
        kneadd.tell(signal.SIGKILL)
        self.assertEqual(answer.code, 0, answer)
        kneadd.wait()
        self.home.kneadd()
        self.assertEqual([entry["level"] for entry in self.home.history()], [1, 2])

    def test_an_occurrence_is_not_shown_again(self):
        """Shown, then kill -9: it still waits for its answer, and is not shown a second time."""
        self.home.write_schedule("[general]\nhours = 09:00-17:30\ndays = every day\n"
                                 "[reminder stand-up]\nevery = 1h\nrepeat = 12h\n")
        warp = ("--warp", "3600", "--warp-from")
        kneadd = self.home.kneadd(*warp, "2026-03-24 16:00")
        wait_until(lambda: "Stand up" in kneadd.err, "the reminder")
        kneadd.stop(signal.SIGKILL)
        before = self.home.rows("SELECT * FROM occurrence")
        self.assertEqual([row["outcome"] for row in before], ["open"])

        kneadd = self.home.kneadd(*warp, "2026-03-24 17:10")
        self.assertEqual(self.home.status("stand-up")["state"], "open")
        self.assertAnswer(self.home.knead("done"), 0, "stand-up")
        self.assertNotIn("Stand up", kneadd.err)
        kneadd.stop()
        after = self.home.rows("SELECT * FROM occurrence")
        self.assertEqual([(row["due_us"], row["outcome"]) for row in after], [(before[0]["due_us"], "done")])


class Two(harness.RealTest):
    def test_the_second_says_so_and_leaves(self):
        first = self.home.kneadd()
        second = self.home.kneadd(ready=False)
        self.assertEqual(second.wait(), 1)
        self.assertRegex(second.err, f"already running.*{self.home.socket}")
        self.assertFalse(second.supervisor.told("READY=1"))
        self.assertEqual(first.popen.poll(), None)
        self.assertAnswer(self.home.knead("log", "3"), 0, "3")

    def test_of_several_at_once_one_stays(self):
        """They also find the socket of one that was killed."""
        for _ in range(5):
            self.home.kneadd().stop(signal.SIGKILL)
            rivals = [self.home.kneadd(ready=False) for _ in range(4)]
            wait_until(lambda: sum(rival.popen.poll() is not None for rival in rivals) >= 3, "all but one to leave")
            stayed = [rival for rival in rivals if rival.popen.poll() is None]
            self.assertEqual(len(stayed), 1, [rival.err for rival in rivals])
            stayed[0].wait_ready()
            self.assertEqual({rival.popen.returncode for rival in rivals} - {None}, {1})
            self.assertEqual(self.home.knead("log", "2").code, 0)
            self.assertEqual(stayed[0].stop(), 0)
        self.home.kneadd()
        self.assertEqual([entry["level"] for entry in self.home.history()], [2] * 5)


if __name__ == "__main__":
    harness.main()
