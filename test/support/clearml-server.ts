import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** JSON schemas of requests, by endpoint, as ClearML's own client carries them. */
export type ClearmlSchemas = Record<string, Record<string, unknown>>;

export type CompiledSchemas = ReadonlyMap<string, ValidateFunction>;

export function compileSchemas(schemas: ClearmlSchemas): CompiledSchemas {
  const ajv = new Ajv({ strict: false });
  return new Map(
    Object.entries(schemas).map(([endpoint, schema]) => [endpoint, ajv.compile(closed(schema))]),
  );
}

export interface ClearmlCall {
  endpoint: string;
  method: string;
  contentType: string;
  authorization: string;
  body: string;
}

interface Task extends Record<string, unknown> {
  id: string;
  execution: { artifacts: unknown[] };
}

/**
 * A stand-in for the three servers of ClearML, which cannot be had here: it keeps what it is told, gives it back to
 * ClearML's own client, and notes every way in which a request differs from the schemas of that client.
 */
export class ClearmlServer {
  readonly calls: ClearmlCall[] = [];
  readonly faults: string[] = [];
  readonly events: Record<string, unknown>[] = [];
  readonly files = new Map<string, string>();
  readonly tasks = new Map<string, Task>();
  private readonly projects = new Map<string, string>();
  private readonly schemas: CompiledSchemas;
  private readonly server = createServer((request, response) => {
    void this.answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  url = '';

  constructor(schemas: CompiledSchemas) {
    this.schemas = schemas;
  }

  async open(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const { method = '', url = '', headers } = request;
    const body = (await request.toArray()).map((chunk) => (chunk as Buffer).toString('utf8')).join('');
    const path = url.split('?')[0] ?? '';
    const file = this.files.get(decodeURI(path));
    if (method === 'GET' && file !== undefined) return { status: 200, body: file };
    const endpoint = /([a-z]+\.[a-z_]+)$/.exec(path)?.[1] ?? 'files';
    const { authorization = '', 'content-type': contentType = '' } = headers;
    this.calls.push({ endpoint, method, contentType, authorization, body });
    if (endpoint === 'files') return this.keepFiles(body);
    if (!/^B(?:asic|earer) ./.test(authorization)) return { status: 401, body: refusal };
    const lines = endpoint === 'events.add_batch' ? body.split('\n').filter(Boolean) : [body || '{}'];
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const each of parsed) this.check(endpoint === 'events.add_batch' ? 'events.add' : endpoint, each);
    const data = endpoint === 'events.add_batch' ? this.addEvents(parsed) : this.dataOf(endpoint, parsed[0]!);
    const meta = {
      id: 'a',
      trx: 'a',
      result_code: 200,
      result_subcode: 0,
      result_msg: 'OK',
      error_stack: null,
    };
    return { status: 200, body: JSON.stringify({ meta, data }) };
  }

  private check(endpoint: string, body: Record<string, unknown>): void {
    const validate = this.schemas.get(endpoint);
    if (!validate || validate(body)) return;
    for (const { instancePath, message, params } of validate.errors ?? [])
      this.faults.push(`${endpoint}${instancePath}: ${message} ${JSON.stringify(params)}`);
  }

  private keepFiles(body: string): { status: number; body: string } {
    const [, name = '', text = ''] = /name="([^"]*)".*?\r\n\r\n(.*)\r\n--[^\r]*--\r\n$/s.exec(body) ?? [];
    this.files.set(name, text);
    return { status: 200, body: '' };
  }

  private addEvents(events: Record<string, unknown>[]): object {
    this.events.push(...events);
    return { added: events.length, errors: 0 };
  }

  private dataOf(endpoint: string, body: Record<string, unknown>): object {
    const task = this.tasks.get(String(body.task));
    switch (endpoint) {
      case 'auth.login':
        return { token: token() };
      case 'projects.get_all':
        return {
          projects: [...this.projects]
            .filter(([, name]) => new RegExp(String(body.name)).test(name))
            .map(([id, name]) => ({ id, name })),
        };
      case 'projects.create':
        return this.keep(this.projects, String(body.name));
      case 'projects.get_by_id':
        return { project: { id: body.project, name: this.projects.get(String(body.project)) } };
      case 'tasks.create': {
        const kept = { ...body, status: 'created', execution: { artifacts: [] } };
        const { id } = this.keep(this.tasks, kept as unknown as Task);
        this.tasks.get(id)!.id = id;
        return { id };
      }
      case 'tasks.get_by_id':
        return { task };
      case 'tasks.get_all':
        return { tasks: [...this.tasks.values()] };
      case 'tasks.edit':
        Object.assign(task ?? {}, { ...body, execution: task?.execution });
        return { updated: 1 };
      case 'tasks.edit_hyper_params':
        return { updated: 1 };
      case 'tasks.get_hyper_params':
        return {
          params: [...this.tasks.values()].map((each) => ({ task: each.id, hyperparams: paramsOf(each) })),
        };
      case 'tasks.add_or_update_artifacts':
        task?.execution.artifacts.push(...(body.artifacts as unknown[]));
        return { updated: 1 };
      case 'tasks.started':
      case 'tasks.completed':
      case 'tasks.failed':
        if (task)
          task.status = endpoint === 'tasks.started' ? 'in_progress' : endpoint.slice('tasks.'.length);
        return { updated: 1, fields: {} };
      case 'events.get_task_single_value_metrics':
        return { tasks: [{ values: this.events.filter(({ metric }) => metric === 'Summary') }] };
      case 'events.scalar_metrics_iter_histogram':
        return this.histogram();
      default:
        return {};
    }
  }

  private keep<Value>(kept: Map<string, Value>, value: Value): { id: string } {
    const id = (this.projects.size + this.tasks.size + 1).toString(16).padStart(32, '0');
    kept.set(id, value);
    return { id };
  }

  private histogram(): Record<string, Record<string, { name: string; x: unknown[]; y: unknown[] }>> {
    const found: ReturnType<ClearmlServer['histogram']> = {};
    for (const { metric, variant, iter, value } of this.events) {
      if (metric === undefined || metric === 'Summary') continue;
      const name = String(variant);
      const curve = ((found[String(metric)] ??= {})[name] ??= { name, x: [], y: [] });
      curve.x.push(iter);
      curve.y.push(value);
    }
    return found;
  }
}

const paramsOf = ({ hyperparams }: Task): unknown[] =>
  Object.values((hyperparams ?? {}) as object).flatMap((section: object) => Object.values(section));

const refusal = JSON.stringify({
  meta: { result_code: 401, result_msg: 'Unauthorized (missing credentials)' },
});

/** As long as the client decodes it, nobody checks its signature. */
function token(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iat: now,
    exp: now + 3600,
    api_version: '2.23',
    server_version: '2.0',
    feature_set: 'basic',
  };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** The schemas let unknown fields pass, so that a misspelt one would never be seen. */
function closed(schema: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    key === 'properties' || key === 'definitions'
      ? Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, closed(inner)]))
      : value,
  ]);
  const result = Object.fromEntries(entries) as Record<string, unknown>;
  // What stands beside `anyOf` belongs to each of its parts.
  if (result.anyOf) return { anyOf: result.anyOf, definitions: result.definitions };
  return result.properties && result.additionalProperties === undefined
    ? { ...result, additionalProperties: false }
    : result;
}
