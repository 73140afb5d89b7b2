"""kneadd's sandbox in a real service manager of a user: what should be closed is closed, what should work does, and where
user namespaces are off it runs without, and says so.

    test_sandbox.py BUILD                  runs itself in two sessions: one as it comes, one without user namespaces
    test_sandbox.py --session BUILD HOME   the tests, within such a session
"""

import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import time
import unittest

import test_units as units
from test_units import knead, run, shown, systemctl, wait_until

EXPOSURE_MAX = 2.0  # as systemd-analyze security counts it
DROP_INS = ".config/systemd/user/kneadd.service.d"

# Run in kneadd's place, within all that its unit forbids; what is possible is printed, a line each.
PROBES = r"""
import ctypes, errno, mmap, os, shutil, socket, subprocess
libc = ctypes.CDLL(None, use_errno=True)
home, runtime = os.environ["HOME"], os.environ["XDG_RUNTIME_DIR"]
own = home + "/.local/share/knead/"
def calls(name, *arguments):
    def run():
        if getattr(libc, name)(*arguments) < 0:
            raise OSError(ctypes.get_errno(), name)
    return run
def write(path):
    def run():
        try:
            open(path, "a").close()
        except PermissionError:
            pass  # to its user it is closed anyway; what is asked is whether it can be written at all
    return run
def holds(condition):
    def run():
        if not condition():
            raise OSError
    return run
def read(path):
    with open(path) as file:
        return file.read()
def run_own():
    shutil.copy("/bin/true", own + "probe")
    subprocess.run([own + "probe"], check=True)
def suid():
    open(own + "suid", "w").close()
    os.chmod(own + "suid", 0o4755)
group = "/sys/fs/cgroup" + read("/proc/self/cgroup").splitlines()[-1].split(":", 2)[2]
for what, probe in {
    "a Unix socket": lambda: socket.socket(socket.AF_UNIX),
    "an Internet socket": lambda: socket.socket(socket.AF_INET),
    "an Internet socket of version 6": lambda: socket.socket(socket.AF_INET6),
    "a netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "a raw packet socket": lambda: socket.socket(socket.AF_PACKET),
    "memory to write and run": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC),
    "a user namespace": calls("unshare", 0x10000000),
    "a mount": calls("mount", b"none", b"/mnt", b"tmpfs", 0, None),
    "a program of its user": suid,
    "real time": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "tracing": calls("ptrace", 0, 0, 0, 0),
    "another personality": calls("personality", 0x0008),
    "a clock": calls("clock_settime", 0, b"\0" * 16),
    "a reboot": calls("reboot", 0),
    "a keyring": calls("syscall", 250, 0, -3, 0),
    "another limit": lambda: os.setpriority(os.PRIO_PROCESS, 0, 19),
    "the log": write(own + "probe-log"),
    "the spool": write(home + "/.local/state/knead/probe"),
    "the socket's folder": write(runtime + "/knead/probe"),
    "the rest of the home": write(home + "/probe"),
    "the schedule": write(home + "/.config/knead/knead.ini"),
    "the rest of the runtime folder": write(runtime + "/probe"),
    "/tmp": write("/tmp/knead-probe"),
    "/usr": write("/usr/knead-probe"),
    "/etc": write("/etc/knead-probe"),
    "the kernel's settings": holds(lambda: not os.statvfs("/proc/sys").f_flag & os.ST_RDONLY),
    "control groups": write("/sys/fs/cgroup/knead-probe"),
    "a program in its folder": run_own,
    "capabilities to be had": holds(lambda: "CapBnd:\t" + "0" * 16 not in read("/proc/self/status")),
    "privileges to be had": holds(lambda: "NoNewPrivs:\t1" not in read("/proc/self/status")),
    "network interfaces": holds(lambda: {line.split(":")[0].strip() for line in
                                         read("/proc/net/dev").splitlines()[2:]} - {"lo"}),
    "devices": holds(lambda: set(os.listdir("/dev")) & {"kmsg", "mem", "tty0", "fuse", "cpu_dma_latency", "console"}),
    "the kernel's symbols": lambda: read("/proc/kallsyms"),
    "other processes' files": lambda: os.readlink(f"/proc/{os.environ['MANAGERPID']}/fd/0"),
}.items():
    try:
        probe()
        print(what, flush=True)
    except (OSError, subprocess.CalledProcessError):
        pass
"""

ALWAYS = {"a Unix socket", "the log", "the spool", "the socket's folder"}
# What it takes a user namespace to close; those that this machine does not have at all are left out.
FILTERS_LEAVE = {"the rest of the home", "the schedule", "the rest of the runtime folder", "/tmp", "/usr", "/etc",
                 "the kernel's settings", "control groups", "a program in its folder", "capabilities to be had",
                 "network interfaces", "devices", "the kernel's symbols", "other processes' files"}
FILTERS_LEAVE_ANYWHERE = {"the rest of the home", "the schedule", "the rest of the runtime folder", "/tmp",
                          "a program in its folder", "capabilities to be had", "other processes' files"}

# A minute a second, so that something is due.
WARPED = """
[general]
hours = all day
days = every day
merge = 0
[presence]
idle-after = 1m
away-after = 1m
defer-command = exit 1
[reminder stand-up]
at = 10:02
message = Up, now.
command = sh -c 'exec >>"$HOME/heard"; echo "$KNEAD_EVENT|$KNEAD_BODY"; grep NoNewPrivs /proc/self/status'
"""
WARP = "ExecStart=\nExecStart=%h/.local/bin/kneadd --warp 60 --warp-from '2026-03-24 10:00'\n"


class Sandbox(units.UnitTest):
    def setUp(self):
        shutil.rmtree(units.HOME / ".local/share/knead", ignore_errors=True)
        super().setUp()
        # What the install or the generator chose has to be what is possible here.
        self.closed = run("systemd-run", "--user", "--wait", "--quiet", "-p", "PrivateUsers=yes", "true").returncode == 0
        self.assertEqual("PrivateUsers=yes" in systemctl("cat", "kneadd").stdout, self.closed)

    def drop_in(self, text):
        path = units.HOME / DROP_INS / "this-test.conf"
        path.write_text("[Service]\n" + text)
        self.addCleanup(systemctl, "daemon-reload")
        self.addCleanup(path.unlink)
        self.done(systemctl("stop", "kneadd.service", "kneadd.socket"))
        self.done(systemctl("daemon-reload"))

    def test_what_is_closed(self):
        probes, out = units.HOME / "probes.py", units.HOME / "probes.out"
        probes.write_text(PROBES)
        self.drop_in(f"Type=oneshot\nRestart=no\nExecStart=\nExecStart=/usr/bin/python3 {probes}\n"
                     f"StandardOutput=truncate:{out}\n")
        self.done(systemctl("start", "kneadd.service"))
        possible = set(out.read_text().splitlines())
        if self.closed:
            self.assertEqual(possible, ALWAYS)
        else:
            self.assertLessEqual(possible, ALWAYS | FILTERS_LEAVE)
            self.assertGreaterEqual(possible, ALWAYS | FILTERS_LEAVE_ANYWHERE)  # the probes see what is open

    def test_exposure(self):
        """The figure, and nothing else than what is said to be missing."""
        said = run("systemd-analyze", "--user", "--no-pager", "security", "kneadd.service").stdout
        line = said.splitlines()[-1].strip()
        print("with" if self.closed else "without", "user namespaces:", line, flush=True)
        figure = float(line.split(": ", 1)[1].split()[0])
        if self.closed:
            self.assertLessEqual(figure, EXPOSURE_MAX, said)
        self.assertLess(figure, 7)

    def test_says_that_there_is_none(self):
        out = units.HOME / "said"
        self.drop_in(f"StandardOutput=append:{out}\n")
        self.done(systemctl("start", "kneadd.service"))
        self.assertEqual("<4>kneadd: no sandbox: user namespaces are off" in out.read_text(), not self.closed)

    def test_filters_alone(self):
        """As the manual says how, for whoever wants it so."""
        path = units.HOME / DROP_INS / "50-sandbox.conf"
        path.symlink_to("/dev/null")
        self.addCleanup(systemctl, "daemon-reload")
        self.addCleanup(path.unlink)
        self.done(systemctl("daemon-reload"))
        self.done(systemctl("restart", "kneadd"))
        self.assertEqual(shown("PrivateUsers"), "no")
        self.assertEqual(shown("ProtectSystem"), "no")
        self.done(knead("log", "4"), "logged")

    def test_log_copy_and_forget(self):
        home = units.HOME
        self.done(knead("log", "3", "--at", "yesterday 8:00", "-m", "gone"))
        self.done(knead("log", "4", "neck"), "pain 4")
        self.done(knead("backup", home / "copy.db"), "copied to")
        self.done(knead("backup", "--check", home / "copy.db"), "2 entries")
        self.done(knead("forget", "--before", "today", "--yes"), "forgotten: 1 entry")
        self.done(knead("history"), "neck")
        self.done(systemctl("stop", "kneadd.service", "kneadd.socket"))
        self.done(knead("log", "5", "-m", "spooled"), "kept")
        self.done(systemctl("start", "kneadd.service"))
        wait_until(lambda: "spooled" in knead("history").stdout, "the entry of the spool")
        self.done(systemctl("reload", "kneadd"))
        (home / "copy.db").unlink()

    def test_folders_elsewhere(self):
        """A log that lies where only the environment says, and is a link to yet another place."""
        data, other = units.HOME / "data folder", units.HOME / "other"
        (data / "knead").mkdir(mode=0o700, parents=True)
        other.mkdir(mode=0o700)
        (other / "log.db").touch(mode=0o600)
        (data / "knead/knead.db").symlink_to(other / "log.db")
        self.done(systemctl("set-environment", f"XDG_DATA_HOME={data}"))
        self.addCleanup(systemctl, "unset-environment", "XDG_DATA_HOME")
        self.done(systemctl("restart", "kneadd.service"))
        self.done(run("env", f"XDG_DATA_HOME={data}", units.HOME / ".local/bin/knead", "log", "6"), "logged: pain 6")
        self.assertGreater((other / "log.db").stat().st_size, 0)

    def test_notification_and_command(self):
        """Shown on the bus; and the command runs outside: it may write to the home, and is held by nothing."""
        heard = units.HOME / "heard"
        mock = subprocess.Popen([units.BUILD / "tests/integration/mock_notify"], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(mock.stdin.close)
        self.addCleanup(mock.stdout.close)
        self.addCleanup(mock.wait)
        self.addCleanup(mock.kill)
        self.assertEqual(mock.stdout.readline(), "ready\n")
        self.drop_in(WARP)
        self.schedule.write_text(WARPED)
        self.done(systemctl("start", "kneadd.service"))
        end = time.monotonic() + units.PATIENCE
        while time.monotonic() < end and select.select([mock.stdout], [], [], units.PATIENCE)[0]:
            if "Up, now." in mock.stdout.readline():
                break
        else:
            self.fail("no notification came")
        wait_until(lambda: heard.exists() and heard.read_text().count("\n") >= 2, "the command")
        self.assertEqual(heard.read_text(), "due|Up, now.\nNoNewPrivs:\t0\n")
        self.assertIn("(defer-command): not busy", knead("doctor", "--json").stdout)  # asked outside as well, and in time
        self.done(knead("done", "stand-up"))
        wait_until(lambda: "done|" in heard.read_text(), "the answer")

    def test_camera(self):
        """What is asked outside, where other processes' files can be seen."""
        self.done(run(units.HOME / ".local/bin/kneadd", "--camera"))

    def presence(self, name, variable, value):
        """Somebody tells who is at the desk, and it is heard."""
        self.done(systemctl("set-environment", f"{variable}={value}"))
        self.addCleanup(systemctl, "unset-environment", variable)
        self.done(systemctl("restart", "kneadd.service"))

        def tells():
            findings = [json.loads(line) for line in knead("doctor", "--json").stdout.splitlines()]
            return any(f["topic"] == "source" and name in f["text"] and ": active" in f["text"] for f in findings)
        wait_until(tells, f"{name} to tell of presence")

    def test_presence_x11(self):
        reader, writer = os.pipe()
        with subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
                              pass_fds=(writer,), stderr=subprocess.DEVNULL) as screen, open(reader) as numbers:
            os.close(writer)
            try:
                self.assertTrue(select.select([numbers], [], [], units.PATIENCE)[0])
                self.presence("X11", "DISPLAY", ":" + numbers.readline().strip())
            finally:
                screen.terminate()

    def test_presence_wayland(self):
        environment = {**os.environ, "WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1",
                       "WLR_RENDERER": "pixman"}
        runtime = pathlib.Path(os.environ["XDG_RUNTIME_DIR"])
        with subprocess.Popen(["sway", "-c", "/dev/null"], env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as sway:
            try:
                wait_until(lambda: list(runtime.glob("wayland-[0-9]")), "sway's socket")
                self.presence("Wayland", "WAYLAND_DISPLAY", "wayland-1")
            finally:
                sway.terminate()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    test = pathlib.Path(__file__)
    status = units.install_and_go_in(build, test)
    return units.install_and_go_in(build, test, closed=True) or status


if __name__ == "__main__":
    if sys.argv[1] == "--session":
        units.go_in()
        unittest.main(verbosity=1)
    sys.exit(main())
