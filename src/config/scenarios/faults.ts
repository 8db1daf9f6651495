import { z } from 'zod';
import type { DependencyFault, FaultsPlan } from '../../model/scenario.ts';
import type { TargetPlan } from '../../model/target.ts';
import { closed } from '../closed-object.ts';
import { duration } from '../duration.ts';
import { message, quote } from '../problem.ts';
import type { Problems } from '../problem.ts';

const address = z.string().regex(/^[A-Za-z0-9._-]+:\d{1,5}$/, {
  error: ({ input }) => message(`is ${quote(input)}`, 'Write host and port, such as `127.0.0.1:6379`.'),
});

export const faultsSchema = closed({
  dependency: closed({
    address: address.describe('Where the dependency listens, as it is reached from this machine.'),
    variable: z
      .string()
      .regex(/^[^=\s\0]+$/)
      .describe("The target's environment variable that names the dependency."),
    value: z
      .string()
      .min(1)
      .optional()
      .describe('Its value, with `{host}` and `{port}` for the address: `http://{host}:{port}` by default.'),
  }),
  kinds: z
    .array(z.enum(['slow', 'reset', 'failing', 'gone']))
    .min(1)
    .optional(),
  delay: duration().optional().describe('Of `slow`, for each answer.'),
  before: duration().optional(),
  hold: duration().optional(),
  after: duration().optional(),
});

type FaultsSettings = z.output<typeof faultsSchema>;

export function planFaults(
  settings: FaultsSettings | undefined,
  target: TargetPlan['kind'] | undefined,
  problems: Problems,
): FaultsPlan {
  const at = { path: ['scenarios', 'faults'] };
  if (settings === undefined) {
    problems.add(
      'config-invalid',
      at,
      'The scenario `faults` does not say which dependency is to fail.',
      'Write for example `scenarios: { faults: { dependency: { address: 127.0.0.1:6379, variable: REDIS_URL } } }`.',
    );
  }
  if (target === 'url') {
    problems.add(
      'config-invalid',
      at,
      'The scenario `faults` needs a target that Sluice starts, and this one is behind a url.',
      'Use `target.container` or `target.process`, or leave the scenario out.',
    );
  }
  const [host = '', port = '0'] = settings?.dependency.address.split(':') ?? [];
  const kinds = [...new Set(settings?.kinds ?? (['slow', 'reset', 'failing', 'gone'] as const))];
  return {
    kind: 'faults',
    dependency: {
      host,
      port: Number(port),
      variable: settings?.dependency.variable ?? '',
      value: settings?.dependency.value ?? 'http://{host}:{port}',
    },
    faults: kinds.map((kind): DependencyFault =>
      kind === 'slow' ? { kind, delayMs: settings?.delay ?? 2_000 } : { kind },
    ),
    beforeMs: settings?.before ?? 5_000,
    holdMs: settings?.hold ?? 10_000,
    afterMs: settings?.after ?? 10_000,
  };
}
