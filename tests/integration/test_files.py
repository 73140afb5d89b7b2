"""What knead writes for others: files of its user's alone, a calendar's, and nothing to any network."""

import json
import os
import re
import stat
import time

import harness

QUIET = "[reminder water]\nat = 04:00\namount = 300ml\n"
APPLE = """<?xml version="1.0" encoding="UTF-8"?>
<HealthData locale="en_GB">
 <Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="iPhone" unit="" creationDate="{day} 21:00:00 +0000"
  startDate="{day} 20:00:00 +0000" endDate="{day} 20:00:00 +0000" value="HKCategoryValueSeveritySevere"/>
</HealthData>
"""


def read_calendar(raw):
    """The one event of a calendar by RFC 5545, to the letter: its properties, and how many alarms it has."""
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b""), raw
    lines = raw.split(b"\r\n")[:-1]
    assert all(0 < len(line) <= 75 for line in lines), lines
    nesting, event, alarms = [], {}, 0
    for line in re.sub(r"\r\n[ \t]", "", raw.decode()).splitlines():
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+", name), line
        if name == "BEGIN":
            nesting.append(value)
            alarms += value == "VALARM"
        elif name == "END":
            assert nesting.pop() == value, line
        elif nesting == ["VCALENDAR", "VEVENT"]:
            assert name not in event, line
            event[name] = value
    assert nesting == [], nesting
    for name in ("DTSTAMP", "DTSTART"):
        assert re.fullmatch(r"\d{8}T\d{6}Z", event[name]), event
    return event, alarms


class Files(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.home.write_schedule(QUIET)

    def event(self, name="massage.ics"):
        path = self.home.root / name
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        return read_calendar(path.read_bytes())

    def test_R12_A48_calendar(self):
        """Booked, put off twice, cancelled: the same UID, a higher SEQUENCE each time, and at the end it is taken away."""
        self.home.kneadd()
        told = self.home.knead("massage", "book", "2099-03-06 10:00", "-m", "Anna, 2nd floor", "-o", "massage.ics")
        self.assertAnswer(told, 0, out="written to massage.ics")
        first, alarms = self.event()
        self.assertEqual(first["UID"], self.home.history("booking")[0]["id"] + "@knead")
        self.assertEqual((first["SEQUENCE"], first["DTSTART"], first["STATUS"]), ("0", "20990306T090000Z", "CONFIRMED"))
        self.assertEqual((first["DESCRIPTION"], alarms), ("Anna\\, 2nd floor", 2))

        self.home.knead("hold", "fever")
        self.assertAnswer(self.home.knead("massage", "postpone", "2099-03-13 10:00", "-o", "massage.ics"), 4,
                          err="is there already")
        self.assertEqual(self.home.history("booking")[0]["at"][:10], "2099-03-06")  # nothing was done by halves
        self.home.knead("massage", "postpone", "2099-03-13 10:00", "-o", "massage.ics", "--force")
        second, _ = self.event()
        self.assertEqual((second["UID"], second["SEQUENCE"]), (first["UID"], "1"))
        self.assertEqual(second["DTSTART"], "20990313T090000Z")
        self.home.knead("massage", "postpone", "2099-07-13 10:00")
        printed = self.home.knead("massage", "calendar", "-o", "again.ics")
        self.assertAnswer(printed, 0, out="written to")
        third, _ = self.event("again.ics")
        self.assertEqual((third["UID"], third["SEQUENCE"], third["DTSTART"]), (first["UID"], "2", "20990713T080000Z"))
        self.assertIn("SEQUENCE:2", self.home.knead("massage", "calendar").out)

        self.home.knead("massage", "cancel", "-o", "massage.ics", "--force")
        last, alarms = self.event()
        self.assertEqual((last["UID"], last["SEQUENCE"], last["STATUS"], alarms), (first["UID"], "3", "CANCELLED", 0))
        self.assertAnswer(self.home.knead("massage", "calendar"), 1, err="no massage is booked")
        for sequence, start in (("4", "20990713T080000Z"), ("5", "20990313T090000Z")):  # it never falls
            self.home.knead("undo")
            self.home.knead("massage", "calendar", "-o", "again.ics", "--force")
            back, _ = self.event("again.ics")
            self.assertEqual((back["UID"], back["SEQUENCE"], back["DTSTART"], back["STATUS"]),
                             (first["UID"], sequence, start, "CONFIRMED"))

    def test_R12_calendar_with_no_daemon(self):
        self.home.knead("massage", "book", "2099-03-06 10:00", "-o", "massage.ics")
        first, _ = self.event()
        self.home.kneadd()
        self.assertEqual(first["UID"], self.home.history("booking")[0]["id"] + "@knead")

    def test_R59_imported_words_stay_words(self):
        """What came as a word goes out as one, and is in no mean, no week, no trend, and no plan."""
        self.home.kneadd()
        for back in range(1, 29):
            day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - back * 86400))
            (self.home.root / "export.xml").write_text(APPLE.format(day=day))
            self.assertAnswer(self.home.knead("import", "export.xml"), 0, out="1")
        entries = self.home.history()
        self.assertEqual(len(entries), 28)
        self.assertEqual({(entry["level"], entry["category"]) for entry in entries}, {(None, "severe")})
        report = self.home.told_json("report")[0]
        self.assertEqual(report["logged"], 0)
        self.assertEqual({week["level"] for week in report["weeks"]}, {None})
        self.assertEqual([figure["name"] for figure in report["figures"] if figure["value"] is not None], [])
        self.assertNotIn("severe", self.home.knead("report").out.split("How it is counted")[0])
        plan = self.home.told_json("plan")[0]
        self.assertEqual((plan["tier"], plan["holds"]), ("none", []))
        self.assertIn(",severe,apple-health,", self.home.knead("export").out)
        values = [item["resource"] for item in json.loads(self.home.knead("export", "--format", "fhir").out)["entry"]]
        self.assertEqual({json.dumps(value["valueCodeableConcept"]) for value in values}, {'{"text": "severe"}'})
        self.assertFalse(any("valueQuantity" in value for value in values))

    def test_R63_files_and_no_network(self):
        """Every file is its user's alone, none is written that was not asked for, and nobody talks to a network."""
        kneadd = self.home.kneadd()
        self.home.knead("log", "4", "neck")
        self.home.knead("drink")
        for name in ("report.html", "report.md", "log.csv", "log.fhir.json"):
            self.assertAnswer(self.home.knead(name.split(".")[0].replace("log", "export"), "-o", name), 0, out="written to")
        self.home.knead("backup", str(self.home.root / "copy.db"))
        sockets = {os.readlink(link) for link in os.scandir(f"/proc/{kneadd.popen.pid}/fd")
                   if os.readlink(link).startswith("socket:")}
        internet = {f"socket:[{line.split()[9]}]" for table in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
                    for line in open(f"/proc/{kneadd.popen.pid}/net/{table}", encoding="ascii").readlines()[1:]}
        self.assertTrue(sockets)
        self.assertEqual(sockets & internet, set())
        kneadd.stop()
        written = {path.relative_to(self.home.root): stat.S_IMODE(path.stat().st_mode)
                   for path in self.home.root.rglob("*")
                   if path.is_file() and path != self.home.schedule and not path.name.startswith("kneadd.")}  # what it said
        for path, mode in written.items():
            self.assertEqual(mode & 0o077, 0, path)
        self.assertEqual({str(path) for path in written} - {"home/.local/share/knead/knead.db", "run/knead/control.lock"},
                         {"report.html", "report.md", "log.csv", "log.fhir.json", "copy.db"})


if __name__ == "__main__":
    harness.main()
