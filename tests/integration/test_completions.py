"""Completion of knead in the real bash, zsh and fish: what is typed, and what the line becomes."""

import os
import pty
import re
import select
import subprocess
import time

import harness

SCHEDULE = "[reminder stand-up]\nevery = 1h\n[reminder walk-round]\nevery = 2h\n"
TREE = harness.TREE / "cli/completions"


class Terminal:
    """A shell at a terminal of its own, with knead in its path."""

    def __init__(self, home, argv, **environment):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home.root)
            os.execvpe(argv[0], argv, {**home.environment, "PATH": f"{harness.BUILD}:{os.environ['PATH']}",
                                       "TERM": "dumb", "PS1": "ready> ", **environment})
        self.said = ""

    def type(self, text):
        os.write(self.fd, text.encode())

    def wait(self, pattern):
        """Until that was said; forgets it and all before."""
        end = time.monotonic() + harness.PATIENCE
        while not (found := re.search(pattern, self.said)):
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"no {pattern} in {self.said!r}")
            self.said += os.read(self.fd, 4096).decode(errors="replace")
        self.said = self.said[found.end():]
        return found

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


class Completions(harness.RealTest):
    CASES = (
        ("knead hist", "history"),
        ("knead log 4 lower", "lower-back"),
        ("knead log 4 lower-back mid", "middle"),
        ("knead log 4 --no", "--note"),
        ("knead status --format way", "waybar"),
        ("knead snooze sta", "stand-up"),
    )

    def setUp(self):
        super().setUp()
        self.home.write_schedule(SCHEDULE)

    def check(self, shell, prepare):
        """In a shell in which "knead" is a function that tells its words, and a tab completes."""
        self.addCleanup(shell.close)
        for line in (*prepare, "echo rea''dy"):
            shell.type(line + "\n")
        shell.wait("\nready\r")
        for typed, becomes in self.CASES:
            shell.type(f"{typed}\t\001echo [ \005]\n")  # Control-A and -E: to the line's ends
            expected = " ".join((*typed.split()[:-1], becomes))
            shell.wait(r"\n\[ " + re.escape(expected) + r" ?\]\r")

    def test_bash(self):
        shell = Terminal(self.home, ["bash", "--norc", "--noprofile", "-i"])
        self.check(shell, ["bind 'set enable-bracketed-paste off'", f"source {TREE}/knead.bash"])

    def test_bash_beside_others(self):
        """Found by bash-completion where it is installed, by its name alone."""
        folder = self.home.home / ".local/share/bash-completion/completions"
        folder.mkdir(parents=True)
        (folder / "knead").write_text((TREE / "knead.bash").read_text())
        shell = Terminal(self.home, ["bash", "--norc", "--noprofile", "-i"])
        self.check(shell, ["bind 'set enable-bracketed-paste off'", "source /usr/share/bash-completion/bash_completion"])

    def test_zsh(self):
        shell = Terminal(self.home, ["zsh", "-f", "-i"])
        self.check(shell, ["unsetopt zle_bracketed_paste; bindkey -e; setopt no_nomatch", f"fpath=({TREE} $fpath)",
                           f"autoload -Uz compinit && compinit -u -d {self.home.root}/dump"])

    def fish(self, typed):
        environment = {**self.home.environment, "PATH": f"{harness.BUILD}:{os.environ['PATH']}"}
        told = subprocess.run(["fish", "--no-config", "-c", f"source {TREE}/knead.fish; complete -C '{typed}'"],
                              env=environment, capture_output=True, text=True, timeout=harness.PATIENCE, check=True)
        self.assertEqual(told.stderr, "")
        return [line.split("\t")[0] for line in told.stdout.splitlines()]

    def test_fish(self):
        for typed, becomes in self.CASES:
            self.assertEqual(self.fish(typed), [becomes])
        self.assertEqual(self.fish("knead snooze w"), ["walk-round"])

    def test_from_the_daemon(self):
        """Its reminders, not those of the file that it has not read again."""
        self.home.kneadd()
        self.home.write_schedule("[reminder other]\nevery = 1h\n")
        self.assertEqual(self.fish("knead done "), ["stand-up", "walk-round"])


if __name__ == "__main__":
    harness.main()
