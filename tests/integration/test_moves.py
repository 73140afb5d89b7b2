"""Moves through whole programs: a reminder shows one, a file of one's own counts, and a bad one is refused."""

import harness
from harness import wait_until

SCHEDULE = """
[general]
hours = all day
days = every day
merge = 0
limit = 60

[reminder stretch]
every = 1m
moves = neck
message = Now then.
"""
OWN = """
[move towel-pull]
regions = neck
title = Towel behind the head
step = Press your head gently into a towel.
hold = {hold}
therapist = yes
"""


class Moves(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)

    def write_moves(self, text):
        (self.home.schedule.parent / "moves.ini").write_text(text)

    def title(self):
        return self.home.told_json("stretch", "neck")[0]["title"]

    def test_shown_in_turn(self):
        self.home.start_bus()
        mock = self.home.start_mock()
        self.home.kneadd("--warp-from", "2026-03-24 10:00", "--warp", "60")
        for n, title in enumerate(["Chin tuck", "Ear to shoulder", "Look over your shoulder"], 1):
            wait_until(lambda: len(mock.notices()) >= n, "the next one")
            self.assertIn(f"Now then.\\n{title}: ", mock.notices()[n - 1].body)
            self.home.knead("done")

    def test_own_file(self):
        self.write_moves(OWN.format(hold="5s"))
        self.home.start_bus()
        self.home.kneadd()
        self.assertEqual(self.title(), "Towel behind the head")
        self.assertEqual(self.title(), "Towel behind the head")  # nothing but the therapist's
        self.write_moves("")
        self.assertAnswer(self.home.knead("reload"), 0, f"reloaded: 1 reminder from {self.home.schedule}\n")
        self.assertIn(self.title(), ("Chin tuck", "Ear to shoulder"))
        self.write_moves(OWN.format(hold="long"))
        answer = self.home.knead("reload")
        self.assertEqual(answer.code, 4)
        self.assertIn("/moves.ini:6: [move towel-pull] hold = long: not a length of time", answer.err)
        self.assertNotIn("Towel", self.title())  # as before

    def test_bad_file(self):
        """Everything that is wrong is said at once, of both files."""
        self.home.write_schedule(SCHEDULE + "rest = x\n")
        self.write_moves(OWN.format(hold="long"))
        answer = self.home.run(harness.BUILD / "kneadd", "--check-config")
        self.assertEqual(answer.code, 1)
        self.assertIn("/knead.ini:12: [reminder stretch] rest = x: ", answer.err)
        self.assertIn("/moves.ini:6: [move towel-pull] hold = long: ", answer.err)

    def test_no_daemon(self):
        self.assertIn("No kneadd answers, so only gentle moves are shown.\n", self.home.knead("stretch").out)
        self.write_moves(OWN.format(hold="5s"))
        self.assertEqual(self.title(), "Towel behind the head")


if __name__ == "__main__":
    harness.main()
