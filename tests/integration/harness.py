"""Real parts for the integration tests: a scratch home, a private bus, an X server, kneadd and knead.

Every test has a home of its own and takes it down again, however it ends; when it fails, what each of its processes
said is printed. Nothing waits for a fixed time: conditions are polled, and PATIENCE is for slow machines.
"""

import atexit
import collections
import contextlib
import json
import os
import pathlib
import pwd
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PATIENCE = 20  # seconds that any condition may take
BUILD = None  # the folder of the programs under test; main() sets it
SAID_MAX = 5000  # characters of what a process said that are printed
TREE = pathlib.Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "GCOV_PREFIX")

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""  # no service folders: an installed notification server is never started into a test

DUNST = """[global]
    mouse_left_click = do_action
    dmenu = {menu}
    font = DejaVu Sans 11
    markup = full
    idle_threshold = 0
    show_age_threshold = -1
"""

# The program that a server asks which action is meant. dunst lists those of all notifications, one a line:
# "#Done (title) [id,key]"; mako the labels of one.
DUNST_MENU = """#!/bin/sh
tee {listed} | grep -m 1 '^#{label} '
"""
MAKO_MENU = """#!/bin/sh
grep -m 1 -x -F -e '{label}'
"""

MAKO = """
font=DejaVu Sans 11
width=360
height=300
margin=10
on-button-left=exec makoctl menu -n "$id" {menu}
"""
MAKO_SCREEN = ("1280", "720")

# Moves Mutter's mouse. The session that does it ends with its caller, and needs more than a call.
MOVE = """
import dbus
NAME = "org.gnome.Mutter.RemoteDesktop"
bus = dbus.SessionBus()
path = bus.get_object(NAME, "/org/gnome/Mutter/RemoteDesktop").CreateSession(dbus_interface=NAME)
session = dbus.Interface(bus.get_object(NAME, path), NAME + ".Session")
session.Start()
session.NotifyPointerMotionRelative(3.0, 2.0)
"""
PYTHON = "/usr/bin/python3"  # the distribution's own: the one that has dbus and dbusmock
LOGIN = "org.freedesktop.login1"
LOGIN_PATH = "/org/freedesktop/login1"

Answer = collections.namedtuple("Answer", "code out err")
Notice = collections.namedtuple("Notice", "at app replaces id summary body actions hints timeout icon")
Message = collections.namedtuple("Message", "at lines")


def wait_until(condition, what, seconds=PATIENCE):
    """Polls until condition() is true; gives what it gave."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.01)


def attempts(test, times=3):
    """Measures of time are taken again before they count as failures: the machine may be busy with something else."""
    for left in range(times, 0, -1):
        try:
            return test()
        except AssertionError:
            if left == 1:
                raise


# With the warp forty reminders a second, for as long as anybody looks.
EVERY_MINUTE = """
[general]
hours = all day
days = every day
merge = 0s
limit = 1000000

[reminder stand-up]
every = 1m
counts = clock
message = Stand up and walk a few steps.
"""
FORTIETHS = ("--warp", "2400", "--warp-from", "2026-03-24 10:00")


def assert_no_leak(test, kneadd, shown, reminders=100):
    """So many reminders later it has the threads, the files and about the memory that it had after the first few."""
    wait_until(lambda: shown() >= 10, "the first reminders")
    threads, fds, memory, first = kneadd.threads, kneadd.fds, kneadd.memory, shown()
    wait_until(lambda: shown() >= first + reminders, "as many reminders", 60)
    wait_until(lambda: kneadd.threads <= threads and kneadd.fds <= fds,
               f"{threads} threads and {fds} files again, from {kneadd.threads} and {kneadd.fds}")
    if "asan" not in str(BUILD):  # which keeps what was freed for a while
        test.assertLess(kneadd.memory, memory + 512)


def check_sane(name, code, err):
    """No program of ours may crash, whatever is asked of it; in a sanitizer's build not even nearly."""
    if code not in (0, 1, 2, 3, 4, 5, -signal.SIGKILL) or "Sanitizer" in err or "runtime error:" in err:
        raise AssertionError(f"{name} crashed ({code}):\n{err}")


class Process:
    """A program in a session of its own. It dies with the test program, whatever happens to that."""

    def __init__(self, home, name, argv, environment, prefix=(), pass_fds=(), stdin=subprocess.DEVNULL):
        self.name = name
        self.paths = [home.root / f"{name}.{len(home.processes)}.{stream}" for stream in ("out", "err")]
        with open(self.paths[0], "wb") as out, open(self.paths[1], "wb") as err:
            self.popen = subprocess.Popen(
                [*prefix, "setpriv", "--pdeathsig", "KILL", *map(str, argv)], env=environment, cwd=home.root,
                stdin=stdin, stdout=out, stderr=err, start_new_session=True, pass_fds=pass_fds)
        home.processes.append(self)

    @property
    def out(self):
        return self.paths[0].read_text(errors="replace")

    @property
    def err(self):
        return self.paths[1].read_text(errors="replace")

    def wait(self, seconds=PATIENCE):
        """The exit code, negative for a signal; returns at the very moment of the exit."""
        if self.popen.poll() is None:
            fd = os.pidfd_open(self.popen.pid)
            try:
                if not select.select([fd], [], [], seconds)[0]:
                    raise AssertionError(f"{self.name} still runs after {seconds} s")
            finally:
                os.close(fd)
        return self.popen.wait()

    @property
    def fds(self):
        """How many file descriptors it has open."""
        return len(os.listdir(f"/proc/{self.popen.pid}/fd"))

    @property
    def threads(self):
        return len(os.listdir(f"/proc/{self.popen.pid}/task"))

    @property
    def memory(self):
        """KiB in RAM that it has written; what is only mapped is its own or not by who else maps it."""
        rollup = pathlib.Path(f"/proc/{self.popen.pid}/smaps_rollup").read_text()
        return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_Dirty"))

    @property
    def wakeups(self):
        """How often its threads have gone to sleep so far."""
        tasks = pathlib.Path(f"/proc/{self.popen.pid}/task").glob("*/status")
        lines = (line for task in tasks for line in task.read_text().splitlines())
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))

    def tell(self, number):
        self.popen.send_signal(number)

    def stop(self, number=signal.SIGTERM, seconds=PATIENCE):
        self.tell(number)
        return self.wait(seconds)

    def kill(self):
        """The program, and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def close(self):
        if self.popen.poll() is None:
            with contextlib.suppress(AssertionError):
                self.stop()
        self.kill()


class Supervisor(threading.Thread):
    """The service manager's end of sd_notify(3): keeps each message with the moment at which it came."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.messages = str(path), []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.start()

    def run(self):
        while text := self.socket.recv(65536):
            self.messages.append(Message(time.monotonic(), text.decode().splitlines()))
        self.socket.close()

    def told(self, line):
        """The messages that have this line."""
        return [message for message in self.messages if line in message.lines]

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.path)
        self.join()


class Kneadd(Process):
    def __init__(self, home, *arguments, ready=True, environment=None, prefix=()):
        self.supervisor = Supervisor(home.root / f"notify.{len(home.processes)}")
        environment = {**home.environment, "NOTIFY_SOCKET": self.supervisor.path, **(environment or {})}
        super().__init__(home, "kneadd", [BUILD / "kneadd", *arguments], environment, prefix)
        if ready:
            self.wait_ready()

    def wait_ready(self):
        wait_until(lambda: self.supervisor.told("READY=1") or self.popen.poll() is not None, "kneadd to be ready")
        if self.popen.poll() is not None:
            raise AssertionError(f"kneadd left with {self.popen.returncode} instead of being ready")

    @property
    def ready_at(self):
        return self.supervisor.told("READY=1")[0].at

    def close(self):
        """One that still runs has to leave cleanly: that is part of every test."""
        code = self.stop() if self.popen.poll() is None else 0
        self.kill()
        self.supervisor.close()
        check_sane("kneadd", self.popen.returncode, self.err)
        if code not in (0, -signal.SIGKILL):
            raise AssertionError(f"kneadd left with {code} at its end")


class Mock(Process):
    """The scriptable notification server: mock_notify.c tells its commands and what it prints."""

    def __init__(self, home, *commands):
        super().__init__(home, "mock_notify", [BUILD / "tests/integration/mock_notify", *commands],
                         home.environment, stdin=subprocess.PIPE)
        wait_until(lambda: self.out.startswith("ready\n"), "the notification server")

    def say(self, command):
        os.write(self.popen.stdin.fileno(), command.encode() + b"\n")

    def notices(self):
        """What was shown, oldest first."""
        calls = [line.split("\t") for line in self.out.splitlines()]
        return [Notice(int(call[0]) / 1e6, *call[2:]) for call in calls if call[1:2] == ["Notify"] and len(call) == 11]

    def close(self):
        super().close()
        self.popen.stdin.close()


class Mouse(Process):
    """One for the compositor: wayland_mouse.c."""

    def __init__(self, home):
        super().__init__(home, "wayland_mouse", [BUILD / "tests/integration/wayland_mouse", *MAKO_SCREEN],
                         home.environment, stdin=subprocess.PIPE)
        wait_until(lambda: self.out.startswith("ready\n"), "the mouse")

    def click(self, x, y):
        clicks = self.out.count("clicked")
        os.write(self.popen.stdin.fileno(), f"{x} {y}\n".encode())
        wait_until(lambda: self.out.count("clicked") > clicks, "the click")

    def close(self):
        super().close()
        self.popen.stdin.close()


class Varlink:
    """A raw client: bytes out, messages in."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, raw):
        """All of it, or as much as the other side takes before it closes."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(raw)

    def receive(self):
        """The next message; None when the other side closed."""
        while b"\0" not in self.buffer:
            try:
                more = self.socket.recv(65536)
            except ConnectionResetError:
                more = b""
            if not more:
                return None
            self.buffer += more
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, parameters=None, **members):
        call = {"method": method, **members}
        if parameters is not None:
            call["parameters"] = parameters
        self.send(json.dumps(call).encode() + b"\0")
        return self.receive()


class Home:
    """A user's home, and all that runs in it."""

    living = []

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="knead-"))  # 0700
        self.home, self.runtime = self.root / "home", self.root / "run"
        self.processes, self.told = [], ""
        for folder in (self.home, self.runtime):
            folder.mkdir(mode=0o700)
        self.environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.environment |= {
            "HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.runtime), "XDG_CONFIG_DIRS": str(self.root / "etc"),
            "LANG": "C.UTF-8", "TZ": "Europe/Berlin",
            # never this machine's own, whose user may lock the screen meanwhile
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.root}/system.bus"}
        Home.living.append(self)

    @property
    def socket(self):
        return self.runtime / "knead/control"

    @property
    def schedule(self):
        return self.home / ".config/knead/knead.ini"

    def write_schedule(self, text):
        self.schedule.parent.mkdir(parents=True, exist_ok=True)
        self.schedule.write_text(text)

    def kneadd(self, *arguments, **keywords):
        return Kneadd(self, *arguments, **keywords)

    def knead(self, *arguments, prefix=(), **environment):
        """Runs knead to its end."""
        done = subprocess.run(
            [*prefix, BUILD / "knead", *arguments], env={**self.environment, **environment}, cwd=self.root,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False)
        check_sane("knead", done.returncode, done.stderr)
        return Answer(done.returncode, done.stdout, done.stderr)

    def status(self, reminder=None):
        """What `knead status` tells a program: all of it, or one reminder's."""
        told = self.told_json("status")[0]
        return next(item for item in told["reminders"] if item["name"] == reminder) if reminder else told

    def history(self, *arguments):
        """What somebody logged, and not what kneadd noted by itself."""
        return [entry for entry in self.told_json("history", *arguments) if entry["kind"] != "tier"]

    def told_json(self, *arguments):
        answer = self.knead(*arguments, "--json")
        assert answer.code == 0, answer
        return [json.loads(line) for line in answer.out.splitlines()]

    def varlink(self):
        return Varlink(self.socket)

    def rows(self, query):
        """A query's rows as dicts, from a copy of the log: its daemon keeps the file itself locked."""
        folder = self.home / ".local/share/knead"
        with tempfile.TemporaryDirectory(dir=self.root) as copy:
            for name in ("knead.db", "knead.db-wal"):
                if (folder / name).exists():
                    shutil.copy(folder / name, copy)
            with contextlib.closing(sqlite3.connect(f"{copy}/knead.db")) as db:
                db.row_factory = sqlite3.Row
                assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                return [dict(row) for row in db.execute(query)]

    # ---- what is around knead

    def start_bus(self, kind="session"):
        path, config = self.root / f"{kind}.bus", self.root / "bus.conf"
        config.write_text(BUS.format(path=path))
        bus = Process(self, "dbus-daemon", ["dbus-daemon", f"--config-file={config}", "--nofork"], self.environment)
        self.environment[f"DBUS_{kind.upper()}_BUS_ADDRESS"] = f"unix:path={path}"
        wait_until(lambda: self.run("dbus-send", f"--{kind}", "--print-reply", "--dest=org.freedesktop.DBus",
                                    "/org/freedesktop/DBus", "org.freedesktop.DBus.GetId").code == 0, "the bus")
        return bus

    def start_mock(self, *commands):
        return Mock(self, *commands)

    def start_screen(self):
        """On the display that the environment names, if it does."""
        reader, writer = os.pipe()
        with open(reader, encoding="ascii") as numbers:
            display = [self.environment["DISPLAY"]] if "DISPLAY" in self.environment else []
            screen = Process(self, "Xvfb", ["Xvfb", *display, "-displayfd", writer, "-screen", "0", "800x600x24",
                                            "-nolisten", "tcp", "-noreset"], self.environment, pass_fds=(writer,))
            os.close(writer)
            if not select.select([numbers], [], [], PATIENCE)[0]:
                raise AssertionError("Xvfb told no display")
            number = numbers.readline().strip()
            if not number:
                raise AssertionError("Xvfb left at once")
            self.environment["DISPLAY"] = f":{number}"
        return screen

    def use_screen(self):
        """Somebody moves the mouse of the X server; likewise below."""
        assert self.run("xdotool", "mousemove_relative", "1", "1").code == 0

    def start_mutter(self):
        """GNOME's compositor on the session bus; its Wayland socket is where nobody looks."""
        runtime = self.root / "mutter"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return Process(self, "mutter", ["mutter", "--headless", "--virtual-monitor", "1280x720", "--wayland",
                                        "--no-x11"], {**self.environment, "XDG_RUNTIME_DIR": str(runtime)})

    def use_mutter(self):
        wait_until(lambda: self.run(PYTHON, "-c", MOVE).code == 0, "Mutter's mouse to move")

    def start_sway(self, config=""):
        """A compositor in the runtime folder. It will not run as root: nobody does it then."""
        prefix = ()
        (self.runtime / "sway.sock").unlink(missing_ok=True)  # of one that was killed
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.runtime, nobody.pw_uid, nobody.pw_gid)
            self.root.chmod(0o711)
            prefix = ("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
        headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman",
                    "SWAYSOCK": str(self.runtime / "sway.sock"), "HOME": str(self.runtime)}
        path = self.runtime / "sway.conf"
        path.write_text(config)
        path.chmod(0o644)
        return Process(self, "sway", ["sway", "-c", path], {**self.environment, **headless}, prefix)

    def find_sway(self):
        """Who is started from now on is on it."""
        sockets = wait_until(lambda: [path.name for path in self.runtime.glob("wayland-?")], "the compositor")
        self.environment["WAYLAND_DISPLAY"] = sockets[0]

    def use_sway(self):
        wait_until(lambda: self.run("swaymsg", "-s", self.runtime / "sway.sock", "seat - cursor move 3 3").code == 0,
                   "sway's mouse to move")

    def start_logind(self):
        """dbusmock's on the system bus, with one session, which is this user's."""
        self.environment["XDG_SESSION_ID"] = "c1"
        logind = Process(self, "logind", [PYTHON, "-m", "dbusmock", "--template", "logind", "--system",
                                          "--logfile", "/dev/null"], self.environment)
        wait_until(lambda: self.tell_logind("Mock.AddSeat", "s", "seat0").code == 0, "logind")
        for call in (("Mock.AddSession", "ssusb", "c1", "seat0", os.getuid(), "anna", "true"),
                     ("Mock.EmitSignal", "sssav", f"{LOGIN}.Manager", "SessionNew", "so", "2", "s", "c1", "o",
                      f"{LOGIN_PATH}/session/c1")):
            answer = self.tell_logind(*call)
            assert answer.code == 0, answer
        return logind

    def tell_logind(self, method, signature, *arguments, path=LOGIN_PATH):
        """A call by busctl; "Mock" is dbusmock's own interface."""
        interface, method = method.split(".")
        interface = "org.freedesktop.DBus.Mock" if interface == "Mock" else f"{LOGIN}.{interface}"
        return self.run("busctl", "--system", "call", LOGIN, path, interface, method, signature, *map(str, arguments))

    def lock(self, locked):
        answer = self.tell_logind("Session.SetLockedHint", "b", str(locked).lower(),
                                  path=f"{LOGIN_PATH}/session/c1")
        assert answer.code == 0, answer

    def sleep(self, asleep):
        answer = self.tell_logind("Mock.EmitSignal", "sssav", f"{LOGIN}.Manager", "PrepareForSleep", "b", "1", "b",
                                  str(asleep).lower())
        assert answer.code == 0, answer

    def start_dunst(self, label):
        """dunst, whose menu of actions picks the one with this label: the click that opens the menu is a real one."""
        config = self.root / "dunstrc"
        config.write_text(DUNST.format(menu=self.write_menu(DUNST_MENU, label)))
        dunst = Process(self, "dunst", ["dunst", "-conf", config], self.environment)
        self.wait_for_server()
        return dunst

    def write_menu(self, menu, label):
        path = self.root / "menu"
        path.write_text(menu.format(listed=self.root / "menu.listed", label=label))
        path.chmod(0o700)
        return path

    def start_mako(self):
        """On the compositor that start_sway() has started."""
        self.find_sway()
        config = self.root / "mako.conf"
        config.write_text(MAKO.format(menu=self.root / "menu"))
        mako = Process(self, "mako", ["mako", "-c", config], self.environment)
        self.wait_for_server()
        return mako

    def start_mouse(self):
        return Mouse(self)

    def wait_for_server(self):
        question = ("dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus",
                    "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner",
                    "string:org.freedesktop.Notifications")
        wait_until(lambda: "true" in self.run(*question).out, "the notification server")

    def run(self, *argv):
        done = subprocess.run(argv, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        return Answer(done.returncode, done.stdout, done.stderr)

    def close(self):
        """Ends what still runs, last started first; raises the first complaint once all is down. Once is enough."""
        complaints = []
        if self not in Home.living:
            return
        Home.living.remove(self)
        for process in reversed(self.processes):
            try:
                process.close()
            except AssertionError as complaint:
                process.kill()
                complaints.append(complaint)
        for process in self.processes:
            said = (process.out + process.err)[-SAID_MAX:]
            self.told += f"---- {process.name} ({process.popen.returncode})\n{said}"
        shutil.rmtree(self.root, ignore_errors=True)
        if complaints:
            raise complaints[0]


@atexit.register
def close_all():
    """For an end by a signal, which unittest's own cleanups do not see."""
    for home in list(Home.living):
        with contextlib.suppress(AssertionError):
            home.close()


class RealTest(unittest.TestCase):
    """A test in a home of its own."""

    maxDiff = None

    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            sys.stderr.write(f"\n==== what was said in {self.id()}\n{self.home.told}====\n")
        return result

    def assertAnswer(self, answer, code, out="", err=""):
        """An exit code, and regular expressions for both streams; "" is for one on which nothing may come."""
        self.assertEqual(answer.code, code, answer)
        for said, wanted in ((answer.out, out), (answer.err, err)):
            if wanted:
                self.assertRegex(said, wanted)
            else:
                self.assertEqual(said, "", answer)


def main():
    """test_X.py BUILD [NAME...]"""
    global BUILD
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} BUILD [TEST...]")
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    unittest.main(verbosity=1)
