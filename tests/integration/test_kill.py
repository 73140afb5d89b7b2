"""kneadd killed again and again while four clients log: every entry that was acknowledged is there exactly once, and none
that was refused. KNEAD_ROUNDS: how often it is killed."""

import os
import random
import signal
import subprocess
import threading
import time

import harness

ROUNDS = int(os.environ.get("KNEAD_ROUNDS", "60"))
CLIENTS = 4
LONGEST = 0.06  # seconds that a kneadd lives; it is ready after about 0.015


class Client(threading.Thread):
    """Logs one entry after the other, and keeps what became of each."""

    def __init__(self, number, environment):
        super().__init__(daemon=True)
        self.number, self.environment = number, environment
        self.over, self.told = threading.Event(), {}

    def run(self):
        n = 0
        while not self.over.is_set():
            note = f"client {self.number} entry {n}"
            done = subprocess.run([harness.BUILD / "knead", "log", "4", "-m", note], env=self.environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
            self.told[note] = (done.returncode, done.stdout, done.stderr)
            n += 1


class Kill(harness.RealTest):
    def rounds(self, environment):
        """What each client was told of each of its entries."""
        clients = [Client(number, environment) for number in range(CLIENTS)]
        chance = random.Random(os.environ.get("KNEAD_SEED", "1"))
        said = open(self.home.root / "kneadd.said", "w+", encoding="utf-8")
        self.addCleanup(said.close)
        for client in clients:
            client.start()
        for i in range(ROUNDS):
            kneadd = subprocess.Popen([harness.BUILD / "kneadd"], env=self.home.environment, stdin=subprocess.DEVNULL,
                                      stdout=said, stderr=said)
            if i % 4 == 0:  # however slow it is, some are saved at once
                harness.wait_until(lambda: self.home.knead("status").code == 0, "kneadd to answer")
            time.sleep(chance.uniform(0, LONGEST))
            kneadd.send_signal(signal.SIGKILL)
            self.assertEqual(kneadd.wait(), -signal.SIGKILL)
        for client in clients:
            client.over.set()
        for client in clients:
            client.join()
        said.seek(0)
        self.assertNotIn("damaged", said.read())
        return {note: told for client in clients for note, told in client.told.items()}

    def check(self, told):
        """told against what is in the log, after a last start."""
        kneadd = self.home.kneadd()
        self.assertFalse((self.home.home / ".local/state/knead/spool").exists())
        self.assertFalse((self.home.home / ".local/state/knead/spool.rejected").exists())
        kneadd.stop()
        rows = [row["note"] for row in self.home.rows("SELECT note FROM entry WHERE undone_us IS NULL")]
        self.assertEqual(len(rows), len(set(rows)), "an entry is there twice")
        there = set(rows)
        self.assertLessEqual(there, told.keys())
        for note, (code, out, err) in told.items():
            self.assertIn(code, (0, 5), (note, code, out, err))
            if code == 0:
                self.assertIn(note, there, (out, err))
            elif "may NOT be saved" not in err:  # it was sent, and no answer came
                self.assertNotIn(note, there, (out, err))
        return [code for code, _, _ in told.values()]

    def test_with_the_spool(self):
        told = self.rounds(self.home.environment)
        codes = self.check(told)
        self.assertEqual(set(codes), {0})
        kept = sum(out.startswith("kept") for _, out, _ in told.values())
        self.assertGreater(len(codes), ROUNDS)
        self.assertTrue(0 < kept < len(codes), f"{kept} of {len(codes)} were kept")

    def test_without_it(self):
        told = self.rounds({**self.home.environment, "XDG_STATE_HOME": "/dev/null"})
        codes = self.check(told)
        self.assertEqual(set(codes), {0, 5})


if __name__ == "__main__":
    harness.main()
