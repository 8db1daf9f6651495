import { z } from 'zod';
import { parseMetricExpression } from '../model/metric-expression.ts';
import type { MetricsPlan } from '../model/target.ts';
import { metricsPresets, telemetryIds } from '../model/telemetry.ts';
import { closed, nearestKey } from './closed-object.ts';
import { httpPath, port } from './http-address.ts';
import { present } from './present.ts';
import { message, quote } from './problem.ts';

const expression = z
  .string()
  .max(300)
  .refine((text) => parseMetricExpression(text) !== undefined, {
    error: ({ input }) =>
      message(
        `is ${quote(input)}`,
        'Write a name of the server\'s own, as `name`, `name{label="value"}`, `used / total` or `percent / 100`.',
      ),
  });

const description = 'Prometheus text or OpenMetrics of the server, sampled under load.';

const shape = {
  preset: z
    .enum(metricsPresets)
    .optional()
    .describe('Whose names the metrics have; recognised by them where it is left out.'),
  map: z
    .partialRecord(z.enum(telemetryIds), expression, { error: nearestKey(telemetryIds) })
    .optional()
    .describe('What metrics with other names are: `server.waiting: my_queue_length`.'),
};

/** Both arms of a process share the ports of this machine: a second port would lead to the other arm. */
export const processMetrics = closed({ path: httpPath, ...shape }).describe(description);

export const serverMetrics = closed({
  path: httpPath,
  port: port
    .optional()
    .describe('Where it is not the port of the server: 8002 of Triton, 8082 of TorchServe.'),
  ...shape,
}).describe(description);

export function planMetrics({ path, port, preset, map }: z.output<typeof serverMetrics>): MetricsPlan {
  return { path, ...present({ port, preset, map }) };
}
