import { z } from 'zod';
import type { HttpVersion } from '../model/endpoint.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { httpPath, port } from './http-address.ts';
import { processMetrics, serverMetrics } from './metrics-schema.ts';
import { message, quote } from './problem.ts';

/** Starts with a letter or digit, so that it can never be taken for an option of the docker command. */
export const imagePattern = /^[a-zA-Z0-9][\w.\-/:@]*$/;

/** YAML numbers and booleans are taken as they are written. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const environment = z.record(
  z.string().regex(/^[^=\s\0]+$/, {
    error: () => message('is no name of an environment variable', 'Use letters, digits and `_`.'),
  }),
  scalar,
);

const ready = closed({
  path: httpPath.optional(),
  timeout: duration().optional(),
  interval: duration().optional(),
});

/** YAML takes `1.1` and `2` for numbers. */
const httpVersion = z
  .literal(['auto', '1.1', '2', 1.1, 2], {
    error: ({ input }) => message(`is ${quote(input)}`, 'Choices: auto, 1.1, 2.'),
  })
  .transform((version): HttpVersion => String(version) as HttpVersion)
  .describe('HTTP version; auto: over TLS what the server prefers, else 1.1.');

const common = {
  ready: ready.optional(),
  http: httpVersion.optional(),
};

const argumentsList = z.array(z.string().min(1), {
  error: ({ input }) =>
    message(`is ${quote(input)}`, 'Write a list, one item for each argument; no shell splits it.'),
});

const container = closed({
  image: z
    .string()
    .regex(imagePattern, {
      error: ({ input }) =>
        message(`is ${quote(input)}`, 'Write the name of an image, such as `app:candidate`.'),
    })
    .optional(),
  build: closed({
    context: z.string().min(1).optional().describe('Folder that is sent to Docker; the one of sluice.yml.'),
    dockerfile: z.string().min(1).optional().describe('`Dockerfile` in the context by default.'),
    args: environment.optional(),
  })
    .optional()
    .describe("In place of `image`: built from the workspace and, for a replay, from the baseline's commit."),
  port: port.optional(),
  env: environment.optional(),
  memory: z
    .string()
    .regex(/^\d+(\.\d+)?[bkmg]?$/i, {
      error: ({ input }) => message(`is ${quote(input)}`, 'Write it as Docker does: `512m`, `2g`.'),
    })
    .optional(),
  cpus: z.number().positive().optional(),
  gpus: z
    .union([z.string().min(1), z.number().int().positive()])
    .transform(String)
    .optional(),
  isolation: z
    .enum(['auto', 'none'])
    .optional()
    .describe('`auto`: on four and more cores, the container gets cores of its own.'),
  volumes: z
    .array(
      z.string().regex(/^[^:]+:\/[^:]*(:ro|:rw)?$/, {
        error: ({ input }) =>
          message(`is ${quote(input)}`, 'Write `folder:/folder/in/container`, with `:ro` for read-only.'),
      }),
    )
    .optional(),
  network: z
    .string()
    .regex(/^[a-zA-Z0-9][\w.:-]*$/)
    .optional(),
  pull: z.enum(['missing', 'always', 'never']).optional(),
  command: argumentsList.optional(),
  'extra-arguments': argumentsList.optional(),
  metrics: serverMetrics.optional(),
  ...common,
});

const processForm = closed({
  command: argumentsList.min(1).optional(),
  port: port.optional(),
  env: environment.optional(),
  directory: z.string().min(1).optional(),
  prepare: argumentsList
    .min(1)
    .optional()
    .describe("Run in a fresh checkout of the baseline's commit before it is started there: `[npm, ci]`."),
  metrics: processMetrics.optional(),
  ...common,
});

export const url = z.url({
  protocol: /^https?$/,
  error: ({ input }) =>
    message(`is ${quote(input)}`, 'Write an address that begins with http:// or https://.'),
});

const urlForm = z.union([
  url,
  closed({
    address: url.optional(),
    socket: z.string().min(1).optional().describe('Unix socket that the server listens on.'),
    tls: closed({
      ca: z
        .string()
        .min(1)
        .describe('File of certificates (PEM) that are trusted besides those of the machine.'),
    }).optional(),
    metrics: serverMetrics.optional(),
    ...common,
  }),
]);

/** Exactly one of the three forms; which is checked with the inputs, because they may name the target too. */
export const targetSchema = closed({
  container: container.optional(),
  process: processForm.optional(),
  url: urlForm.optional(),
}).meta({ maxProperties: 1 });

export type TargetSettings = z.output<typeof targetSchema>;
export type ContainerSettings = z.output<typeof container>;
export type ProcessSettings = z.output<typeof processForm>;
