import { z } from 'zod';
import type { BatchingPlan } from '../../model/scenario.ts';
import type { TargetPlan } from '../../model/target.ts';
import { closed } from '../closed-object.ts';
import { duration } from '../duration.ts';
import type { Problems } from '../problem.ts';

const setting = closed({
  name: z.string().min(1).max(60),
  env: z
    .record(z.string().regex(/^[^=\s\0]+$/), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .optional(),
  arguments: z.array(z.string().min(1)).optional().describe("Added to the server's command."),
});

export const batchingSchema = closed({
  concurrency: z
    .array(z.number().int().min(1).max(10_000))
    .min(1)
    .max(50)
    .optional()
    .describe('Users, each with one request at a time: 1, 2, 4 to 32 by default.'),
  step: duration().optional(),
  settings: z
    .array(setting)
    .min(1)
    .max(20)
    .optional()
    .describe('Settings of the server to try, each with a start of its own.'),
});

type BatchingSettings = z.output<typeof batchingSchema>;

export function planBatching(
  settings: BatchingSettings = {},
  target: TargetPlan['kind'] | undefined,
  problems: Problems,
): BatchingPlan {
  checkServerSettings(settings.settings ?? [], target, problems);
  return {
    kind: 'batching',
    concurrency: [...new Set(settings.concurrency ?? [1, 2, 4, 8, 16, 32])].sort((a, b) => a - b),
    stepMs: settings.step ?? 8_000,
    settings: (settings.settings ?? []).map((each) => ({
      name: each.name,
      env: each.env ?? {},
      arguments: each.arguments ?? [],
    })),
  };
}

function checkServerSettings(
  settings: readonly { name: string }[],
  target: TargetPlan['kind'] | undefined,
  problems: Problems,
): void {
  const path = ['scenarios', 'batching', 'settings'];
  if (target === 'url' && settings.length > 0) {
    problems.add(
      'config-invalid',
      { path },
      'Settings of the server are to be tried, and it is behind a url: nobody but its owner can start it anew.',
      'Use `target.container` or `target.process`, or leave `settings` out.',
    );
  }
  const names = settings.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    problems.add(
      'config-invalid',
      { path: [...path, index, 'name'] },
      `Two settings are called \`${name}\`.`,
      'Give each setting a name of its own.',
    );
  }
}
