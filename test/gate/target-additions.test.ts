import { expect, test } from 'vitest';
import { withAdditions } from '../../src/gate/target-additions.ts';
import type { ContainerPlan, ProcessPlan, UrlPlan } from '../../src/model/target.ts';

const ready = { path: '/health', timeoutMs: 1_000, intervalMs: 10 };
const process_: ProcessPlan = {
  kind: 'process',
  command: ['serve', '--port', '{port}'],
  env: { MODEL: 'a', WORKERS: '1' },
  directory: '.',
  ready,
};
const container: ContainerPlan = {
  kind: 'container',
  image: 'model:1',
  port: 8000,
  env: {},
  isolation: 'auto',
  volumes: [],
  pull: 'missing',
  extraArguments: ['--shm-size=1g'],
  command: [],
  ready,
};
const url: UrlPlan = { kind: 'url', url: 'https://a.example', ready };
const additions = { env: { WORKERS: '4' }, arguments: ['--max-num-seqs', '64'] };

test('additions go before the variables of a target and after its command, and leave the plan as it is', () => {
  expect(withAdditions(process_, additions)).toEqual({
    ...process_,
    command: ['serve', '--port', '{port}', '--max-num-seqs', '64'],
    env: { MODEL: 'a', WORKERS: '4' },
  });
  expect(withAdditions(container, additions)).toEqual({
    ...container,
    command: ['--max-num-seqs', '64'],
    env: { WORKERS: '4' },
  });
  expect(process_.env.WORKERS).toBe('1');
  expect(withAdditions(url, additions)).toBe(url);
  expect(withAdditions(process_, {})).toEqual(process_);
});
