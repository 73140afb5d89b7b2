"""kneadd's own command line: schedules checked and laid out, without a daemon."""

import json

import harness

GOOD = "[reminder routine]\nat = 02:30\ndays = every day\n"
BAD = """[general]
hours = 09:00-25:00
[reminder stand-up]
evry = 1h
every = soon
[remainder x]
"""
COMPLAINTS = (r":2: \[general\] hours = 09:00-25:00: \S", r":4: \[reminder stand-up\] evry = 1h: .*every",
              r":5: \[reminder stand-up\] every = soon: \S", r":6: .*reminder")


class CheckConfig(harness.RealTest):
    def check(self, text, *more):
        path = self.home.root / "try.ini"
        path.write_text(text)
        done = self.home.run(harness.BUILD / "kneadd", *more, "--check-config", "--config", path)
        self.assertEqual(list(self.home.home.iterdir()), [], "--check-config touches nothing")
        return done

    def test_good(self):
        self.assertAnswer(self.check(GOOD), 0, "try.ini: good: 1 reminder")

    def test_every_complaint_with_its_line(self):
        answer = self.check(BAD)
        self.assertEqual((answer.code, answer.out), (1, ""))
        lines = answer.err.splitlines()
        for line, wanted in zip(lines, COMPLAINTS, strict=True):
            self.assertRegex(line, "try.ini" + wanted)

    def test_no_such_file(self):
        answer = self.home.run(harness.BUILD / "kneadd", "--check-config", "--config", self.home.root / "none.ini")
        self.assertAnswer(answer, 1, err="none.ini")

    def test_the_shipped_schedule_is_good(self):
        answer = self.home.run(harness.BUILD / "kneadd", "--check-config",
                               "--config", harness.TREE / "config/knead.ini")
        self.assertAnswer(answer, 0, "good")

    def test_the_built_in_one_too(self):
        self.assertAnswer(self.home.run(harness.BUILD / "kneadd", "--check-config"), 0, "built-in: good")

    def test_a_broken_file_at_start_is_refused_with_every_complaint(self):
        self.home.write_schedule(BAD)
        kneadd = self.home.kneadd(ready=False)
        self.assertEqual(kneadd.wait(), 1)
        for wanted in COMPLAINTS:
            self.assertRegex(kneadd.err, "knead.ini" + wanted)
        self.assertEqual(kneadd.supervisor.messages, [])
        self.assertFalse(self.home.socket.exists())

    def test_words_it_does_not_know(self):
        for words in (("--fly",), ("start",), ("--warp", "0"), ("--warp", "fast"), ("--json",),
                      ("--warp-from", "10:00"), ("--agenda", "tomorrow")):
            with self.subTest(words=words):
                self.assertAnswer(self.home.run(harness.BUILD / "kneadd", *words), 2, err=r"\S")

    def test_help_and_version(self):
        version = self.home.run(harness.BUILD / "kneadd", "--version")
        self.assertAnswer(version, 0, r"^kneadd \d+\.\d+\.\d+\n$")
        self.assertEqual(version.out, self.home.knead("version").out.replace("knead", "kneadd"))
        self.assertAnswer(self.home.run(harness.BUILD / "kneadd", "--help"), 0, "(?s)--config.*--agenda.*--warp")


class Agenda(harness.RealTest):
    def agenda(self, zone, span, schedule, *more):
        self.home.write_schedule(schedule)
        self.home.environment["TZ"] = zone
        answer = self.home.run(harness.BUILD / "kneadd", "--agenda", span, *more)
        self.assertEqual((answer.code, answer.err), (0, ""))
        return answer.out

    def dues(self, zone, span, at):
        out = self.agenda(zone, span, f"[reminder routine]\nat = {at}\ndays = every day\n", "--json")
        items = [json.loads(line) for line in out.splitlines()]
        self.assertEqual({item["reminder"] for item in items}, {"routine"})
        return [item["due"] for item in items]

    def test_where_the_clocks_change(self):
        cases = (
            ("Europe/Berlin", "02:30", "2026-03-28..2026-03-31",
             ["2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]),
            ("Europe/Berlin", "02:30", "2026-10-24..2026-10-27",
             ["2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]),
            ("Australia/Lord_Howe", "02:15", "2026-10-03..2026-10-06",
             ["2026-10-03T02:15:00+10:30", "2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"]),
            ("Australia/Lord_Howe", "01:45", "2026-04-04..2026-04-07",
             ["2026-04-04T01:45:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"]),
            ("America/Santiago", "00:30", "2026-09-05..2026-09-08",
             ["2026-09-05T00:30:00-04:00", "2026-09-06T01:00:00-03:00", "2026-09-07T00:30:00-03:00"]),
            ("America/Santiago", "23:30", "2026-04-03..2026-04-06",
             ["2026-04-03T23:30:00-03:00", "2026-04-04T23:30:00-03:00", "2026-04-05T23:30:00-04:00"]),
            ("Africa/Casablanca", "02:30", "2026-02-14..2026-02-17",
             ["2026-02-14T02:30:00+01:00", "2026-02-15T02:30:00+01:00", "2026-02-16T02:30:00+00:00"]),
            ("Africa/Casablanca", "02:30", "2026-03-21..2026-03-24",
             ["2026-03-21T02:30:00+00:00", "2026-03-22T03:00:00+01:00", "2026-03-23T02:30:00+01:00"]),
            ("Pacific/Apia", "12:00", "2011-12-29..2012-01-01",
             ["2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00"]),
        )
        for zone, at, span, expected in cases:
            with self.subTest(zone=zone, at=at, span=span):
                self.assertEqual(self.dues(zone, span, at), expected)

    def test_intervals_start_with_each_window(self):
        out = self.agenda("Europe/Berlin", "2026-03-24..2026-03-25",
                          "[general]\nhours = 09:00-12:00, 13:00-14:00\n[reminder b]\nevery = 1h\n"
                          "[reminder a]\nevery = 90m\nmessage = Drink.\n[reminder off]\nevery = 1m\nenabled = no\n")
        self.assertEqual(out, "Tuesday 2026-03-24\n"
                              "  10:00  b             \n  10:30  a               Drink.\n  11:00  b             \n"
                              "  12:00  a               Drink.\n  12:00  b             \n  14:00  b             \n")

    def test_the_end_is_exclusive_and_from_is_anywhere(self):
        schedule = "[general]\ndays = every day\nhours = 09:00-17:00\n[reminder b]\nevery = 1h\n"
        out = self.agenda("Europe/Berlin", "2026-03-24 10:30..2026-03-24 13:00", schedule, "--json")
        self.assertEqual([json.loads(line)["due"][11:16] for line in out.splitlines()], ["11:00", "12:00"])


if __name__ == "__main__":
    harness.main()
