import { z } from 'zod';
import type { ClearmlExport } from '../../model/export.ts';
import type { ExportContext } from '../exporter.ts';
import { parseAnswer, secretFrom, send } from '../send.ts';

export const serverName = 'ClearML';

/** An API server, logged in to. */
export interface ClearmlServer {
  /** Without a slash at its end. */
  apiUrl: string;
  token: string;
  signal: AbortSignal;
}

const login = z.object({ data: z.object({ token: z.string() }) });

/** Trades the key pair for a token of ten minutes. */
export async function logIn(
  plan: ClearmlExport,
  { environment, signal }: ExportContext,
): Promise<ClearmlServer> {
  const pair = [plan.accessKeyVariable, plan.secretKeyVariable].map((variable) =>
    secretFrom(environment, variable, serverName),
  );
  const apiUrl = plan.apiUrl.replace(/\/+$/, '');
  const message = {
    method: 'GET' as const,
    url: `${apiUrl}/auth.login?expiration_sec=600`,
    headers: { authorization: `Basic ${Buffer.from(pair.join(':')).toString('base64')}` },
  };
  const { data } = parseAnswer(serverName, await send(serverName, message, signal), login);
  return { apiUrl, token: data.token, signal };
}

/** One call of the REST API: `tasks.create`. The answer is what stands in its `data`. */
export async function call<T>(
  { apiUrl, token, signal }: ClearmlServer,
  endpoint: string,
  body: object | readonly object[],
  data: z.ZodType<T>,
): Promise<T> {
  const lines = Array.isArray(body);
  const text = await send(
    serverName,
    {
      method: 'POST',
      url: `${apiUrl}/${endpoint}`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': lines ? 'application/json-lines' : 'application/json',
      },
      body: lines ? body.map((line) => JSON.stringify(line)).join('\n') : JSON.stringify(body),
    },
    signal,
  );
  return parseAnswer(serverName, text, z.object({ data })).data;
}

/** Where nothing of the answer is needed. */
export const anything = z.unknown();
