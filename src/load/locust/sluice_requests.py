"""
Beside a locustfile of the user's own, in one run of Locust for each block: hands every request that its users report back
to Sluice, and those that were never answered. They run on one machine, so that their clocks are one.
"""

import functools
import json
import math
import numbers
import sys
import weakref

import gevent
import sluice_locust
from locust import User, events
from locust import __version__ as locust_version
from locust.clients import HttpSession
from locust.contrib.fasthttp import FastHttpSession
from locust.runners import WorkerRunner
from locust.user.task import LOCUST_STATE_WAITING
from sluice_locust import LONGEST_HELD_MS, MESSAGE, Observer, clock_ms

LONGEST_TEXT = 300
# Of a locust.conf: what chooses among the tasks and users of the locustfile. The rest is Sluice's to say.
KEPT_SETTINGS = {"tags", "exclude-tags", "equal-weights", "config-users"}


def number(value):
    """JSON knows neither NaN nor infinity."""
    return float(value) if isinstance(value, numbers.Real) and math.isfinite(value) else None


def text(value):
    return value[:LONGEST_TEXT] if isinstance(value, str) else None


class Asked:
    """A request of HttpUser or FastHttpUser from its beginning until it is reported."""

    def __init__(self, session, url, name, context):
        self.user = session.user
        self.name = str(name or session.request_name or url)
        self.context = context or {}
        self.sent_ms = clock_ms()

    def class_name(self):
        of_user = self.user.context() if self.user else {}
        return text({**of_user, **self.context}.get("class"))


class Gatherer:
    def __init__(self, environment):
        self.runner = environment.runner
        self.requests = []
        self.handed_over = 0
        self.users = 0
        # Of users whose greenlets have ended; of the others none.
        self.ended_ms = []
        # By greenlet: what it waits for, and when it last reported something.
        self.asked = weakref.WeakKeyDictionary()
        self.heard_ms = weakref.WeakKeyDictionary()
        # Of those that were killed each is told once.
        self.user_of = {}
        self.told = weakref.WeakSet()
        environment.events.request.add_listener(self.on_request)
        environment.events.test_start.add_listener(self.on_test_start)
        environment.events.test_stop.add_listener(self.on_test_stop)
        self.follow_users()
        for session in (HttpSession, FastHttpSession):
            self.follow_requests(session)
        self.tell({"kind": "join", "version": locust_version, "python": ""})

    def tell(self, head, body=b""):
        self.runner.send_message(MESSAGE, {"head": json.dumps(head), "body": body})

    def follow_users(self):
        start = User.start

        @functools.wraps(start)
        def followed(user, group):
            greenlet = start(user, group)
            self.users += 1
            self.user_of[greenlet] = user
            self.heard_ms[greenlet] = clock_ms()
            # Locust calls it of every user that ends, with the exception by which it does.
            user.on_stop = functools.partial(self.on_user_stop, user, user.on_stop)
            greenlet.link(lambda _: self.ended_ms.append(clock_ms()))
            return greenlet

        User.start = followed

    def follow_requests(self, session):
        request = session.request

        @functools.wraps(request)
        def followed(client, method, url, name=None, *args, **kwargs):
            greenlet = gevent.getcurrent()
            self.asked[greenlet] = Asked(client, url, name, kwargs.get("context"))
            try:
                return request(client, method, url, name, *args, **kwargs)
            except Exception:
                # It was never sent: an address that is none, for example.
                self.asked.pop(greenlet, None)
                raise

        session.request = followed

    def on_request(self, name, response_time, response_length=0, exception=None, context=None, response=None, **_):
        told = context if isinstance(context, dict) else {}
        status = getattr(response, "status_code", 0)
        greenlet = gevent.getcurrent()
        self.asked.pop(greenlet, None)
        self.heard_ms[greenlet] = clock_ms()
        is_cut = self.is_being_killed(greenlet)
        if is_cut:
            self.told.add(greenlet)
        self.note(
            name,
            tookMs=number(response_time),
            className=text(told.get("class")),
            status=status if isinstance(status, int) else 0,
            bytes=number(response_length) or 0,
            fault=None if exception is None else text(f"{type(exception).__name__}: {exception}"),
            # `events.request.measure` reports a request that was killed like one that succeeded.
            unanswered=is_cut and exception is None,
            firstTokenMs=number(told.get("first_token_ms")),
            inputTokens=number(told.get("input_tokens")),
            outputTokens=number(told.get("output_tokens")),
        )

    def is_being_killed(self, greenlet):
        """Locust kills whom it stops: who waits between two tasks at once, and who is busy when the time for that is over."""
        user = self.user_of.get(greenlet)
        if user is None or greenlet in self.told or user._state == LOCUST_STATE_WAITING:
            return False
        return isinstance(sys.exc_info()[1], gevent.GreenletExit)

    def on_user_stop(self, user, on_stop):
        greenlet = gevent.getcurrent()
        if self.is_being_killed(greenlet):
            # Before the user's own `on_stop`, whose requests are others.
            self.told.add(greenlet)
            self.note_unanswered(user, greenlet)
        on_stop()

    def note_unanswered(self, user, greenlet):
        """What the user was busy with. Of a client that is not Locust's it is not known: from when it last reported something."""
        now_ms = clock_ms()
        asked = [each for each in self.asked.values() if each.user is user]
        for each in asked:
            self.note(each.name, tookMs=now_ms - each.sent_ms, className=each.class_name(), unanswered=True)
        if not asked:
            self.note("", tookMs=now_ms - self.heard_ms[greenlet], unanswered=True)

    def note(self, name, **told):
        self.requests.append({"endAtMs": clock_ms(), "name": text(str(name)), **told})

    def on_test_start(self, **_):
        self.observer = Observer()
        self.reporting = gevent.spawn(self.report_often)

    def on_test_stop(self, **_):
        self.reporting.kill()
        self.observer.stop()
        self.hand_over()
        users = {"users": self.users, "endedAtMs": self.ended_ms}
        self.tell({"kind": "done", "sent": self.handed_over, "connectionsOpened": 0, **users, **self.observer.report()})

    def report_often(self):
        while True:
            gevent.sleep(LONGEST_HELD_MS / 1000)
            self.hand_over()

    def hand_over(self):
        requests, self.requests = self.requests, []
        if requests:
            self.handed_over += len(requests)
            self.tell({"kind": "requests"}, json.dumps(requests, allow_nan=False).encode())


@events.init.add_listener
def on_init(environment, runner, **_):
    if isinstance(runner, WorkerRunner):
        environment.sluice_gatherer = Gatherer(environment)


def read_settings_of_locustfile(parser):
    """A `locust.conf` or `pyproject.toml` of the workspace may set what the locustfile asks for, and nothing that Sluice says."""
    own = {key for action in parser._actions for key in parser.get_possible_config_keys(action)} - KEPT_SETTINGS
    read = parser._config_file_parser.parse
    parser._config_file_parser.parse = lambda file: {key: value for key, value in read(file).items() if key not in own}


sluice_locust.read_settings = read_settings_of_locustfile
