"""The units in a real service manager of a user: started, asked, reloaded, killed, started by its socket.

    test_units.py BUILD                  installs into a scratch home, and runs itself in a session of its own there
    test_units.py --session BUILD HOME   the tests, within that session
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PATIENCE = 20  # seconds
STOP_MAX = 1.0  # seconds
TREE = pathlib.Path(__file__).resolve().parents[2]
BUILD = HOME = None  # within the session

# Leaks are looked for by ptrace(2), which the unit forbids.
DROP_IN = """[Service]
Environment=ASAN_OPTIONS=detect_leaks=0
StandardError=append:{log}
"""
SCHEDULE = "[reminder stand-up]\nevery = 1h\n"


def run(*argv):
    return subprocess.run(list(map(str, argv)), capture_output=True, text=True, timeout=3 * PATIENCE)


def systemctl(*arguments):
    return run("systemctl", "--user", *arguments)


def shown(name, unit="kneadd.service"):
    return systemctl("show", "--value", "-p", name, unit).stdout.strip()


def knead(*arguments):
    return run(HOME / ".local/bin/knead", *arguments)


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}\n{systemctl('status', 'kneadd').stdout}")
        time.sleep(0.02)


class UnitTest(unittest.TestCase):
    def setUp(self):
        self.schedule = HOME / ".config/knead/knead.ini"
        self.schedule.write_text(SCHEDULE)
        self.assertEqual(systemctl("enable", "--now", "kneadd").returncode, 0)
        self.addCleanup(systemctl, "reset-failed", "kneadd.service", "kneadd.socket")
        self.addCleanup(systemctl, "disable", "--now", "kneadd.service", "kneadd.socket")

    def done(self, answer, said="", wanted=0):
        self.assertEqual(answer.returncode, wanted, answer)
        self.assertIn(said, answer.stdout + answer.stderr)


class Units(UnitTest):
    def test_enabled_and_ready(self):
        self.assertEqual(shown("ActiveState"), "active")
        self.assertIn("1 reminder", shown("StatusText"))
        self.assertEqual(systemctl("is-enabled", "kneadd.service").stdout, "enabled\n")
        self.assertEqual(systemctl("is-enabled", "kneadd.socket").stdout, "enabled\n")
        self.done(knead("log", "4", "neck"), "pain 4")
        self.done(knead("history"), "neck")

    def test_reload(self):
        self.schedule.write_text(SCHEDULE + "[reminder walk]\nevery = 2h\n")
        self.done(systemctl("reload", "kneadd"))
        self.done(knead("status", "--json"), '"walk"')
        self.schedule.write_text(SCHEDULE + "[reminder walk]\nevry = 2h\n")
        self.assertNotEqual(systemctl("reload", "kneadd").returncode, 0)
        wait_until(lambda: "evry" in (HOME / "kneadd.log").read_text(), "the complaint")
        self.assertEqual(shown("ActiveState"), "active")
        self.done(knead("status", "--json"), '"walk"')  # the old schedule holds

    def test_killed(self):
        self.done(knead("log", "7", "lower-back", "-m", "before the kill"))
        before = shown("MainPID")
        os.kill(int(before), signal.SIGKILL)
        wait_until(lambda: shown("MainPID") not in ("0", before) and shown("ActiveState") == "active", "a restart")
        self.done(knead("history"), "before the kill")

    def test_started_by_its_socket(self):
        """Who logs is answered by a kneadd that was not there; who only asks starts none."""
        self.done(systemctl("stop", "kneadd.service"))
        self.done(knead("status"), "no kneadd", wanted=3)
        self.assertEqual(shown("ActiveState"), "inactive")
        self.done(knead("log", "5"), "pain 5")
        self.assertEqual(shown("ActiveState"), "active")
        self.done(knead("status"))
        self.done(systemctl("restart", "kneadd.service"))  # the socket stays where it is meanwhile
        self.done(knead("log", "6"), "pain 6")
        control = pathlib.Path(os.environ["XDG_RUNTIME_DIR"], "knead/control")
        self.assertEqual(control.stat().st_mode & 0o777, 0o600)
        self.assertEqual(control.parent.stat().st_mode & 0o777, 0o700)
        self.done(systemctl("stop", "kneadd.service", "kneadd.socket"))
        self.assertFalse(control.exists())

    def test_followed(self):
        """A bar stays with it through stop and start, and never starts it by itself, though its socket listens."""
        out = HOME / "follow.out"
        with out.open("w") as file, subprocess.Popen(
                [HOME / ".local/bin/knead", "status", "--follow", "--format", "{state}"], stdout=file) as follow:
            self.addCleanup(follow.kill)
            try:
                wait_until(lambda: out.read_text() == "ok\n", "the state")
                self.done(systemctl("stop", "kneadd.service"))
                wait_until(lambda: out.read_text() == "ok\nnodaemon\n", "its end")
                time.sleep(0.3)
                self.assertEqual(shown("ActiveState"), "inactive")
                self.done(knead("log", "5"), "pain 5")
                wait_until(lambda: out.read_text() == "ok\nnodaemon\nok\n", "the one that its socket started")
                self.done(systemctl("restart", "kneadd.service"))
                wait_until(lambda: out.read_text() == "ok\nnodaemon\nok\nnodaemon\nok\n", "the next one")
            finally:
                follow.kill()

    def test_no_second_one_by_hand(self):
        self.done(run(HOME / ".local/bin/kneadd"), "already running", wanted=1)
        self.done(knead("log", "3"))

    def test_stops_though_notifications_hang(self):
        mock = subprocess.Popen([BUILD / "tests/integration/mock_notify", "hang all"], stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL)
        self.addCleanup(mock.stdin.close)
        self.addCleanup(mock.wait)
        self.addCleanup(mock.kill)
        self.done(systemctl("restart", "kneadd"))
        begun = time.monotonic()
        self.done(systemctl("stop", "kneadd"))
        self.assertLess(time.monotonic() - begun, STOP_MAX)
        self.assertEqual(shown("Result"), "success")

    def test_broken_schedule(self):
        """It does not start over and over, and says why."""
        self.schedule.write_text("[reminder stand-up]\nevery = soon\n")
        self.assertNotEqual(systemctl("restart", "kneadd.service").returncode, 0)
        wait_until(lambda: shown("ActiveState") == "failed", "the end of it")
        self.assertEqual(shown("NRestarts"), "0")
        self.assertIn("knead.ini:2", (HOME / "kneadd.log").read_text())


def install_and_go_in(build, test=pathlib.Path(__file__), closed=False):
    """Runs the test in a session; closed: one without user namespaces, that has knead-sandbox as its generator, in
    place of what install-user chose."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="knead-units-"))
    try:
        drop_in = home / ".config/systemd/user/kneadd.service.d"
        for folder in (drop_in, home / ".config/knead", home / "tools/tests/integration"):
            folder.mkdir(parents=True)
        (drop_in / "test.conf").write_text(DROP_IN.format(log=home / "kneadd.log"))
        for file in {pathlib.Path(__file__), test}:
            shutil.copy(file, home)
        shutil.copy(build / "tests/integration/mock_notify", home / "tools/tests/integration")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "XDG_"))}
        subprocess.run(["make", "-s", "-o", build / "knead", "-o", build / "kneadd", f"B={build}", "install-user"],
                       cwd=TREE, env={**clean, "HOME": str(home)}, stdout=subprocess.DEVNULL, check=True)
        environment = dict(os.environ)
        if closed:
            environment["KNEAD_SESSION_CLOSED"] = "yes"
            (home / ".local/share/systemd/user/kneadd.service.d/50-sandbox.conf").unlink()
            environment["KNEAD_SESSION_GENERATOR"] = str(home / ".local/lib/knead/knead-sandbox")
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "nobody", home], check=True)
        status = subprocess.run([TREE / "tests/user-session", home, "python3", "-B", home / test.name, "--session",
                                 home / "tools", home, *sys.argv[2:]], env=environment).returncode
        for log in home.glob("*.log") if status else ():
            print(f"== {log.name}\n{log.read_text()}")
        return status
    finally:
        shutil.rmtree(home)


def go_in():
    global BUILD, HOME
    BUILD, HOME = map(pathlib.Path, sys.argv[2:4])
    del sys.argv[1:4]


if __name__ == "__main__":
    if sys.argv[1] == "--session":
        go_in()
        unittest.main(verbosity=1)
    sys.exit(install_and_go_in(pathlib.Path(sys.argv[1]).resolve()))
