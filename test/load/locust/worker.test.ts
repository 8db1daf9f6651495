import { expect, test } from 'vitest';
import { inLocust } from './python.ts';

test('a pacer whose row the loop takes between two of its steps goes on to the next one', () => {
  const program = `
import time
watcher = types.SimpleNamespace(start=lambda on_due: setattr(watcher, "send", on_due), stop=lambda: None)
sys.modules["gevent"].get_hub = lambda: types.SimpleNamespace(loop=types.SimpleNamespace(async_=lambda: watcher))
armed = [True]

def clock_ms():
    # The loop goes on while the thread of the pacer asks for the time of row 1.
    if armed[0] and pacer.next == 1 and threading.current_thread() is not threading.main_thread():
        armed[0] = False
        pacer.next = 2
    return time.monotonic() * 1000

def on_due():
    if pacer.next == 0:
        pacer.next = 1
        return
    while pacer.next < 3 and due_ms[pacer.next] <= time.monotonic() * 1000:
        pacer.next += 1

locust.clock_ms = clock_ms
due_ms = [time.monotonic() * 1000 + after_ms for after_ms in (20, 20.1, 60)]
pacer = locust.Pacer(due_ms, on_due)
pacer.start()
until = time.monotonic() + 2
while pacer.next < 3 and time.monotonic() < until:
    time.sleep(0.01)
pacer.stop()
print(armed[0], pacer.next)
`;
  expect(inLocust(program)).toBe('False 3\n');
});

test('an answer that goes on and on ends when the time for all of it is over', () => {
  const program = `
time_ms = [0.0]
locust.clock_ms = lambda: time_ms[0]

class Endless:
    """There is always something to read."""
    def settimeout(self, seconds): pass
    def recv(self, most):
        time_ms[0] += 0.5
        return b"x"

answer = types.SimpleNamespace(
    body=[b"x"], message_complete=False, is_final=lambda: True, headers_complete=True,
    feed=lambda read: answer.body.append(read), get_code=lambda: 200, kept_headers=lambda: [])
timeouts = {"totalMs": 300, "firstByteMs": 100, "betweenChunksMs": 100, "graceMs": 1000}
exchange = locust.Exchange(0, 0, 0.0)
def give_up(*_): raise RuntimeError("still reading")
Endless.recv = lambda self, most, recv=Endless.recv: give_up() if time_ms[0] > 1000 else recv(self, most)
try:
    exchange.read(Endless(), answer, timeouts)
except locust.Fault as fault:
    print(fault.kind, "|", fault.message, "|", time_ms[0])
`;
  expect(inLocust(program)).toBe('timeout | no complete answer in 300 ms (total) | 300.0\n');
});

test('a worker ends the block that Sluice has given up, and does not begin it where it has not yet', () => {
  const program = `
worker = locust.Worker(environment())
cancel = types.SimpleNamespace(data={"head": '{"kind": "cancel", "number": 3}', "body": b""})
worker.on_message(None, cancel)
worker.run_block({"number": 3}, b"")
print(len(killed), len(worker.inbox))
worker.block, worker.running = object(), "the block"
worker.on_message(None, cancel)
print(killed == [("the block", locust.Cancelled)], len(worker.inbox))
`;
  expect(inLocust(program)).toBe('0 0\nTrue 0\n');
});

test('a worker that ends its users before the others do is not lost, and one that is gone in the middle is', () => {
  const program = `
def sleep(_):
    if sleep.looked: raise StopIteration
    sleep.looked = True

def lost(state):
    sleep.looked, told = False, []
    runner = types.SimpleNamespace(state=state, clients={"b": types.SimpleNamespace(state="running")})
    master = types.SimpleNamespace(runner=runner, workers=["a", "b"], lost=set(), tell=told.append)
    try:
        locust.Master.watch(master)
    except StopIteration:
        return [each["name"] for each in told]

locust.gevent.sleep = sleep
print(lost("running"), lost("stopping"), lost("stopped"))
`;
  expect(inLocust(program)).toBe("['a'] [] []\n");
});

const parser = `
class Action:
    def __init__(self, key): self.key = key

class Parser:
    _default_config_files = ["locust.conf"]
    _actions = [Action("run-time"), Action("tags"), Action("users")]
    _config_file_parser = types.SimpleNamespace(parse=lambda file: {"run-time": "2s", "tags": "smoke", "model": "large"})
    def get_possible_config_keys(self, action): return [action.key, "--" + action.key]
`;

test('files of settings do not steer the engine, and of a locustfile they set only what is its own', () => {
  const program = `${parser}
import os
fire = sys.modules["locust"].events.init_command_line_parser.fire
of_others = Parser()
fire(parser=of_others)
print(of_others._default_config_files)
os.environ["SLUICE_LEASH"] = "1"
own = Parser()
fire(parser=own)
print(own._config_file_parser.parse(None))
engine = Parser()
locust.read_no_settings(engine)
print(engine._default_config_files)
`;
  expect(inLocust(program)).toBe("['locust.conf']\n{'tags': 'smoke', 'model': 'large'}\n[]\n");
});
