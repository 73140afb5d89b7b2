"""What README and the manual tell people to type, typed: each line of their examples, in order, in a home of its
own. And what the manual says of exit codes and files, beside what comes of real calls."""

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
MOVE = """
[move walk]
regions = any
title = Walk
step = Walk a few steps.
hold = 20s
"""
# What does not end with 0 here, and how it does.
OTHERWISE = {
    "knead doctor": (0, 1),
    "knead status --format '{state} {next}' | grep due": (0, 1),  # grep's: whether something waits
    "kneadd --warp": (124,),  # by timeout(1)
}
# Lines that others try: installing and leaving (tests/install, test_units, tests/machine), bars (test_follow).
ELSEWHERE = re.compile(r"make |systemctl --user |journalctl |rm -rf? |"
                       r'status_command |set -g |"custom/knead"|"return-type"')
APPLE = harness.TREE / "tests/fuzz/corpus/import/apple.xml"
CRON = re.compile(r"([\d*]+ ){5}")


def blocks(path, language=""):
    """The blocks that are marked as of that language, or not at all."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", (harness.TREE / path).read_text(), re.DOTALL | re.MULTILINE)
    return [block for of, block in found if of == language]


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
        call = re.match(r"varlinkctl call (--more )?\S+ (\S+) '(.*)'", line)
        with self.home.varlink() as client:
            if call:
                reply = client.call(call[2], json.loads(call[3]), more=bool(call[1]))
            else:
                self.assertIn(" introspect ", line)
                reply = client.call("org.varlink.service.GetInterfaceDescription", {"interface": line.split()[-1]})
        self.assertNotIn("error", reply, line)

    def read(self, path, least):
        typed = 0
        for block in blocks(path):
            for line in re.sub(r" *\\+\n *", " ", block).splitlines():
                line = re.sub(r"  *# .*", "", line).strip()
                if ELSEWHERE.match(line) or not line:
                    continue
                self.assertRegex(line, r"^(([\d*]+ ){5})?(knead|kneadd|varlinkctl|env|mkdir|cp|ln)\b", "nobody tries this")
                with self.subTest(line):
                    self.type(line)
                    typed += 1
            self.home.knead("resume")
            self.home.write_schedule(SCHEDULE)
            self.home.knead("reload")
        self.assertGreaterEqual(typed, least)

    def test_readme(self):
        self.home.kneadd()
        self.read("README.md", 22)

    def test_manual(self):
        self.home.kneadd()
        self.read("man/knead.1.scd", 20)
        self.read("man/kneadd.1.scd", 8)

    def test_bars(self):
        """What README's table has bars run: once, for it would go on."""
        lines = re.findall(r'knead status (?:--follow )?--format (?:"[^"]*"|\w+)', (harness.TREE / "README.md").read_text())
        self.assertEqual(len(lines), 5)
        self.home.kneadd()
        for line in lines:
            self.assertAnswer(self.home.run("sh", "-c", line.replace("--follow ", "")), 0, "stand-up|stretch")

    def test_schedules(self):
        for block in blocks("README.md", "ini"):
            self.home.write_schedule(block)
            self.assertAnswer(self.home.run(harness.BUILD / "kneadd", "--check-config"), 0, ".")


class Manual(harness.RealTest):
    def section(self, path, name):
        """What a section explains: the first words of each line that has an explanation below it."""
        text = re.search(rf"^# {name}$(.*?)(^# |\Z)", (harness.TREE / path).read_text(), re.DOTALL | re.MULTILINE)[1]
        return [re.sub(r"[*_]([^*\s]*?)[*_](?=$|,)", r"\1", line)
                for line in re.findall(r"^([*_].*)\n\t", text, re.MULTILINE)]

    def paths(self, page):
        """Those of one's own; a name without a folder is in that of the one before it."""
        for line in self.section(page, "FILES"):
            first, *names = line.split(", ")
            if first.startswith(("~", "$")):
                yield from (first, *(f"{first.rpartition('/')[0]}/{name}" for name in names))

    def test_exit_codes(self):
        nowhere = {"XDG_STATE_HOME": "/dev/null", "XDG_RUNTIME_DIR": "/dev/null"}
        self.home.write_schedule("[reminder stand-up]\nevery = soon\n")
        bad = self.home.run(harness.BUILD / "kneadd", "--check-config").code
        codes = [self.home.knead("version").code, self.home.knead("log").code, self.home.knead("status").code,
                 self.home.knead("log", "4", **nowhere).code]
        self.home.schedule.unlink()
        self.home.kneadd()
        codes += [self.home.knead("undo").code, self.home.knead("log", "11").code]
        self.assertEqual(sorted(map(str, codes)), self.section("man/knead.1.scd", "EXIT STATUS"))
        codes = [self.home.run(harness.BUILD / "kneadd", option).code for option in ("--version", "--versoin")]
        self.assertEqual(sorted(map(str, [*codes, bad])), self.section("man/kneadd.1.scd", "EXIT STATUS"))

    def test_files(self):
        """Each that stands in the manual is there, and each that is there stands in the manual."""
        told = {path for page in ("knead.1", "kneadd.1", "knead.ini.5") for path in self.paths(f"man/{page}.scd")}
        self.home.write_schedule(SCHEDULE)
        (self.home.home / ".config/knead/moves.ini").write_text(MOVE)
        log = self.home.home / ".local/share/knead/knead.db"
        log.parent.mkdir(parents=True, mode=0o700)
        log.write_bytes(b"no log at all " * 1000)
        spool = self.home.home / ".local/state/knead/spool"
        self.assertAnswer(self.home.knead("log", "4"), 0, "kept")
        spool.write_text(spool.read_text() + "no entry\n")
        kneadd = self.home.kneadd()
        wait_until(lambda: not spool.exists(), "what was kept to be taken in")
        there = self.files()
        self.assertEqual(kneadd.stop(), 0)
        self.assertAnswer(self.home.knead("log", "4"), 0, "kept")
        self.assertEqual(there | self.files(), told)

    def files(self):
        """Paths as the manual writes them; SQLite's own companions are the log's."""
        found = set()
        for name, folder in (("~", self.home.home), ("$XDG_RUNTIME_DIR", self.home.runtime)):
            for path in folder.rglob("*"):
                if not path.is_dir():
                    found.add(f"{name}/{re.sub('-(wal|journal)$', '', str(path.relative_to(folder)))}")
        return {re.sub(r"(damaged)-.*", r"\1-DATE", path) for path in found}


if __name__ == "__main__":
    harness.main()
