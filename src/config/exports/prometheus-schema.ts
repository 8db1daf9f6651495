import { z } from 'zod';
import type { PrometheusExport } from '../../model/export.ts';
import { closed } from '../closed-object.ts';
import { port } from '../http-address.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { variableName } from './variable-name.ts';
import { webAddress } from './web-address.ts';

/** Of this machine alone, unless another address is asked for. */
const hostDefault = '127.0.0.1';

export const prometheusSchema = closed({
  listen: z
    .union([port, closed({ host: z.string().min(1).optional(), port })])
    .optional()
    .describe('Port that metrics are served at while the gate runs.'),
  'push-gateway': webAddress.optional().describe('Base address of a Pushgateway that is told the end.'),
  'remote-write': webAddress
    .optional()
    .describe(
      'Whole address that the end is written to, such as `https://prometheus.example.com/api/v1/write`.',
    ),
  'token-env': variableName.optional().describe('Bearer token for both.'),
}).refine((written) => written.listen ?? written['push-gateway'] ?? written['remote-write'], {
  error: () =>
    message(
      'says nowhere how Prometheus is to be told',
      'Give `listen: 9464` to be scraped, `push-gateway` or `remote-write`.',
    ),
});

export function planPrometheus(written: z.output<typeof prometheusSchema>): PrometheusExport {
  const { listen } = written;
  const place = typeof listen === 'number' ? { port: listen } : listen;
  return present({
    listen: place && { host: place.host ?? hostDefault, port: place.port },
    pushGateway: written['push-gateway'],
    remoteWrite: written['remote-write'],
    tokenVariable: written['token-env'],
  });
}
