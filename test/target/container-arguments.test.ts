import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ContainerPlan } from '../../src/model/target.ts';
import { createArguments } from '../../src/target/container-arguments.ts';
import { mountArgument } from '../../src/target/volume.ts';

const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-arguments-')));
mkdirSync(join(workspace, 'models, "small"'));
mkdirSync(join(workspace, 'models'));
symlinkSync(tmpdir(), join(workspace, 'way-out'));
afterAll(() => rmSync(workspace, { recursive: true }));

const context = { sessionId: 's1', arm: 'base' as const, workspace };
const plan: ContainerPlan = {
  kind: 'container',
  image: 'model:1',
  port: 8080,
  env: {},
  isolation: 'auto',
  volumes: [],
  pull: 'missing',
  extraArguments: [],
  command: [],
  ready: { path: '/health', timeoutMs: 1, intervalMs: 1 },
};

describe('the arguments of docker create', () => {
  test('name and label the container, publish the port on the loopback address, and end before the image', () => {
    expect(createArguments(plan, context, 'sluice-s1-base-1')).toEqual([
      'create',
      '--name=sluice-s1-base-1',
      '--label=dev.sluice.session=s1',
      '--label=dev.sluice.arm=base',
      '--label=dev.sluice.target=sluice-s1-base-1',
      '--pull=never',
      '--publish=127.0.0.1::8080',
      '--',
      'model:1',
    ]);
  });

  test.each<[Partial<ContainerPlan>, string[]]>([
    // A value that looks like an option stays the value of its own.
    [{ env: { A: '--privileged', B: 'x y' } }, ['--env=A=--privileged', '--env=B=x y']],
    // Swap is as large as memory, which leaves none.
    [{ memory: '2g' }, ['--memory=2g', '--memory-swap=2g']],
    [{ cpus: 1.5 }, ['--cpus=1.5']],
    [{ cores: [0, 1, 5] }, ['--cpuset-cpus=0,1,5']],
    [{ gpus: 'all' }, ['--gpus=all']],
    [{ network: 'models' }, ['--network=models']],
    [{ metrics: { path: '/metrics', port: 8002 } }, ['--publish=127.0.0.1::8002']],
    [{ metrics: { path: '/metrics', port: 8080 } }, []],
    [{ volumes: ['models:/m:ro'] }, [`--mount=type=bind,source=${workspace}/models,target=/m,readonly`]],
    [{ extraArguments: ['--shm-size=1g', '--init'] }, ['--shm-size=1g', '--init']],
    [{ extraArguments: ['--ipc=host'], openedArguments: ['--ipc=host'] }, ['--ipc=host']],
  ])('hold %j', (more, expected) => {
    const arguments_ = createArguments({ ...plan, ...more }, context, 'n');
    expect(arguments_.slice(7, arguments_.indexOf('--'))).toEqual(expected);
  });

  test('end with the command, and publish nothing on the network of the host', () => {
    const arguments_ = createArguments(
      { ...plan, network: 'host', command: ['serve', '--port=1'] },
      context,
      'n',
    );
    expect(arguments_.slice(-4)).toEqual(['--', 'model:1', 'serve', '--port=1']);
    expect(arguments_.join(' ')).not.toContain('--publish');
  });

  test.each(['--name=mine', '--rm', '--cidfile=x', '--', '--label=dev.sluice.session=other'])(
    'refuse the extra argument %s',
    (argument) => {
      // Not even where they are opened.
      const asked = { ...plan, extraArguments: [argument], openedArguments: [argument] };
      expect(() => createArguments(asked, context, 'n')).toThrow(
        expect.objectContaining({ code: 'config-invalid' }),
      );
    },
  );

  test.each([
    '--ulimit=memlock=-1',
    '--env=OMP_NUM_THREADS=2',
    '--ipc=private',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--sysctl=net.core.somaxconn=1024',
    '--device=/dev/nvidia0',
    '--device=/dev/dri/renderD128',
    '--device=/dev/kfd',
    '--runtime=nvidia',
    '--tmpfs=/cache:size=1g',
    '--group-add=video',
  ])('take the extra argument %s of any change', (argument) => {
    expect(createArguments({ ...plan, extraArguments: [argument] }, context, 'n')).toContain(argument);
  });

  test.each([
    '--privileged',
    '--privileged=true',
    '--cap-add=SYS_ADMIN',
    '--security-opt=apparmor=unconfined',
    '--security-opt=seccomp=unconfined',
    '--security-opt=no-new-privileges:false',
    '--volume=/:/host',
    '-v=/:/host',
    '-v',
    '-v/:/host',
    '--mount=type=bind,source=/,target=/host',
    '--volume=/var/run/docker.sock:/var/run/docker.sock',
    '--volumes-from=other',
    '--network=host',
    '--net=host',
    '--pid=host',
    '--ipc=host',
    '--ipc=container:other',
    '--uts=host',
    '--userns=host',
    '--cgroupns=host',
    '--cgroup-parent=/',
    '--device=/dev/sda',
    '--device=/dev/nvidia0/../sda',
    '--device=/dev/mem',
    '--device-cgroup-rule=a *:* rwm',
    // Of our own environment, and of files of this machine.
    '--env=GITHUB_TOKEN',
    '-e=GITHUB_TOKEN',
    '--env-file=/proc/self/environ',
    '--label-file=/etc/passwd',
    '--publish=0.0.0.0:80:80',
    '--log-driver=syslog',
    '--oom-score-adj=-1000',
    '--runtime=/bin/sh',
    '--sysctl=kernel.core_pattern=|/bin/sh',
    '--shm-size',
    'another-image',
    '--hostname=a\tb',
  ])('refuse the extra argument %s, unless it is opened where no change can', (argument) => {
    const asked = { ...plan, extraArguments: [argument] };
    expect(() => createArguments(asked, context, 'n')).toThrow(
      expect.objectContaining({ code: 'limits-exceeded' }),
    );
    expect(createArguments({ ...asked, openedArguments: [argument] }, context, 'n')).toContain(argument);
  });
});

describe('a volume', () => {
  test('with a comma and quotes in its name is quoted as CSV', () => {
    expect(mountArgument('models, "small":/m', workspace)).toBe(
      `type=bind,"source=${workspace}/models, ""small""",target=/m`,
    );
  });

  test.each([
    ['models', 'config-invalid'],
    ['models:relative', 'config-invalid'],
    ['models:/m:z', 'config-invalid'],
    ['/:/m', 'path-outside-workspace'],
    ['../x:/m', 'path-outside-workspace'],
    ['way-out:/m', 'path-outside-workspace'],
    ['missing:/m', 'container-start-failed'],
  ])('%s is %s', (volume, code) => {
    expect(() => mountArgument(volume, workspace)).toThrow(expect.objectContaining({ code }));
  });
});
