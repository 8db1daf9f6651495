import { z } from 'zod';
import type { OtlpExport } from '../../model/export.ts';
import { closed } from '../closed-object.ts';
import { percentage } from '../percentage.ts';
import { message } from '../problem.ts';
import { variableName } from './variable-name.ts';
import { webAddress } from './web-address.ts';

export const otlpSchema = closed({
  endpoint: webAddress
    .refine((address) => !/\/v1\/(traces|metrics)\/?$/.test(address), {
      error: () =>
        message(
          'is the address of one signal',
          'Write the base address of the collector, such as `http://localhost:4318`: `/v1/traces` and `/v1/metrics` are put behind it.',
        ),
    })
    .describe('Base address of a collector that speaks OTLP over HTTP.'),
  'header-env': z
    .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), variableName)
    .optional()
    .describe('Headers, each with the environment variable that holds its value.'),
  sampled: percentage({ atMost: 1 })
    .optional()
    .describe('Of all requests, those that become spans; 1% by default.'),
});

const sampledDefault = 0.01;

export const planOtlp = (written: z.output<typeof otlpSchema>): OtlpExport => ({
  endpoint: written.endpoint,
  headerVariables: written['header-env'] ?? {},
  sampledShare: written.sampled ?? sampledDefault,
});
