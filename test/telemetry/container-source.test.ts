import { expect, test } from 'vitest';
import { containerSource } from '../../src/telemetry/container-source.ts';

const containerId = '4f6b0c2d9e1a';
const container = { containerId, pid: 77 };
type Files = Record<string, string>;

const network = (received: number, sent: number, name = 'eth0') =>
  `Inter-|   Receive                    |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     900       9    0    0    0     0          0         0      900       9    0    0    0     0       0          0
  ${name}:${received}       9    0    0    0     0          0         0      ${sent}       9    0    0    0     0       0          0
`;

/** cgroup v2 under systemd, so many seconds after its start. */
function unified(second: number): Files {
  const folder = `/sys/fs/cgroup/system.slice/docker-${containerId}.scope`;
  return {
    '/proc/77/cgroup': `0::/system.slice/docker-${containerId}.scope\n`,
    '/proc/77/net/dev': network(1000 * second, 100 * second),
    '/proc/self/net/dev': network(5, 5, 'docker0'),
    [`${folder}/cpu.stat`]: `usage_usec ${1_500_000 * second}\nnr_periods ${10 * second}\nnr_throttled ${4 * second}\n`,
    [`${folder}/cpu.max`]: '150000 100000\n',
    [`${folder}/memory.current`]: '700000000\n',
    [`${folder}/memory.stat`]: 'anon 5\ninactive_file 200000000\n',
    [`${folder}/memory.max`]: '1073741824\n',
    [`${folder}/memory.events`]: 'oom 3\noom_kill 2\noom_group_kill 0\n',
    [`${folder}/cgroup.procs`]: '77\n78\n',
    [`${folder}/pids.current`]: '31\n',
  };
}

/** cgroup v1. */
function separate(second: number): Files {
  const at = (controller: string) => `/sys/fs/cgroup/${controller}/docker/${containerId}`;
  const path = `/docker/${containerId}`;
  return {
    '/proc/77/cgroup': `12:memory:${path}\n9:pids:${path}\n4:cpu,cpuacct:${path}\n0::/\n`,
    [`${at('cpu')}/cpu.stat`]: `nr_periods 0\nnr_throttled 0\n`,
    [`${at('cpuacct')}/cpuacct.usage`]: `${250_000_000 * second}\n`,
    [`${at('cpu')}/cgroup.procs`]: '77\n',
    [`${at('memory')}/memory.usage_in_bytes`]: '700000000\n',
    [`${at('memory')}/memory.stat`]: 'inactive_file 1\ntotal_inactive_file 100000000\n',
    [`${at('memory')}/memory.limit_in_bytes`]: '9223372036854771712\n',
    [`${at('memory')}/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    [`${at('pids')}/pids.current`]: '9\n',
  };
}

test.each<[string, (second: number) => Files, object]>([
  [
    'cgroup v2',
    unified,
    {
      'target.cpu': 1.5,
      'target.throttled': 0.4,
      'target.memory': 500_000_000,
      'target.memory-limit': 1_073_741_824,
      'target.oom-kills': 2,
      'target.processes': 2,
      'target.threads': 31,
      'target.received': 3000,
      'target.sent': 300,
    },
  ],
  [
    'cgroup v1, without limits',
    separate,
    {
      'target.cpu': 0.25,
      'target.memory': 600_000_000,
      'target.oom-kills': 1,
      'target.processes': 1,
      'target.threads': 9,
    },
  ],
  [
    'the network of this machine, whose traffic is not its own',
    (second) => ({
      ...separate(second),
      '/proc/77/net/dev': network(1, 1),
      '/proc/self/net/dev': network(1, 1),
    }),
    {
      'target.cpu': 0.25,
      'target.memory': 600_000_000,
      'target.oom-kills': 1,
      'target.processes': 1,
      'target.threads': 9,
    },
  ],
])('a container is read from %s', (_, filesAt, expected) => {
  let second = 1;
  const read = (path: string) => filesAt(second)[path];
  const source = containerSource(container, () => 1000 * second, read)!;
  second = 2;
  source.begin?.();
  second = 3;
  const { 'target.files': _files, ...values } = source.read();
  expect(values).toEqual(expected);
});

test('a container of another machine tells nothing', () => {
  const read = (path: string) => (path === '/proc/77/cgroup' ? '0::/docker/other\n' : undefined);
  expect(containerSource(container, () => 0, read)).toBeUndefined();
});
