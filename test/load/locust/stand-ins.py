"""As much of gevent, geventhttpclient and Locust as the files of Sluice need to be imported without them."""

import json
import sys
import threading
import types


class GreenletExit(BaseException):
    pass


class Greenlet:
    """Does nothing by itself."""

    def __init__(self):
        self.links = []

    def link(self, callback):
        self.links.append(callback)


class EventHook:
    def __init__(self):
        self.listeners = []

    def add_listener(self, listener):
        self.listeners.append(listener)
        return listener

    def fire(self, **told):
        for listener in self.listeners:
            listener(**told)


class Events:
    def __getattr__(self, name):
        hook = EventHook()
        setattr(self, name, hook)
        return hook


class User:
    _state = "running"

    def start(self, group):
        return Greenlet()

    def on_stop(self):
        pass

    def context(self):
        return {}


class Session:
    """A server that never answers: whoever asks is killed."""

    request_name = None

    def __init__(self, user):
        self.user = user

    def request(self, method, url, name=None, **_):
        raise GreenletExit


class FastHttpSession(Session):
    def request(self, method, url, name=None, **_):
        raise GreenletExit


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
    return made


def original(name, member):
    return getattr(__import__(name), member)


# What the tests set.
now = {"greenlet": Greenlet()}
killed = []

module(
    "gevent",
    GreenletExit=GreenletExit,
    getcurrent=lambda: now["greenlet"],
    kill=lambda greenlet, exception: killed.append((greenlet, exception)),
    spawn=lambda *_: types.SimpleNamespace(kill=lambda: None),
    event=module("gevent.event"),
    lock=module("gevent.lock"),
    monkey=module("gevent.monkey", get_original=original),
    pool=module("gevent.pool"),
    queue=module("gevent.queue"),
)
module("geventhttpclient")
module("geventhttpclient.response", HTTPParseError=ValueError, HTTPResponse=object)


class Queue(list):
    put = list.append


class WorkerRunner:
    """Keeps what it is to send."""

    def __init__(self):
        self.sent = []

    def send_message(self, kind, message):
        self.sent.append((json.loads(message["head"]), message["body"]))

    def register_message(self, *_):
        pass

    def told(self, kind):
        return [body for head, body in self.sent if head["kind"] == kind]


sys.modules["gevent.queue"].Queue = Queue
module("locust", User=User, constant=lambda _: None, events=Events(), task=lambda made: made, __version__="2.47.0")
module("locust.runners", STATE_STOPPED="stopped", STATE_STOPPING="stopping", MasterRunner=type("MasterRunner", (), {}), WorkerRunner=WorkerRunner)
module("locust.clients", HttpSession=Session)
module("locust.contrib")
module("locust.contrib.fasthttp", FastHttpSession=FastHttpSession)
module("locust.user")
module("locust.user.task", LOCUST_STATE_WAITING="waiting")


def environment():
    return types.SimpleNamespace(runner=WorkerRunner(), events=Events())
