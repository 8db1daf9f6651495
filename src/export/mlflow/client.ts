import type { z } from 'zod';
import type { MlflowExport } from '../../model/export.ts';
import type { ExportContext } from '../exporter.ts';
import { exchange, parseAnswer, refused, secretFrom } from '../send.ts';
import type { HttpAnswer, HttpMessage } from '../send.ts';

export const serverName = 'MLflow';

/** A tracking server and what it is spoken to with. */
export interface MlflowServer {
  /** Without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
  signal: AbortSignal;
}

export function openServer(plan: MlflowExport, { environment, signal }: ExportContext): MlflowServer {
  return {
    baseUrl: plan.trackingUrl.replace(/\/+$/, ''),
    headers: credentialsOf(plan, environment),
    signal,
  };
}

/** By the variables that MLflow's own client reads, unless the settings name another for the token. */
function credentialsOf(
  { tokenVariable }: MlflowExport,
  environment: ExportContext['environment'],
): Record<string, string> {
  const token = tokenVariable
    ? secretFrom(environment, tokenVariable, serverName)
    : environment.MLFLOW_TRACKING_TOKEN;
  if (token) return { authorization: `Bearer ${token}` };
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = environment;
  if (!user || !password) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** One call of the REST API 2.0: `runs/create`. */
export function call(server: MlflowServer, path: string, body: object): Promise<HttpAnswer> {
  return exchange(serverName, messageOf(server, path, body), server.signal);
}

/** The same where nothing but success will do. */
export async function ask<T>(
  server: MlflowServer,
  path: string,
  body: object,
  schema: z.ZodType<T>,
): Promise<T> {
  const answer = await call(server, path, body);
  if (!answer.ok) throw refused(serverName, messageOf(server, path, body), answer);
  return parseAnswer(serverName, answer.text, schema);
}

/** Questions are asked in the query of a GET, all else by POST. */
const questions = new Set(['experiments/get-by-name', 'registered-models/alias']);

export function messageOf({ baseUrl, headers }: MlflowServer, path: string, body: object): HttpMessage {
  const url = `${baseUrl}/api/2.0/mlflow/${path}`;
  if (questions.has(path))
    return { method: 'GET', url: `${url}?${new URLSearchParams({ ...body })}`, headers };
  return {
    method: 'POST',
    url,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
