"""
What Sluice has Locust do: each worker sends its share of a block on the block's absolute schedule and hands back when
what was sent and what came in. The answers are not read here: their bytes go back with the time of each read, and Sluice
reads them as it reads those of its own engine.

The master passes frames on between Sluice, at file descriptor 3, and the workers. A frame is the lengths of its head and
its body, the head in JSON, and the body in bytes. Every time is in milliseconds.
"""

import array
import errno
import gc
import json
import os
import re
import select
import socket
import ssl
import struct
import sys
import time
import traceback

import gevent
import gevent.event
import gevent.lock
import gevent.monkey
import gevent.pool
import gevent.queue
from geventhttpclient.response import HTTPParseError, HTTPResponse
from locust import User, constant, events, task
from locust import __version__ as locust_version
from locust.runners import STATE_STOPPED, STATE_STOPPING, MasterRunner, WorkerRunner

# The master passes it through: all its messages are of this one type of Locust's.
MESSAGE = "sluice"
# The answers that a worker holds back, so that packing them keeps no request waiting for long.
MOST_HELD_BYTES = 1 << 20
LONGEST_HELD_MS = 500
# A dead server is not asked thousands of times a second.
PAUSE_AFTER_FAILURE_MS = 20
LOOP_RESOLUTION_MS = 10
PINGS = 5
KEPT_SERVERS = 4
# Of an idle connection, before the end that the server announced for it (`Keep-Alive: timeout=5`).
CLOSE_BEFORE_SERVER_MS = 500
# Of an answer's headers, those that Sluice reads.
KEPT_HEADERS = ("content-type", "retry-after", "location", "inference-header-content-length")
NAN = float("nan")


def clock_ms():
    return time.monotonic() * 1000


def little_endian(numbers):
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


class Leash:
    """The way to the Sluice that started this process. The process ends where Sluice does, however that came about."""

    def __init__(self):
        self.socket = socket.socket(fileno=3)
        self.lock = gevent.lock.RLock()

    def tell(self, head, body=b""):
        written = json.dumps(head).encode()
        with self.lock:
            self.socket.sendall(struct.pack("<II", len(written), len(body)) + written + body)

    def frames(self):
        while True:
            lengths = self.take(8)
            if lengths is None:
                return
            head, body = struct.unpack("<II", lengths)
            yield json.loads(self.take(head) or b"{}"), self.take(body) or b""

    def take(self, length):
        taken = bytearray()
        while len(taken) < length:
            read = self.socket.recv(min(1 << 20, length - len(taken)))
            if not read:
                return None
            taken += read
        return bytes(taken)


class Master:
    def __init__(self, runner):
        self.runner = runner
        self.leash = Leash()
        self.expected = int(os.environ["SLUICE_WORKERS"])
        self.workers = []
        self.lost = set()
        self.pongs = {}
        self.outbox = gevent.queue.Queue()
        runner.register_message(MESSAGE, self.on_message)
        for work in (self.tell_all, self.follow, self.watch):
            gevent.spawn(work)
        runner.environment.events.test_start.add_listener(self.on_test_start)
        self.tell({"kind": "listening", "port": runner.server.port, "version": locust_version})

    def tell(self, head, body=b""):
        self.outbox.put((head, body))

    def tell_all(self):
        for head, body in self.outbox:
            self.leash.tell(head, body)

    def send(self, worker, head, body=b""):
        data = {"head": json.dumps(head), "body": body}
        self.runner.send_message(MESSAGE, data, client_id=self.workers[worker])

    def follow(self):
        """Does what Sluice says, until Sluice is gone."""
        try:
            for head, body in self.leash.frames():
                if head["kind"] == "go":
                    gevent.spawn(self.go, head["delayMs"])
                elif head["kind"] == "stop":
                    gevent.spawn(self.runner.stop)
                elif "to" in head:
                    self.send(head["to"], head, body)
                else:
                    for worker in range(len(self.workers)):
                        self.send(worker, head, body)
        finally:
            for client_id in self.workers:
                self.runner.send_message("quit", client_id=client_id)
            gevent.sleep(0.1)
            os._exit(0)

    def on_test_start(self, **_):
        self.tell({"kind": "test-started", "epochMs": time.time() * 1000, "clockMs": clock_ms()})

    def on_message(self, environment, msg):
        head = json.loads(msg.data["head"])
        if head["kind"] == "join":
            self.join(msg.node_id, head)
        elif msg.node_id not in self.workers:
            return
        elif head["kind"] == "pong":
            self.pongs[head["ping"]].set((head["atMs"], clock_ms()))
        else:
            self.tell({**head, "worker": self.workers.index(msg.node_id)}, msg.data["body"])

    def join(self, client_id, head):
        if client_id in self.workers:
            return
        if len(self.workers) == self.expected:
            self.runner.send_message("quit", client_id=client_id)
            return
        self.workers.append(client_id)
        self.tell({**head, "worker": len(self.workers) - 1, "name": client_id})

    def watch(self):
        """A worker that has sent no sign of life for some seconds is missing to Locust."""
        while True:
            gevent.sleep(0.5)
            for worker, client_id in enumerate(self.workers):
                client = self.runner.clients.get(client_id)
                # One that has ended its users before the others have is none of Locust's any more.
                is_gone = client is None and self.runner.state not in (STATE_STOPPING, STATE_STOPPED)
                if worker not in self.lost and (is_gone or (client and client.state == "missing")):
                    self.lost.add(worker)
                    self.tell({"kind": "lost", "worker": worker, "name": client_id})

    def go(self, delay_ms):
        """Measures how far the workers' clocks are from this one, and tells each the start on its own."""
        measuring = [gevent.spawn(self.measure_clock, worker) for worker in range(len(self.workers))]
        gevent.joinall(measuring)
        clocks = [each.value for each in measuring]
        start_ms = clock_ms() + delay_ms
        if None not in clocks:
            for worker, clock in enumerate(clocks):
                self.send(worker, {"kind": "go", "startAtMs": start_ms + clock["offsetMs"]})
        self.tell({"kind": "started", "epochMs": time.time() * 1000 + delay_ms, "clocks": clocks})

    def measure_clock(self, worker):
        """By the fastest of some round trips; wrong by half of it at the most."""
        best = None
        for number in range(PINGS):
            ping = f"{worker}-{number}"
            self.pongs[ping] = gevent.event.AsyncResult()
            sent_ms = clock_ms()
            self.send(worker, {"kind": "ping", "ping": ping})
            try:
                theirs_ms, came_ms = self.pongs[ping].get(timeout=5)
            except gevent.Timeout:
                return None
            finally:
                del self.pongs[ping]
            trip_ms = came_ms - sent_ms
            if best is None or trip_ms < best["roundTripMs"]:
                best = {"offsetMs": theirs_ms - (sent_ms + came_ms) / 2, "roundTripMs": trip_ms}
        return best


class Requests:
    """Every distinct input, as it goes onto the wire: what follows the `host` header lies in one buffer."""

    def __init__(self, head, rest):
        self.entries = head["entries"]
        self.salt_offsets = head["saltOffsets"]
        self.marker = head["saltMarker"]
        self.rest = bytearray(rest)
        self.class_names = head["classNames"]
        self.timeouts = head["timeouts"]

    def prepare(self, endpoint, salts):
        """No request may be in flight: all are sent from the same bytes."""
        for salt, offsets in zip(salts, self.salt_offsets):
            for offset in offsets:
                self.rest[offset : offset + len(salt)] = salt.encode()
        self.starts = [self.start_of(entry, endpoint, salts[0]) for entry in self.entries]

    def start_of(self, entry, endpoint, salt):
        path = endpoint["basePath"] + entry["path"].replace(self.marker, salt)
        host = entry.get("host", endpoint["host"])
        return f"{entry['method']} {path} HTTP/1.1\r\nhost: {host}\r\n".encode("latin-1")

    def bytes_of(self, item):
        entry = self.entries[item]
        offset = entry["offset"]
        return self.starts[item] + self.rest[offset : offset + entry["length"]]


class Connections:
    """Kept connections to one server. A request that finds none free opens one: there is no limit that it would wait for."""

    def __init__(self, endpoint):
        self.address = (endpoint["address"], endpoint["port"])
        self.server_name = endpoint["hostname"]
        self.idle = []
        self.opened = 0
        self.tls = None
        if endpoint["secure"]:
            self.tls = ssl.create_default_context(cadata=endpoint.get("ca"))
            if endpoint.get("ca"):
                self.tls.load_default_certs()

    def take(self):
        """The connection that was used last, or none: one that the server has closed, or is about to, would lose the request."""
        while self.idle:
            kept, good_until_ms = self.idle.pop()
            if clock_ms() < good_until_ms and is_quiet(kept):
                return kept
            kept.close()
        return None

    def give_back(self, connection, answer):
        told = re.search(r"timeout=(\d+)", str(answer.get("keep-alive", "")))
        lasts_ms = max(0, int(told[1]) * 1000 - CLOSE_BEFORE_SERVER_MS) if told else float("inf")
        self.idle.append((connection, clock_ms() + lasts_ms))

    def open(self, timeout_ms):
        opened = socket.create_connection(self.address, timeout=timeout_ms / 1000)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                opened = self.tls.wrap_socket(opened, server_hostname=self.server_name)
        except BaseException:
            opened.close()
            raise
        self.opened += 1
        return opened

    def close(self):
        for kept, _ in self.idle:
            kept.close()
        self.idle.clear()


# The one of gevent would go through its loop.
poll = gevent.monkey.get_original("select", "poll") if hasattr(select, "poll") else None


def is_quiet(connection):
    """An idle connection with something to read was closed by the server."""
    if poll is None:
        return True
    look = poll()
    look.register(connection.fileno(), select.POLLIN)
    return not look.poll(0)


class Answer(HTTPResponse):
    """Cuts the answer's body out of what is read."""

    def __init__(self, method):
        super().__init__(method)
        self.body = []

    def _on_body(self, part):
        self.body.append(bytes(part))

    def is_final(self):
        return self.headers_complete and self.get_code() >= 200

    def kept_headers(self):
        return [[name, str(self.get(name))] for name in KEPT_HEADERS if self.get(name) is not None]


class Fault(Exception):
    """What became of a request that was not answered, in the words of Sluice."""

    def __init__(self, kind, message, local=False):
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.local = local


class Exchange:
    """One request and its answer. Times are on this process's clock."""

    def __init__(self, row, item, due_ms):
        self.row = row
        self.item = item
        self.due_ms = due_ms
        self.dispatched_ms = clock_ms()
        self.sent_ms = self.first_byte_ms = self.end_ms = NAN
        self.connect_ms = 0.0
        self.status = 0
        self.headers = []
        # When something was read, and what of the body it was.
        self.chunks = []
        self.length = 0
        self.fault = None

    def run(self, requests, connections):
        entry = requests.entries[self.item]
        connection = None
        try:
            connection = self.send(requests, connections)
            answer = Answer(entry["method"])
            self.read(connection, answer, requests.timeouts)
            self.end_ms = clock_ms()
            if not entry["last"] and not answer.should_close():
                connections.give_back(connection, answer)
                connection = None
        except gevent.GreenletExit:
            self.fail(Fault("aborted", f"still in flight {requests.timeouts['graceMs']} ms after the last request of the block"))
        except Fault as fault:
            self.fail(fault)
        except (OSError, HTTPParseError) as error:
            self.fail(self.explain(error))
        finally:
            if connection is not None:
                connection.close()

    def send(self, requests, connections):
        timeouts = requests.timeouts
        connection = connections.take()
        if connection is None:
            try:
                connection = connections.open(min(timeouts["connectMs"], timeouts["totalMs"]))
            except TimeoutError:
                raise Fault("timeout", f"no connection in {timeouts['connectMs']} ms (connect)") from None
            self.sent_ms = clock_ms()
            self.connect_ms = self.sent_ms - self.dispatched_ms
        else:
            self.sent_ms = clock_ms()
        try:
            self.wait_at_most(connection, timeouts["firstByteMs"], timeouts)
            connection.sendall(requests.bytes_of(self.item))
        except BaseException:
            connection.close()
            raise
        return connection

    def read(self, connection, answer, timeouts):
        while not (answer.is_final() and answer.message_complete):
            self.wait_at_most(connection, timeouts["betweenChunksMs" if self.chunks else "firstByteMs"], timeouts)
            try:
                read = connection.recv(65536)
            except TimeoutError:
                raise Fault("timeout", self.why_late(timeouts)) from None
            now_ms = clock_ms()
            try:
                answer.feed(read)
            except HTTPParseError:
                if read:
                    raise
            if read and self.first_byte_ms != self.first_byte_ms and (answer.is_final() or not answer.headers_complete):
                self.first_byte_ms = now_ms
            if answer.is_final() and not self.status:
                self.status = answer.get_code()
                self.headers = answer.kept_headers()
            body = b"".join(answer.body)
            answer.body.clear()
            if body:
                self.chunks.append((now_ms, body))
                self.length += len(body)
            if not read and not answer.message_complete:
                if self.first_byte_ms != self.first_byte_ms:
                    raise Fault("reset", "the server closed the connection without an answer")
                raise Fault("bad-response", "the answer was cut short: the server closed the connection in the middle of it")

    def wait_at_most(self, connection, phase_ms, timeouts):
        """Faults the request whose time is up: where there is always something to read, no wait would ever end."""
        left_ms = self.dispatched_ms + timeouts["totalMs"] - clock_ms()
        if left_ms <= 0:
            raise Fault("timeout", self.why_late(timeouts))
        connection.settimeout(max(0.001, min(phase_ms, left_ms) / 1000))

    def why_late(self, timeouts):
        if clock_ms() - self.dispatched_ms >= timeouts["totalMs"]:
            return f"no complete answer in {timeouts['totalMs']} ms (total)"
        if self.chunks:
            return f"the answer stood still for {timeouts['betweenChunksMs']} ms (between chunks)"
        return f"no first byte in {timeouts['firstByteMs']} ms (first byte)"

    def explain(self, error):
        told = f"{type(error).__name__}: {error}"[:300]
        if self.sent_ms != self.sent_ms:
            is_local = getattr(error, "errno", None) in LOCAL_ERRORS
            return Fault("connect", f"TLS: {told}" if isinstance(error, ssl.SSLError) else told, is_local)
        if isinstance(error, HTTPParseError):
            return Fault("bad-response", f"the answer breaks the rules of HTTP: {told}")
        if isinstance(error, TimeoutError):
            return Fault("timeout", f"the request could not be written: {told}")
        waiting = self.first_byte_ms != self.first_byte_ms
        return Fault("reset", f"the connection was reset {'before any answer' if waiting else 'in the middle of the answer'}: {told}")

    def fail(self, fault):
        self.fault = fault
        self.end_ms = clock_ms()
        # Where no connection could be opened, the generator has done its part when it tried.
        if self.sent_ms != self.sent_ms:
            self.sent_ms = self.dispatched_ms


# The fault lies with this machine: no port, no file descriptor.
LOCAL_ERRORS = {errno.EADDRNOTAVAIL, errno.EMFILE, errno.ENFILE, errno.ENOBUFS}


class Pacer:
    """
    Calls back in Locust's loop when a time has come. A thread of its own waits for it, because the timers of the loop are
    a millisecond coarse.
    """

    def __init__(self, due_ms, on_due):
        self.due_ms = due_ms
        self.next = 0
        self.stopped = False
        self.watcher = gevent.get_hub().loop.async_()
        self.watcher.start(on_due)

    def start(self):
        gevent.monkey.get_original("_thread", "start_new_thread")(self.wait, ())

    def wait(self):
        sleep = gevent.monkey.get_original("time", "sleep")
        while not self.stopped:
            # Read once: the loop may take the row at any moment, and another one's turn would never be waited for.
            row = self.next
            if row >= len(self.due_ms):
                return
            left_ms = self.due_ms[row] - clock_ms()
            if left_ms > 0:
                # Not longer, so that a block that is given up leaves no thread.
                sleep(min(left_ms, 200) / 1000)
                continue
            self.watcher.send()
            # The loop takes it when it comes to it.
            while self.next == row and not self.stopped:
                sleep(0.0002)

    def stop(self):
        self.stopped = True
        self.watcher.stop()


class Cancelled(gevent.GreenletExit):
    """Sluice gave the block up."""


class Block:
    """A worker's share of one block of load, from its first request to its last answer."""

    def __init__(self, order, body, requests, connections, finish):
        self.order = order
        self.requests = requests
        self.connections = connections
        self.finish = finish
        self.started = gevent.event.Event()
        self.start_ms = 0.0
        self.sent = 0
        self.greenlets = gevent.pool.Group()
        rows = order["rows"]
        self.items = array.array("I", body[: 4 * rows])
        rest = array.array("d", body[4 * rows :])
        for numbers in (self.items, rest):
            if sys.byteorder == "big":
                numbers.byteswap()
        # By row of this worker: of an open loop when it is due, of a closed one how long its user thinks.
        self.times_ms = rest
        self.opened_before = connections.opened

    def run(self):
        self.started.wait()
        observer = Observer()
        try:
            if self.order["arrivals"] == "open":
                self.send_on_schedule()
            else:
                self.send_by_users()
            self.greenlets.join(timeout=self.requests.timeouts["graceMs"] / 1000)
        finally:
            # Each notes that it was given up.
            self.greenlets.kill()
            observer.stop()
        return {
            "sent": self.sent,
            "connectionsOpened": self.connections.opened - self.opened_before,
            **observer.report(),
        }

    def send_on_schedule(self):
        due_ms = [self.start_ms + each for each in self.times_ms]
        all_sent = gevent.event.Event()

        def send_due():
            now_ms = clock_ms()
            while pacer.next < len(due_ms) and due_ms[pacer.next] <= now_ms:
                self.greenlets.spawn(self.exchange, pacer.next, due_ms[pacer.next])
                pacer.next += 1
            if pacer.next >= len(due_ms):
                all_sent.set()

        pacer = Pacer(due_ms, send_due)
        try:
            pacer.start()
            if due_ms:
                all_sent.wait()
        finally:
            pacer.stop()

    def send_by_users(self):
        order = self.order
        self.next = 0
        users = range(order["worker"], order["concurrency"], order["workers"])
        bound = gevent.event.Event()
        stages = [gevent.spawn(self.use, user, users, bound) for user in users]
        try:
            gevent.joinall(stages, timeout=max(0, self.start_ms + order["maximumMs"] - clock_ms()) / 1000)
        finally:
            bound.set()
            gevent.killall(stages)

    def use(self, user, users, bound):
        """One user: a request, the thought about its answer, and the next one, up to the bound of the block."""
        order = self.order
        due_ms = self.start_ms + order["staggerMs"] * user / order["concurrency"]
        while True:
            sleep_until(due_ms)
            row = self.next
            # Among the rows of all workers, each at its time where the rate has a limit.
            soonest_ms = self.start_ms + row_of_block(row, users, order) * order["leastGapMs"]
            if soonest_ms > clock_ms():
                due_ms = soonest_ms
                sleep_until(due_ms)
                if self.next != row:
                    continue
            now_ms = clock_ms()
            if bound.is_set() or row >= len(self.items) or now_ms >= self.start_ms + order["maximumMs"]:
                return
            self.next += 1
            # In a greenlet of the block: at the bound its answer is still waited for.
            sending = self.greenlets.spawn(self.exchange, row, now_ms)
            sending.join()
            think_ms = self.times_ms[row] if self.times_ms else 0.0
            due_ms = clock_ms() + (think_ms if sending.value else max(think_ms, PAUSE_AFTER_FAILURE_MS))

    def exchange(self, row, due_ms):
        exchange = Exchange(row, self.items[row], due_ms)
        self.sent += 1
        exchange.run(self.requests, self.connections)
        self.finish(exchange)
        return exchange.fault is None and exchange.status < 400


def row_of_block(place, users, order):
    """Rows are dealt to the users of all workers in turn (`shares.ts`); these are one worker's users."""
    return place // len(users) * order["concurrency"] + users[place % len(users)]


def sleep_until(due_ms):
    """The loop's timers ring early or late by up to a millisecond; a request due before the start would not count."""
    left_ms = due_ms - clock_ms()
    while left_ms > 0:
        gevent.sleep(left_ms / 1000)
        left_ms = due_ms - clock_ms()


class Observer:
    """How well this process does during a block: delay of its loop, CPU, pauses of its garbage collection."""

    def __init__(self):
        self.delays_ms = []
        self.pauses_ms = []
        self.started_ms = clock_ms()
        self.cpu_before = time.process_time()
        gc.callbacks.append(self.on_collection)
        self.looking = gevent.spawn(self.look)

    def look(self):
        while True:
            before_ms = clock_ms()
            gevent.sleep(LOOP_RESOLUTION_MS / 1000)
            self.delays_ms.append(max(0.0, clock_ms() - before_ms - LOOP_RESOLUTION_MS))

    def on_collection(self, phase, info):
        if phase == "start":
            self.collection_ms = clock_ms()
        else:
            self.pauses_ms.append(clock_ms() - self.collection_ms)

    def stop(self):
        self.looking.kill()
        gc.callbacks.remove(self.on_collection)
        self.cpu_seconds = time.process_time() - self.cpu_before
        self.wall_ms = clock_ms() - self.started_ms

    def report(self):
        delays = sorted(self.delays_ms) or [0.0]
        return {
            "eventLoopDelayMs": {
                "p50": delays[len(delays) // 2],
                "p99": delays[min(len(delays) - 1, int(len(delays) * 0.99))],
                "max": delays[-1],
            },
            "gcPauseMs": {"total": sum(self.pauses_ms), "max": max(self.pauses_ms, default=0.0)},
            "cpuSeconds": self.cpu_seconds,
            "wallMs": self.wall_ms,
        }


class Report:
    """The requests that ended since the last report, packed as columns."""

    def __init__(self):
        self.times = array.array("d")
        self.counts = array.array("I")
        self.chunk_times = array.array("d")
        self.chunk_lengths = array.array("I")
        self.answers = []
        self.held_bytes = 0
        self.rows = 0
        self.headers = {}
        self.faults = {}

    def add(self, exchange, start_ms):
        for at_ms in (exchange.due_ms, exchange.sent_ms, exchange.first_byte_ms, exchange.end_ms):
            self.times.append(at_ms - start_ms)
        self.times.append(exchange.connect_ms)
        fault = exchange.fault
        told = None if fault is None else (fault.kind, fault.message, fault.local)
        self.counts.extend(
            (
                exchange.row,
                exchange.status,
                self.headers.setdefault(json.dumps(exchange.headers), len(self.headers)),
                # 0: none.
                0 if told is None else self.faults.setdefault(told, len(self.faults) + 1),
                len(exchange.chunks),
            )
        )
        for at_ms, body in exchange.chunks:
            self.chunk_times.append(at_ms - start_ms)
            self.chunk_lengths.append(len(body))
            self.answers.append(body)
        self.held_bytes += exchange.length
        self.rows += 1

    def pack(self):
        head = {
            "kind": "rows",
            "rows": self.rows,
            "chunks": len(self.chunk_times),
            "headers": [json.loads(each) for each in self.headers],
            "faults": list(self.faults),
        }
        parts = [little_endian(each) for each in (self.times, self.chunk_times, self.counts, self.chunk_lengths)]
        return head, b"".join(parts + self.answers)


class Worker:
    """Sends what the master says. Its inbox is filled by the messages of Locust."""

    def __init__(self, environment):
        self.environment = environment
        self.inbox = gevent.queue.Queue()
        self.requests = None
        self.connections = {}
        self.block = None
        self.running = None
        # The number of a block.
        self.cancelled = 0
        self.report = Report()
        environment.runner.register_message(MESSAGE, self.on_message)
        environment.events.request.add_listener(self.on_request)

    def tell(self, head, body=b""):
        self.environment.runner.send_message(MESSAGE, {"head": json.dumps(head), "body": body})

    def on_message(self, environment, msg):
        head = json.loads(msg.data["head"])
        if head["kind"] == "ping":
            self.tell({"kind": "pong", "ping": head["ping"], "atMs": clock_ms()})
        elif head["kind"] == "go" and self.block:
            self.block.start_ms = head["startAtMs"]
            self.block.started.set()
        elif head["kind"] == "cancel":
            self.cancelled = head["number"]
            if self.block:
                gevent.kill(self.running, Cancelled)
        else:
            self.inbox.put((head, msg.data["body"]))

    def work(self):
        head, body = self.inbox.get()
        if head["kind"] == "requests":
            self.requests = Requests(head, body)
        elif head["kind"] == "block":
            self.run_block(head, body)

    def run_block(self, order, body):
        if order["number"] <= self.cancelled:
            return
        endpoint = order["endpoint"]
        self.requests.prepare(endpoint, order["salts"])
        connections = self.connections_to(endpoint)
        self.running = gevent.getcurrent()
        self.block = Block(order, body, self.requests, connections, self.finish)
        # What was made so far stays, and need not be looked through for garbage.
        gc.collect()
        gc.freeze()
        reporting = gevent.spawn(self.report_often)
        try:
            self.tell({"kind": "ready"})
            done = self.block.run()
            reporting.kill()
            self.hand_over()
            self.tell({"kind": "done", **done})
        finally:
            reporting.kill()
            self.block = None
            self.report = Report()

    def connections_to(self, endpoint):
        """Kept between blocks, of the servers that were used last: two arms, and their last starts."""
        key = json.dumps(endpoint)
        connections = self.connections.pop(key, None) or Connections(endpoint)
        self.connections[key] = connections
        for oldest in list(self.connections)[:-KEPT_SERVERS]:
            self.connections.pop(oldest).close()
        return connections

    def finish(self, exchange):
        """Through Locust's own event, so that its statistics and what else listens see the requests too."""
        entry = self.requests.entries[exchange.item]
        self.environment.events.request.fire(
            request_type=entry["method"],
            name=self.requests.class_names[entry["classIndex"]],
            response_time=exchange.end_ms - exchange.due_ms,
            response_length=exchange.length,
            exception=exchange.fault,
            context={"sluice": exchange},
        )

    def on_request(self, context=None, **_):
        exchange = (context or {}).get("sluice")
        if exchange is None:
            return
        self.report.add(exchange, self.block.start_ms)
        if self.report.held_bytes > MOST_HELD_BYTES:
            self.hand_over()

    def report_often(self):
        while True:
            gevent.sleep(LONGEST_HELD_MS / 1000)
            self.hand_over()

    def hand_over(self):
        if self.report.rows == 0:
            return
        report, self.report = self.report, Report()
        head, body = report.pack()
        self.tell({**head, "sent": self.block.sent}, body)


class Sender(User):
    """The one user of each worker."""

    wait_time = constant(0)

    def on_start(self):
        self.worker = Worker(self.environment)
        self.worker.tell({"kind": "join", "version": locust_version, "python": sys.version.split()[0]})

    @task
    def work(self):
        try:
            self.worker.work()
        except Cancelled:
            pass
        except Exception:
            self.worker.tell({"kind": "fault", "traceback": traceback.format_exc()[-4000:]})


def end_with_sluice():
    leash = Leash()
    while leash.socket.recv(1):
        pass
    os._exit(0)


def read_no_settings(parser):
    """A `locust.conf` of this machine or of the workspace would end the users early, or choose among their tasks."""
    parser._default_config_files = []


read_settings = read_no_settings


@events.init_command_line_parser.add_listener
def on_command_line_parser(parser, **_):
    # Workers of other machines may have the address of their master from such a file.
    if "SLUICE_WORKERS" in os.environ or "SLUICE_LEASH" in os.environ:
        read_settings(parser)


@events.init.add_listener
def on_init(environment, runner, **_):
    if isinstance(runner, MasterRunner):
        environment.sluice = Master(runner)
    elif isinstance(runner, WorkerRunner) and os.environ.get("SLUICE_LEASH"):
        gevent.spawn(end_with_sluice)
