import { expect, test } from 'vitest';
import { inLocust } from './python.ts';

interface Told {
  name: string;
  className?: string | null;
  unanswered: boolean;
  tookMs: number | null;
  bytes?: number;
}

/** What a worker hands over when these users have ended. */
function gathered(program: string): { told: Told[]; ended: number } {
  const whole = `
time_ms = [1000.0]
requests.clock_ms = lambda: time_ms[0]
env = environment()
gatherer = requests.Gatherer(env)

def begin(user=None):
    user = user or User()
    now["greenlet"] = user.start(None)
    return user

def end(user, by=GreenletExit):
    """As User.run does."""
    try:
        raise by
    except BaseException:
        user.on_stop()
    for callback in now["greenlet"].links:
        callback(now["greenlet"])
${program}
gatherer.hand_over()
told = [each for body in env.runner.told("requests") for each in json.loads(body)]
print(json.dumps({"told": told, "ended": len(gatherer.ended_ms)}))
`;
  return JSON.parse(inLocust(whole)) as { told: Told[]; ended: number };
}

test.each(['Session', 'FastHttpSession'])(
  'a request of %s that its user is killed in is told as unanswered, with the time that it took',
  (session) => {
    const { told, ended } = gathered(`
user = begin()
time_ms[0] = 1200.0
try:
    ${session}(user).request("POST", "/predict", context={"class": "short"})
except GreenletExit:
    pass
time_ms[0] = 6200.0
end(user)
`);
    expect(told).toEqual([
      { endAtMs: 6200, name: '/predict', className: 'short', tookMs: 5000, unanswered: true },
    ]);
    expect(ended).toBe(1);
  },
);

test('of a client that is not known, a user is unanswered since it last reported something', () => {
  const { told } = gathered(`
user = begin()
time_ms[0] = 1500.0
env.events.request.fire(name="short", response_time=20)
time_ms[0] = 9500.0
end(user)
`);
  expect(told.map(({ name, unanswered, tookMs }) => [name, unanswered, tookMs])).toEqual([
    ['short', false, 20],
    ['', true, 8000],
  ]);
});

test('a request that `events.request.measure` reports as good while its user is killed is told as unanswered, once', () => {
  const { told } = gathered(`
user = begin()
try:
    raise GreenletExit
except GreenletExit:
    env.events.request.fire(name="short", response_time=4000)
end(user)
`);
  expect(told.map(({ name, unanswered, tookMs }) => [name, unanswered, tookMs])).toEqual([
    ['short', true, 4000],
  ]);
});

test('users that wait between two tasks, or have ended their last one, owe no answer', () => {
  const { told, ended } = gathered(`
waiting = begin()
waiting._state = "waiting"
end(waiting)
class StopUser(Exception): pass
end(begin(), StopUser)
`);
  expect(told).toEqual([]);
  expect(ended).toBe(2);
});

test('what a user sends when it is stopped is a request like any other', () => {
  const { told } = gathered(`
class Leaving(User):
    def on_stop(self):
        env.events.request.fire(name="logout", response_time=5)
user = begin(Leaving())
user._state = "waiting"
end(user)
end(begin(Leaving()))
`);
  expect(told.map(({ name, unanswered }) => [name, unanswered])).toEqual([
    ['logout', false],
    ['', true],
    ['logout', false],
  ]);
});

test('a time that is no number is handed over as none', () => {
  const { told } = gathered(`
begin()
for time in (float("nan"), float("inf"), "soon", None):
    env.events.request.fire(name="short", response_time=time, response_length=float("nan"))
`);
  expect(told.map(({ tookMs, bytes }) => [tookMs, bytes])).toEqual(Array(4).fill([null, 0]));
});
