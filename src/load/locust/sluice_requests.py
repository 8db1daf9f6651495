"""
Beside a locustfile of the user's own, in one run of Locust for each block: hands every request that its users report back
to Sluice. They run on one machine, so that their clocks are one.
"""

import json

import gevent
from locust import __version__ as locust_version
from locust import events
from locust.runners import WorkerRunner
from sluice_locust import LONGEST_HELD_MS, MESSAGE, Observer, clock_ms

LONGEST_TEXT = 300


class Gatherer:
    def __init__(self, environment):
        self.runner = environment.runner
        self.requests = []
        self.handed_over = 0
        environment.events.request.add_listener(self.on_request)
        environment.events.test_start.add_listener(self.on_test_start)
        environment.events.test_stop.add_listener(self.on_test_stop)
        self.tell({"kind": "join", "version": locust_version, "python": ""})

    def tell(self, head, body=b""):
        self.runner.send_message(MESSAGE, {"head": json.dumps(head), "body": body})

    def on_request(self, name, response_time, response_length=0, exception=None, context=None, response=None, **_):
        told = context if isinstance(context, dict) else {}
        status = getattr(response, "status_code", 0)
        self.requests.append(
            {
                "endAtMs": clock_ms(),
                "tookMs": response_time,
                "name": str(name)[:LONGEST_TEXT],
                "class": told.get("class"),
                "status": status if isinstance(status, int) else 0,
                "bytes": response_length or 0,
                "fault": None if exception is None else f"{type(exception).__name__}: {exception}"[:LONGEST_TEXT],
                "firstTokenMs": told.get("first_token_ms"),
                "inputTokens": told.get("input_tokens"),
                "outputTokens": told.get("output_tokens"),
            }
        )

    def on_test_start(self, **_):
        self.observer = Observer()
        self.reporting = gevent.spawn(self.report_often)

    def on_test_stop(self, **_):
        self.reporting.kill()
        self.observer.stop()
        self.hand_over()
        self.tell({"kind": "done", "sent": self.handed_over, "connectionsOpened": 0, **self.observer.report()})

    def report_often(self):
        while True:
            gevent.sleep(LONGEST_HELD_MS / 1000)
            self.hand_over()

    def hand_over(self):
        requests, self.requests = self.requests, []
        if requests:
            self.handed_over += len(requests)
            self.tell({"kind": "requests"}, json.dumps(requests, default=str).encode())


@events.init.add_listener
def on_init(environment, runner, **_):
    if isinstance(runner, WorkerRunner):
        environment.sluice_gatherer = Gatherer(environment)
