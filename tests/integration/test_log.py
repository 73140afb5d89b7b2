"""Logging, changing and looking back, where it takes whole programs: a pipe, a terminal, a pager."""

import os
import pty
import subprocess

import harness

# Nothing comes by itself while these tests run.
QUIET = "[reminder water]\nat = 04:00\namount = 300ml\ntarget = 2l\n"


class Log(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(QUIET)
        self.home.kneadd()

    def say(self, typed, *words):
        """knead with something on its input."""
        return subprocess.run([harness.BUILD / "knead", *words], env=self.home.environment, input=typed, text=True,
                              capture_output=True, timeout=harness.PATIENCE, check=False)

    def on_terminal(self, *words, **environment):
        """What a terminal of its own gets to see."""
        master, slave = pty.openpty()
        with subprocess.Popen([harness.BUILD / "knead", *words], stdin=slave, stdout=slave, stderr=slave,
                              env={**self.home.environment, "TERM": "xterm", **environment}) as program:
            os.close(slave)
            seen = b""
            while True:
                try:
                    part = os.read(master, 65536)
                except OSError:  # the other end was closed
                    break
                if not part:
                    break
                seen += part
            self.assertEqual(program.wait(harness.PATIENCE), 0)
        os.close(master)
        return seen.decode()

    def test_questions_over_a_pipe(self):
        answer = self.say("3\n7\n\n2\n\n\n4\n5\n3\n", "ask")
        self.assertEqual(answer.returncode, 0, answer)
        kinds = {entry["kind"]: entry for entry in self.home.history()}
        self.assertEqual(sorted(kinds), ["pain", "peg", "sleep"])  # what was skipped is unknown
        self.assertEqual(kinds["pain"]["measure"], "average")
        self.assertEqual(kinds["sleep"].get("sleep_latency_min"), None)
        self.assertEqual(kinds["sleep"]["awakenings"], 2)
        self.assertEqual(kinds["peg"]["peg_activity"], 3)
        answer = self.say("4\n", "ask")  # only what is missing: stress; stiffness is skipped by the end
        self.assertEqual(len(self.home.history()), 4)
        self.assertIn("Stress", answer.stdout)
        self.assertNotIn("Sleep", answer.stdout)

    def test_a_refused_answer_on_a_pipe(self):
        answer = self.say("11\n", "ask")
        self.assertEqual(answer.returncode, 4, answer)
        self.assertIn("whole number from 0", answer.stderr)
        self.assertEqual(self.home.history(), [])

    def test_drinks_add_up(self):
        self.assertAnswer(self.home.knead("drink"), 0, out="drink 300 ml.*\nwater today: 300 of 2000 ml  #")
        self.assertAnswer(self.home.knead("drink", "2", "cups"), 0, out="water today: 700 of 2000 ml  ###")

    def test_a_change_and_back(self):
        self.home.knead("log", "4", "neck")
        entry = self.home.history()[0]
        self.assertAnswer(self.home.knead("edit", entry["id"][-6:], "level=5", "note=x y", "quality=dull"), 0,
                          out="was: pain 4, neck.*\nnow: pain 5, neck, dull.*: x y\n")
        self.assertNotEqual(self.home.history()[0]["id"], entry["id"])
        self.assertAnswer(self.home.knead("undo"), 0, out="undone: pain 5.*\nagain:  pain 4, neck")
        self.assertEqual(self.home.history(), [entry])
        self.assertAnswer(self.home.knead("edit", "last", "amount=5"), 4, err="only a drink has an amount")
        self.assertAnswer(self.home.knead("undo"), 0, out="undone: pain 4")
        self.assertAnswer(self.home.knead("undo"), 1, err="no entry to take back")

    def test_a_pager_on_a_terminal_only(self):
        self.home.knead("log", "4", "-m", "here")
        self.assertIn("paged:", self.on_terminal("history", PAGER="sed s/^/paged:/"))
        self.assertNotIn("paged:", self.on_terminal("history", PAGER="cat"))
        self.assertIn("here", self.on_terminal("history", PAGER=""))
        self.assertIn("here", self.on_terminal("history", PAGER="head -c 100000"))
        self.assertNotIn("paged:", self.home.knead("history", PAGER="sed s/^/paged:/").out)

    # ------------------------------------------------------------------ export and import

    def export(self, home, *options):
        answer = home.knead("export", *options)
        self.assertEqual(answer.code, 0, answer)
        return answer.out

    def fill(self):
        home = self.home
        home.knead("log", "4", "lower", "left", "quality=dull", "measure=average", "-m", 'a "b",\nc')
        home.knead("log", "sleep", "7", "awakenings=2")
        home.knead("log", "peg", "peg_pain=1", "peg_enjoyment=2", "peg_activity=3")
        home.knead("log", "massage", "session_min=60", "sharp=no", "therapist=Anna, the one in town")
        home.knead("drink", "2", "cups", "--at", "yesterday 22:00")

    def test_a_log_goes_out_and_in_again(self):
        self.fill()
        other = harness.Home()
        self.addCleanup(other.close)
        other.write_schedule(QUIET)
        other.kneadd()
        for form in ("csv", "json"):
            text = self.export(self.home, "--format", form)
            file = other.root / f"log.{form}"
            file.write_text(text, newline="")
            self.assertAnswer(other.knead("import", "--dry-run", str(file)), 0,
                              out="would import 5 entries\n" if form == "csv" else "0 entries; 5 were there already")
            self.assertEqual(other.history() == [], form == "csv")
            self.assertAnswer(other.knead("import", str(file)), 0, out="imported (5 entries|0 entries; 5 were)")
            self.assertEqual(self.export(other, "--format", form), text)
        self.assertAnswer(other.knead("undo"), 0, out="undone")  # what was taken back does not come again
        self.assertAnswer(other.knead("import", str(file)), 0, out="imported 0 entries; 5 were")
        self.assertEqual(len(other.history()), 4)

    def test_a_cut_file_changes_nothing(self):
        self.fill()
        text = self.export(self.home)
        before = self.home.history()
        rows = text.splitlines(keepends=True)
        fresh = rows[1].replace(rows[1].rstrip().rsplit(",", 1)[1], "")  # another entry, without an id
        for cut in (rows[0] + fresh + rows[2][:-20], rows[0] + fresh + '2026-03-28T07:15:00Z,,nap\r\n'):
            file = self.home.root / "cut.csv"
            file.write_text(cut, newline="")
            self.assertAnswer(self.home.knead("import", str(file)), 4, err="line [0-9]+: .*\nNothing was imported")
            self.assertEqual(self.home.history(), before)

    def test_a_client_that_dies_leaves_nothing(self):
        with self.home.varlink() as client:
            reply = client.call("org.knead.Import", {"entries": [
                {"kind": "drink", "ml": 100, "at": "2026-01-01T00:00:00Z", "id": "01a1f860-3c5d-7396-98b8-73c9a69e1460"}]})
            self.assertEqual(reply["parameters"], {"taken": 1, "known": 0})
            self.assertEqual(self.home.history(), [])
            self.assertAnswer(self.home.knead("import", "-"), 4, err="none that import knows")
        self.assertEqual(self.home.history(), [])
        file = self.home.root / "one.csv"
        file.write_text("datetime,entry_type,water_ml,id\r\n"
                        "2026-01-01T00:00:00+00:00,drink,100,01a1f860-3c5d-7396-98b8-73c9a69e1460\r\n", newline="")
        harness.wait_until(lambda: self.home.knead("import", str(file)).code == 0, "the import that was left to end")
        self.assertEqual(len(self.home.history()), 1)

    def test_a_daemon_that_dies_leaves_nothing(self):
        with self.home.varlink() as client:
            client.call("org.knead.Import", {"entries": [
                {"kind": "drink", "ml": 100, "at": "2026-01-01T00:00:00Z", "id": "01a1f860-3c5d-7396-98b8-73c9a69e1460"}]})
            self.home.processes[0].kill()
        self.home.kneadd()
        self.assertEqual(self.home.history(), [])
        with self.home.varlink() as client:
            reply = client.call("org.knead.ImportEnd", {"keep": True})
            self.assertEqual(reply["parameters"], {"entries": 0})
        self.assertEqual(self.home.history(), [])

    def test_progress_on_a_terminal(self):
        file = self.home.root / "long.csv"
        with file.open("w", newline="") as out:
            out.write("datetime,entry_type,water_ml\r\n")
            for i in range(5000):
                out.write(f"2026-01-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}+00:00,drink,100\r\n")
        seen = self.on_terminal("import", str(file))
        self.assertRegex(seen, r"\r#+\.* +[0-9]+ %")
        self.assertIn("imported 5000 entries", seen)
        self.assertNotIn("%", self.home.knead("import", str(file)).err)


if __name__ == "__main__":
    harness.main()
