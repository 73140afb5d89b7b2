"""The socket, spoken to with raw bytes: whoever keeps the rules is served, whoever breaks one costs nobody else."""

import json
import stat
import time

import harness
from harness import wait_until

CLIENTS_MAX = 32
MESSAGE_MAX = 64 * 1024  # bytes, with the NUL
DEADLINE = 5  # seconds to finish a request, or to read its reply
SERVICE = "org.varlink.service"


class Conversation(harness.RealTest):
    def setUp(self):
        super().setUp()
        self.kneadd = self.home.kneadd()

    def assertServed(self, client):
        reply = client.call(f"{SERVICE}.GetInfo")
        self.assertIn("org.knead", reply["parameters"]["interfaces"])

    def assertError(self, reply, error, **parameters):
        self.assertIsNotNone(reply, "dropped without an answer")
        self.assertEqual((reply.get("error"), reply.get("parameters")), (error, parameters))

    def test_is_the_owners_alone(self):
        self.assertEqual(stat.filemode(self.home.socket.stat().st_mode), "srw-------")
        self.assertEqual(stat.filemode(self.home.socket.parent.stat().st_mode), "drwx------")

    def test_get_info(self):
        with self.home.varlink() as client:
            client.send(b'{"method":"org.varlink.service.GetInfo"}\0')
            info = client.receive()
        self.assertEqual(list(info), ["parameters"])
        self.assertEqual(set(info["parameters"]), {"vendor", "product", "version", "url", "interfaces"})
        self.assertEqual(info["parameters"]["interfaces"], [SERVICE, "org.knead"])
        self.assertIn(info["parameters"]["version"], self.home.knead("version").out)

    def test_the_contract_is_what_is_served(self):
        contract = (harness.TREE / "common/org.knead.varlink").read_text()
        with self.home.varlink() as client:
            reply = client.call(f"{SERVICE}.GetInterfaceDescription", {"interface": "org.knead"})
            self.assertEqual(reply, {"parameters": {"description": contract}})
            reply = client.call(f"{SERVICE}.GetInterfaceDescription", {"interface": SERVICE})
            self.assertIn(f"interface {SERVICE}\n", reply["parameters"]["description"])

    def test_refusals_that_leave_the_conversation_open(self):
        invalid = f"{SERVICE}.InvalidParameter"
        level = {"field": "level", "value": "11"}
        cases = (
            ("org.knead.Fly", None, f"{SERVICE}.MethodNotFound", {"method": "org.knead.Fly"}),
            ("org.example.Fly", None, f"{SERVICE}.InterfaceNotFound", {"interface": "org.example"}),
            ("nodots", None, f"{SERVICE}.MethodNotFound", {"method": "nodots"}),
            (f"{SERVICE}.GetInterfaceDescription", {"interface": "a.b"}, f"{SERVICE}.InterfaceNotFound",
             {"interface": "a.b"}),
            (f"{SERVICE}.GetInfo", {"extra": 1}, invalid, {"parameter": "extra"}),
            ("org.knead.LogPain", {}, invalid, {"parameter": "level"}),
            ("org.knead.LogPain", {"level": "4"}, invalid, {"parameter": "level"}),
            ("org.knead.LogPain", {"level": 4.5}, invalid, {"parameter": "level"}),
            ("org.knead.LogPain", {"level": None}, invalid, {"parameter": "level"}),
            ("org.knead.LogPain", {"level": 4, "note": ["a"]}, invalid, {"parameter": "note"}),
            ("org.knead.LogPain", {"level": 4, "colour": "red"}, invalid, {"parameter": "colour"}),
            ("org.knead.LogPain", {"level": 11}, "org.knead.InvalidValue", level),
            ("org.knead.LogPain", {"level": 10**15}, "org.knead.InvalidValue", level | {"value": str(10**15)}),
            ("org.knead.LogPain", {"level": 4, "region": "tail"}, "org.knead.UnknownName",
             {"field": "region", "value": "tail"}),
            ("org.knead.LogPain", {"level": 4, "at": "yesterday"}, "org.knead.InvalidValue",
             {"field": "at", "value": "yesterday"}),
            ("org.knead.LogPain", {"level": 4, "at": "9000-01-01T00:00:00Z"}, "org.knead.InvalidValue",
             {"field": "at", "value": None}),
            ("org.knead.LogPain", {"level": 4, "id": "7"}, "org.knead.InvalidValue", {"field": "id", "value": "7"}),
            ("org.knead.Done", {"reminder": "nobody"}, "org.knead.UnknownName",
             {"field": "reminder", "value": "nobody"}),
            ("org.knead.Snooze", {"span": 0}, "org.knead.InvalidValue", {"field": "span", "value": "0"}),
            ("org.knead.History", {}, f"{SERVICE}.ExpectedMore", {}),
            ("org.knead.Agenda", {}, f"{SERVICE}.ExpectedMore", {}),
            ("org.knead.Undo", {}, "org.knead.NothingToDo", {}),
        )
        with self.home.varlink() as client:
            for method, parameters, error, told in cases:
                with self.subTest(method=method, parameters=parameters):
                    reply = client.call(method, parameters)
                    self.assertIsNotNone(reply, "dropped without an answer")
                    self.assertEqual(reply["error"], error)
                    if error.startswith("org.knead."):
                        self.assertRegex(reply["parameters"].pop("why"), r"^\S.* .*\S$")  # a sentence
                    told = {name: value for name, value in told.items() if value is not None}
                    self.assertEqual(reply["parameters"] | told, reply["parameters"])
            self.assertServed(client)
        self.assertEqual(self.home.history(), [])

    def test_what_is_no_call_is_told_so_and_dropped(self):
        garbage = (
            b"\0", b"garbage\0", b"{\0", b"[]\0", b"4\0", b"null\0", b'"text"\0', b"\xff\xfe\x00\x01\0",
            b'{"method":4}\0', b'{"parameters":{}}\0', b'{"method":"a.B","parameters":[]}\0',
            b'{"method":"a.B","more":1}\0', b'{"method":"a.B","colour":"red"}\0',
            b'{"method":"a.B","method":"a.C"}\0', b'{"method":"a.B","upgrade":true}\0',
            b'{"method":"a.B"} {"method":"a.B"}\0', b"[" * 50000 + b"\0", b'{"method":"a.B\\u0000"}\0')
        with self.home.varlink() as other:
            for raw in garbage:
                with self.subTest(raw=raw[:60]), self.home.varlink() as client:
                    client.send(raw)
                    reply = client.receive()
                    self.assertTrue(reply["error"].startswith(SERVICE), reply)
                    self.assertIsNone(client.receive(), "the conversation should be over")
                self.assertServed(other)

    def test_the_longest_message_and_one_byte_more(self):
        def message(size):
            head, tail = b'{"method":"org.varlink.service.GetInfo","parameters":{"x":"', b'"}}\0'
            return head + b"a" * (size - len(head) - len(tail)) + tail

        with self.home.varlink() as other:
            with self.home.varlink() as client:
                client.send(message(MESSAGE_MAX))
                self.assertError(client.receive(), f"{SERVICE}.InvalidParameter", parameter="x")
                self.assertServed(client)
            for size in (MESSAGE_MAX + 1, 65 * 1024, 1024 * 1024):
                with self.subTest(size=size), self.home.varlink() as client:
                    client.send(message(size))
                    reply = client.receive()
                    if reply is not None:  # told so; what was sent after that is not read
                        self.assertError(reply, f"{SERVICE}.InvalidParameter", parameter="message")
                        self.assertIsNone(client.receive())
                self.assertServed(other)

    def test_pipelined_calls_are_answered_in_order(self):
        call = json.dumps({"method": "org.knead.LogPain", "parameters": {"level": 3}}).encode() + b"\0"
        info = b'{"method":"org.varlink.service.GetInfo"}\0'
        history = b'{"method":"org.knead.History","more":true}\0'
        with self.home.varlink() as client:
            client.send((call + info) * 20 + history + info)
            ids = []
            for _ in range(20):
                ids.append(client.receive()["parameters"]["id"])
                self.assertIn("interfaces", client.receive()["parameters"])
            for i, expected in enumerate(ids):
                reply = client.receive()
                self.assertEqual(reply["parameters"]["entry"]["id"], expected)
                self.assertEqual(reply.get("continues", False), i < len(ids) - 1)
            self.assertIn("interfaces", client.receive()["parameters"])

    def test_byte_by_byte(self):
        with self.home.varlink() as client:
            for byte in b'{"method":"org.varlink.service.GetInfo"}\0':
                client.send(bytes([byte]))
            self.assertIn("interfaces", client.receive()["parameters"])

    def test_oneway_has_no_answer(self):
        with self.home.varlink() as client:
            client.send(b'{"method":"org.knead.LogPain","parameters":{"level":2},"oneway":true}\0')
            self.assertServed(client)
        self.assertEqual([entry["level"] for entry in self.home.history()], [2])

    def test_the_same_id_twice_is_one_entry(self):
        entry = {"level": 5, "id": "0195d2a0-1111-7222-8333-444455556666"}
        with self.home.varlink() as client:
            for _ in range(2):
                self.assertEqual(client.call("org.knead.LogPain", entry)["parameters"]["id"], entry["id"])
        self.assertEqual([entry["id"] for entry in self.home.history()], [entry["id"]])

    def test_a_client_too_many(self):
        clients = [self.home.varlink() for _ in range(CLIENTS_MAX)]
        try:
            for client in clients:
                self.assertServed(client)
            with self.home.varlink() as late:
                late.send(b'{"method":"org.varlink.service.GetInfo"}\0')
                reply = late.receive()
                self.assertTrue(reply is None or "error" in reply, reply)
            for client in clients:
                self.assertServed(client)
            clients.pop().socket.close()
            wait_until(self.one_more_is_served, "the free place to be taken")
        finally:
            for client in clients:
                client.socket.close()

    def one_more_is_served(self):
        with self.home.varlink() as client:
            return client.call(f"{SERVICE}.GetInfo") is not None

    def test_who_dawdles_is_dropped(self):
        """Half a message left hanging, one sent byte by byte, replies never read; others are served meanwhile."""
        hanging, trickling, unread, other = (self.home.varlink() for _ in range(4))
        with hanging, trickling, unread, other:
            hanging.send(b'{"method":"org.va')
            unread.socket.settimeout(0)
            ask = b'{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"org.knead"}}\0'
            begun = time.monotonic()
            while True:
                try:
                    unread.send(ask)
                except BlockingIOError:
                    break
            slow = dict.fromkeys((hanging, trickling))
            for client in slow:
                client.socket.settimeout(0)
            while None in slow.values():
                self.assertLess(time.monotonic() - begun, 3 * DEADLINE)
                if slow[trickling] is None:
                    trickling.send(b" ")
                for client in [client for client, end in slow.items() if end is None]:
                    try:
                        reply = client.receive()
                    except BlockingIOError:
                        continue
                    slow[client] = time.monotonic() - begun
                    if reply is not None:
                        self.assertError(reply, f"{SERVICE}.InvalidParameter", parameter="message")
                self.assertServed(other)
                time.sleep(0.05)
            for end in slow.values():
                self.assertGreater(end, DEADLINE - 0.5)
            unread.socket.settimeout(3 * DEADLINE)
            while unread.receive() is not None:
                pass
            self.assertServed(other)


if __name__ == "__main__":
    harness.main()
