"""knead's commands against a real daemon: exit codes, sentences, and what lands in the log."""

import contextlib
import datetime
import json
import re
import signal
import sqlite3

import harness
from harness import wait_until

# Nothing comes by itself while these tests run.
QUIET = "[reminder routine]\nat = 04:00\n[reminder stretch]\nevery = 8h\nenabled = no\n"

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


class Log(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(QUIET)
        self.home.kneadd()

    def test_what_is_refused_is_told_what_is_allowed(self):
        level, regions = "whole number from 0 .* to 10", "Regions: head, .*lower-back"
        cases = (
            (4, level, ("log", "11")),
            (4, level, ("log", "-1")),
            (4, level, ("log", "4.5")),
            (4, level, ("log", "4,5")),
            (4, level, ("log", "four")),
            (4, level, ("log", "")),
            (4, level, ("log", "99999999999999999999")),
            (2, level, ("log",)),
            (4, regions, ("log", "4", "tail")),
            (4, "did you mean shoulders", ("log", "4", "sholders")),
            (4, "could be head, .*hips", ("log", "4", "h")),
            (4, "Sides: left, right", ("log", "4", "neck", "above")),
            (4, "\"2x ago\" is not a time", ("log", "4", "--at", "2x ago")),
            (4, "future", ("log", "4", "--at", "2099-01-01")),
            (4, "2000 bytes", ("log", "4", "-m", "a" * 2001)),
            (2, "no option", ("log", "4", "--colour", "red")),
            (2, "needs", ("log", "4", "-m")),
            (4, "after a region and a side", ("log", "4", "neck", "left", "and", "right")),
        )
        for code, sentence, words in cases:
            with self.subTest(words=[word[:20] for word in words]):
                answer = self.home.knead(*words)
                self.assertAnswer(answer, code, err=sentence)
                self.assertTrue(answer.err.startswith("knead: "), answer)
        self.assertEqual(self.home.history(), [], "nothing refused is stored")

    def test_everything_about_one_pain(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        answer = self.home.knead("log", "4", "lower-back", "left", "--at", "2h ago", "-m", "after the stand-up")
        self.assertAnswer(answer, 0, "(?s)^logged: .*4.*lower back.*left.*after the stand-up")
        entry, = self.home.history()
        self.assertRegex(entry["id"], f"^{ID}$")
        at = datetime.datetime.fromisoformat(entry["at"])
        self.assertIsNotNone(at.tzinfo)
        self.assertLess(abs(before - at - datetime.timedelta(hours=2)), datetime.timedelta(minutes=1))
        told = {name: entry[name] for name in ("kind", "level", "region", "side", "note")}
        self.assertEqual(told, {"kind": "pain", "level": 4, "region": "lower-back", "side": "left",
                                "note": "after the stand-up"})
        row, = self.home.rows("SELECT kind, level, region, side, note, at_us, said_us, undone_us FROM entry")
        self.assertEqual(row["undone_us"], None)
        self.assertAlmostEqual(row["said_us"] - row["at_us"], 7200e6, delta=60e6)

    def test_json(self):
        answer = self.home.knead("log", "0", "--json")
        self.assertAnswer(answer, 0, f'^{{"id": ?"{ID}"}}\n$')
        self.assertAnswer(self.home.knead("log", "10", "--json"), 0, f'^{{"id": ?"{ID}"}}\n$')
        answer = self.home.knead("history", "pain", "--json")
        entries = [json.loads(line) for line in answer.out.splitlines()]
        self.assertEqual([entry["level"] for entry in entries], [0, 10])
        for entry in entries:
            self.assertLessEqual({"id", "at", "kind", "level", "region", "side", "note"}, set(entry))
            self.assertEqual([entry["region"], entry["side"], entry["note"]], [None] * 3)
            self.assertRegex(entry["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")

    def test_shortened_and_in_other_words(self):
        for words in (("low", "l"), ("lower", "back", "left"), ("LOWER_BACK", "Left"), ("left", "lower-back")):
            with self.subTest(words=words):
                self.assertEqual(self.home.knead("log", "3", *words).code, 0)
                entry = self.home.history("--last", "1")[0]
                self.assertEqual((entry["region"], entry["side"]), ("lower-back", "left"))

    def test_notes_stay_as_they_are(self):
        for note in ("'; DROP TABLE entry; --", 'a "quote"', "née à côté 🦴", "-m", "2 lines\nof it", "\\n%s%n"):
            with self.subTest(note=note):
                self.assertEqual(self.home.knead("log", "3", f"--note={note}").code, 0)
                self.assertEqual(self.home.history("--last", "1")[0]["note"], note)
        self.assertEqual(self.home.knead("history").code, 0)

    def test_history_is_by_time_and_by_region(self):
        self.assertAnswer(self.home.knead("history"), 0, "No entries")
        for words in (("2", "neck", "--at", "1h ago"), ("3", "hips", "--at", "3h ago"), ("4", "neck")):
            self.assertEqual(self.home.knead("log", *words).code, 0)
        self.assertEqual([entry["level"] for entry in self.home.history()], [3, 2, 4])
        self.assertEqual([entry["level"] for entry in self.home.history("neck")], [2, 4])
        self.assertEqual([entry["level"] for entry in self.home.history("--last", "1")], [4])
        self.assertEqual([entry["level"] for entry in self.home.history("--from", "2h ago")], [2, 4])
        self.assertEqual([entry["level"] for entry in self.home.history("--to", "2h ago")], [3])
        self.assertAnswer(self.home.knead("history"), 0, "(?s)3.*hips.*2.*neck.*4.*neck")
        self.assertAnswer(self.home.knead("history", "tail"), 4, err="Regions: ")

    def test_undo(self):
        self.assertAnswer(self.home.knead("undo"), 1, err="no entry to take back")
        for level in "12":
            self.home.knead("log", level)
        self.assertAnswer(self.home.knead("undo"), 0, "undone: .*2")
        self.assertEqual([entry["level"] for entry in self.home.history()], [1])
        undone = json.loads(self.home.knead("undo", "--json").out)
        self.assertEqual(undone["entry"]["level"], 1)
        self.assertAnswer(self.home.knead("undo"), 1, err="no entry to take back")
        rows = self.home.rows("SELECT level FROM entry WHERE undone_us IS NOT NULL ORDER BY seq")
        self.assertEqual([row["level"] for row in rows], [1, 2], "undo leaves a tombstone")

    def test_a_log_that_cannot_be_opened(self):
        """Reminders and the socket work on; a log is refused with the reason, exit 5."""
        other = harness.Home()
        self.addCleanup(other.close)
        folder = other.home / ".local/share/knead"
        folder.mkdir(parents=True, mode=0o700)
        with contextlib.closing(sqlite3.connect(folder / "knead.db")) as newer:
            newer.execute("PRAGMA user_version = 99")
        before = (folder / "knead.db").read_bytes()
        kneadd = other.kneadd()
        self.assertIn("the log", kneadd.err)
        self.assertAnswer(other.knead("log", "4", XDG_STATE_HOME="/dev/null"), 5, err=r"could not log this.*\n")
        self.assertAnswer(other.knead("log", "4"), 0, out="kept;.*when it can save again", err="could not log this")
        self.assertEqual(other.knead("history").code, 5)
        self.assertTrue(other.status()["log_trouble"])
        self.assertIn("a newer knead made it", other.status()["log_trouble"])
        self.assertEqual((folder / "knead.db").read_bytes(), before)
        self.assertEqual(len(list(folder.iterdir())), 1)


class NoDaemon(harness.RealTest):
    def test_exit_3_and_how_to_start_it(self):
        for words in ((), ("status",), ("history",), ("undo",), ("done",), ("agenda",), ("why",), ("doctor",),
                      ("reload",)):
            with self.subTest(words=words):
                self.assertAnswer(self.home.knead(*words), 3, err="(?s)no kneadd answers.*kneadd")
        self.assertFalse(self.home.socket.exists(), "asking never starts the daemon")

    def test_a_socket_nobody_listens_on(self):
        self.home.kneadd().stop(signal.SIGKILL)
        self.assertTrue(self.home.socket.exists())
        self.assertAnswer(self.home.knead("status"), 3, err="no kneadd answers")

    def test_an_entry_that_was_not_saved_can_be_typed_again(self):
        answer = self.home.knead("log", "4", "neck", "-m", "it's stiff", XDG_STATE_HOME="/dev/null")
        self.assertAnswer(answer, 5, err="(?s)no kneadd answers.*nor could it be kept.*NOT saved")
        again = re.search(r"^  knead (log 4 neck --at \S+ -m .*)$", answer.err, re.M)
        self.assertTrue(again, answer)
        self.home.kneadd()
        done = self.home.run("sh", "-c", f"{harness.BUILD}/knead {again[1]}")
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.home.history()[0]["note"], "it's stiff")

    def test_help_and_version(self):
        self.assertAnswer(self.home.knead("version"), 0, r"^knead \d+\.\d+\.\d+\n$")
        self.assertEqual(self.home.knead("--version"), self.home.knead("version"))
        overview = self.home.knead("help")
        commands = ("log", "history", "undo", "done", "skip", "snooze", "agenda", "why", "doctor", "status", "reload", "help",
                    "version")
        for command in commands:
            self.assertRegex(overview.out, rf"(?m)^  {command}\b")
            self.assertAnswer(self.home.knead(command, "--help"), 0, f"^usage: knead {command}")
            self.assertEqual(self.home.knead("help", command), self.home.knead(command, "--help"))
        self.assertEqual(self.home.knead("--help"), overview)
        self.assertAnswer(self.home.knead("help", "fly"), 2, err="no command")
        self.assertAnswer(self.home.knead("histroy"), 2, err="did you mean history")
        self.assertAnswer(self.home.knead("undo", "all"), 2, err="too many")


class Answers(harness.RealTest):
    """One reminder comes 1 s after the start, at 3600 times the speed, and none for 23 s after it."""

    SCHEDULE = ("[general]\ndays = every day\n"
                "[reminder stand-up]\nat = 17:00\nrepeat = 12h\nsnooze = 2h\nmessage = Stand up.\n"
                "[reminder hydration]\nat = 14:00\n")
    WARP = ("--warp", "3600", "--warp-from", "2026-03-24 16:00")

    def setUp(self):
        super().setUp()
        self.home.write_schedule(self.SCHEDULE)
        self.kneadd = self.home.kneadd(*self.WARP)

    def wait_open(self):
        wait_until(lambda: self.home.status("stand-up")["state"] == "open", "the reminder")

    def outcomes(self):
        self.kneadd.stop()
        rows = self.home.rows("SELECT reminder, outcome, source FROM occurrence ORDER BY due_us")
        return [(row["reminder"], row["outcome"], row["source"]) for row in rows]

    def test_done(self):
        self.wait_open()
        wait_until(lambda: "Stand up" in self.kneadd.err, "it on the terminal")
        self.assertAnswer(self.home.knead("done"), 0, "done: stand-up\n")
        self.assertAnswer(self.home.knead("done"), 1, err="nothing waits for an answer")
        self.assertAnswer(self.home.knead("skip"), 1, err="nothing waits for an answer")
        self.assertAnswer(self.home.knead("snooze"), 1, err="nothing waits for an answer")
        self.assertEqual(self.home.status("stand-up")["done"], 1)
        self.assertEqual(self.outcomes(), [("stand-up", "done", "command")])

    def test_skip_by_name_shortened(self):
        self.wait_open()
        self.assertAnswer(self.home.knead("skip", "stand"), 0, "skipped: stand-up\n")
        self.assertEqual(self.home.status("stand-up")["skipped"], 1)
        self.assertEqual(self.outcomes(), [("stand-up", "skipped", "command")])

    def test_snooze_brings_it_again(self):
        self.wait_open()
        answer = self.home.knead("snooze", "--json")
        self.assertEqual(json.loads(answer.out)["reminders"], ["stand-up"])
        self.assertEqual(self.home.status("stand-up")["state"], "snoozed")
        self.assertIn("snoozed", [item["state"] for item in self.home.told_json("agenda", "3h")])
        self.wait_open()
        self.assertAnswer(self.home.knead("snooze", "stand-up", "1h"), 0, "snoozed: stand-up until")
        self.wait_open()
        self.assertAnswer(self.home.knead("snooze"), 1, err="knead done or knead skip")
        self.assertAnswer(self.home.knead("done", "stand-up"), 0, "done: stand-up\n")
        self.assertEqual(self.kneadd.err.count("Stand up.\n"), 3)
        self.assertEqual(self.outcomes()[-1], ("stand-up", "done", "command"))

    def test_names(self):
        self.assertAnswer(self.home.knead("done", "stnd-up"), 4, err="did you mean stand-up")
        self.assertAnswer(self.home.knead("skip", "nobody"), 4, err="knead status lists them")
        self.assertAnswer(self.home.knead("snooze", "hydration"), 1, err="nothing to snooze")
        self.assertAnswer(self.home.knead("snooze", "5m", "10m"), 4, err="span")

    def test_done_without_being_asked(self):
        """Said of one that has not come up: it counts, and its interval starts anew."""
        self.assertAnswer(self.home.knead("done", "hydration"), 0, "done: hydration\n")


class Looking(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule("[general]\nhours = 09:00-17:30\ndays = every day\n"
                                 "[reminder stand-up]\nevery = 1h\nmessage = Stand up.\n"
                                 "[reminder routine]\nat = 21:30\n[reminder stretch]\nevery = 2h\nenabled = no\n")
        # slow enough that nothing is due while the test looks
        self.kneadd = self.home.kneadd("--warp", "2", "--warp-from", "2026-03-24 15:00")

    def test_status(self):
        status = self.home.status()
        self.assertEqual(status["presence"], "unknown")
        self.assertEqual(status["schedule"], str(self.home.schedule))
        self.assertEqual(status["log"], str(self.home.home / ".local/share/knead/knead.db"))
        self.assertEqual([(item["name"], item["state"], item["enabled"]) for item in status["reminders"]],
                         [("stand-up", "waiting", True), ("routine", "waiting", True), ("stretch", "off", False)])
        self.assertTrue(self.home.status("stand-up")["next"].startswith("2026-03-24T16:00"))
        self.assertTrue(self.home.status("routine")["next"].startswith("2026-03-24T21:30:00+01:00"))
        self.assertAnswer(self.home.knead("status"), 0, r"(?s)presence.*unknown|unknown.*presence")
        self.assertAnswer(self.home.knead(), 0, "stand-up")
        self.assertEqual(self.home.status()["last_pain"], None)

    def test_agenda(self):
        items = self.home.told_json("agenda")
        self.assertEqual([(item["due"][11:16], item["reminder"], item["state"]) for item in items],
                         [("16:00", "stand-up", "due"), ("17:00", "stand-up", "due"), ("21:30", "routine", "due")])
        self.assertAnswer(self.home.knead("agenda"), 0,
                          r"(?s)16:00  +stand-up  +Stand up\..*17:00  +stand-up.*21:30  +routine")
        self.assertEqual(len(self.home.told_json("agenda", "90m")), 1)
        self.assertAnswer(self.home.knead("agenda", "5m"), 0, "Nothing is to come within 5m")
        self.assertAnswer(self.home.knead("agenda", "soon"), 4, err="not a span")

    def test_reload(self):
        told = self.kneadd.supervisor.told
        self.home.write_schedule("[reminder hydration]\nat = 10:00\n")
        self.assertAnswer(self.home.knead("reload"), 0, "reloaded: 1 reminder from .*knead.ini\n")
        self.assertEqual([item["name"] for item in self.home.status()["reminders"]], ["hydration"])
        wait_until(lambda: len(told("READY=1")) == 2, "READY after the reload")
        self.assertEqual(len(told("RELOADING=1")), 1)
        self.assertTrue(any(line.startswith("MONOTONIC_USEC=") for line in told("RELOADING=1")[0].lines))
        self.assertEqual(json.loads(self.home.knead("reload", "--json").out)["reminders"], 1)

    def test_a_bad_file_changes_nothing(self):
        told = self.kneadd.supervisor.told
        self.home.write_schedule("[reminder hydration]\nat = 10:00\nevry = 1h\n[general]\nlimit = none\n")
        answer = self.home.knead("reload")
        self.assertAnswer(answer, 4, err=r"(?s)knead.ini:3: .*every.*knead.ini:5: .*limit = none.*old schedule")
        self.assertEqual(len(self.home.status()["reminders"]), 3)
        wait_until(lambda: len(told("READY=1")) == 2, "READY after the refusal")
        self.assertEqual(len(told("RELOADING=1")), 1)
        self.assertIn("The schedule was not changed", self.kneadd.err)
        self.home.schedule.unlink()
        self.home.write_schedule("[reminder hydration]\nat = 10:00\n")
        self.assertEqual(self.home.knead("reload").code, 0)

    def test_sighup_reloads_too(self):
        self.home.write_schedule("[reminder hydration]\nat = 10:00\n")
        self.kneadd.tell(signal.SIGHUP)
        wait_until(lambda: len(self.home.status()["reminders"]) == 1, "the reload")


if __name__ == "__main__":
    harness.main()
