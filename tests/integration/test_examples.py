"""What README and the manual tell people to type, typed: each line of their examples, in order, in a home of its own."""

import datetime
import json
import re
import shutil

import harness
from harness import wait_until

SCHEDULE = """
[general]
hours = 00:00-24:00
days = every day
merge = 0s
limit = 1000000
[reminder stand-up]
every = 1h
counts = clock
[reminder stretch]
every = 1h
counts = clock
moves = neck
[reminder hydration]
every = 90m
amount = 200ml
"""
# What does not end with 0 here, and how it does.
OTHERWISE = {
    "knead doctor": (0, 1),
    "knead status --format '{state} {next}' | grep due": (0, 1),  # grep's: whether something waits
    "kneadd --warp": (124,),  # by timeout(1)
}
# Lines that others try: installing and leaving (tests/install, test_units, tests/machine), bars (test_follow).
ELSEWHERE = re.compile(r"make |systemctl --user |journalctl |sudo apt-get |git |rm -r |"
                       r'status_command |set -g |"custom/knead"|"return-type"')
APPLE = harness.TREE / "tests/fuzz/corpus/import/apple.xml"
CRON = re.compile(r"([\d*]+ ){5}")


def blocks(path, language=""):
    """The blocks that are marked as of that language, or not at all."""
    text = (harness.TREE / path).read_text()
    return [block for of, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) if of == language]


class Examples(harness.RealTest):
    def setUp(self):
        super().setUp()
        # Where it is late in the morning now, so that 15:40 is still to come and 2h ago was today.
        ahead = 10 - datetime.datetime.now(datetime.timezone.utc).hour
        self.home.environment |= {"TZ": f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT",
                                  "PATH": f"{harness.BUILD}:{self.home.environment['PATH']}"}
        self.home.write_schedule(SCHEDULE)
        (self.home.home / "backups").mkdir()
        shutil.copy(APPLE, self.home.home / "export.xml")

    def remind(self):
        """There is something to answer."""
        for schedule in (SCHEDULE.replace("1h", "1s"), SCHEDULE):
            self.home.write_schedule(schedule)
            self.assertAnswer(self.home.knead("reload"), 0, ".")
            wait_until(lambda: all(self.home.status(name)["state"] == "open" for name in ("stand-up", "stretch")),
                       "reminders to wait")

    def type(self, line):
        if line.startswith("varlinkctl "):
            self.varlink(line)
            return
        if re.match("knead (done|skip|snooze)", line):
            self.remind()
        line = CRON.sub("", line).replace("/usr/share/doc/knead/knead.ini", str(harness.TREE / "config/knead.ini"))
        codes = next((codes for what, codes in OTHERWISE.items() if what in line), (0,))
        answer = self.home.run("timeout", "2" if 124 in codes else "20", "sh", "-c", f"cd; {line}")
        self.assertIn(answer.code, codes, (line, answer))

    def varlink(self, line):
        """By varlinkctl(1) where it is; by hand where systemd is too old for it."""
        if shutil.which("varlinkctl"):
            answer = self.home.run("timeout", "2", "sh", "-c", line)
            self.assertIn(answer.code, (0, 124) if "--more" in line else (0,), (line, answer))
            return
        introspect, call = line.split()[1] == "introspect", re.match(r"varlinkctl call (--more )?\S+ (\S+) '(.*)'", line)
        with self.home.varlink() as client:
            if introspect:
                reply = client.call("org.varlink.service.GetInterfaceDescription", {"interface": line.split()[-1]})
            else:
                reply = client.call(call[2], json.loads(call[3]), more=bool(call[1]))
        self.assertNotIn("error", reply, line)

    def read(self, path, least):
        typed = 0
        for block in blocks(path):
            for line in re.sub(r" *\\+\n *", " ", block).splitlines():
                line = re.sub(r"  *# .*", "", line).strip()
                if ELSEWHERE.match(line) or not line:
                    continue
                self.assertRegex(line, r"^(([\d*]+ ){5})?(knead|kneadd|varlinkctl|env|mkdir|cp)\b", "nobody tries this")
                with self.subTest(line):
                    self.type(line)
                    typed += 1
            self.home.knead("resume")
            self.home.write_schedule(SCHEDULE)
            self.home.knead("reload")
        self.assertGreaterEqual(typed, least)

    def test_readme(self):
        self.home.kneadd()
        self.read("README.md", 19)

    def test_manual(self):
        self.home.kneadd()
        self.read("man/knead.1.scd", 20)
        self.read("man/kneadd.1.scd", 8)

    def test_schedules(self):
        for block in blocks("README.md", "ini"):
            self.home.write_schedule(block)
            self.assertAnswer(self.home.run(harness.BUILD / "kneadd", "--check-config"), 0, ".")


if __name__ == "__main__":
    harness.main()
