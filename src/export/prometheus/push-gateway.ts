import type { Registry, RegistryContentType } from 'prom-client';
import { send } from '../send.ts';

/**
 * Replaces what the gateway holds of this suite: `PUT /metrics/job/sluice/suite/NAME`, in the text format, the only one that
 * it takes. A value goes as base64 because it may hold a slash.
 * Source: the README of prometheus/pushgateway, "URL".
 */
export async function pushTo(
  gateway: string,
  registry: Registry<RegistryContentType>,
  suite: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const group = `metrics/job/sluice/suite@base64/${Buffer.from(suite).toString('base64url')}`;
  await send(
    'the push gateway',
    {
      method: 'PUT',
      url: `${gateway.replace(/\/+$/, '')}/${group}`,
      headers: { ...headers, 'content-type': registry.contentType },
      body: await registry.metrics(),
    },
    signal,
  );
}
