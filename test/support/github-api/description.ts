import { readFile } from 'node:fs/promises';
import { OpenAPIBackend, type Document } from 'openapi-backend';

/** One call, as it came over the wire. */
export interface Call {
  method: string;
  /** Percent-encoded, without the query. */
  path: string;
  query: string;
  headers: Record<string, string>;
  body: unknown;
}

export interface Matched {
  operationId: string;
  /** Path parameters, decoded. */
  parameters: Record<string, string>;
  query: URLSearchParams;
}

/** GitHub's official OpenAPI description, as far as extract.ts took it. */
export interface Description {
  /** Undefined for a call that the description does not know. */
  match(call: Call): Matched | undefined;
  /** Every way in which the request differs from the description. */
  checkRequest(call: Call, matched: Matched): string[];
  checkResponse(operationId: string, status: number, body: unknown): string[];
  /** A body that fits the description, for the many fields that nobody looks at. */
  mock(operationId: string, status: number): Record<string, unknown>;
}

/** Formats that the validator does not know by itself and would only warn about. */
const formats = {
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)) && text.includes('T'),
  uri: (text: string) => URL.canParse(text),
  email: true,
  timestamp: true,
} as const;

export async function loadDescription(): Promise<Description> {
  const file = new URL('../../fixtures/github-openapi.json', import.meta.url);
  const definition = JSON.parse(await readFile(file, 'utf8'), admitNull) as Document;
  const api = new OpenAPIBackend({ definition, quick: true, ajvOpts: { allErrors: true, formats } });
  await api.init();

  const requestOf = (call: Call) => ({
    method: call.method,
    path: call.path,
    query: call.query,
    headers: call.headers,
    body: call.body,
  });

  return {
    match(call) {
      const operation = api.router.matchOperation(requestOf(call));
      if (!operation?.operationId) return undefined;
      const parsed = api.router.parseRequest(requestOf(call), operation);
      return {
        operationId: operation.operationId,
        parameters: parsed.params as Record<string, string>,
        query: new URLSearchParams(call.query),
      };
    },
    checkRequest(call, { operationId }) {
      const errors = api.validator.validateRequest(requestOf(call), operationId).errors ?? [];
      return [
        ...errors.map((error) => `request${error.instancePath}: ${error.message}`),
        ...unknownBodyKeys(api, operationId, call.body),
        ...missingConclusion(operationId, call.body),
      ];
    },
    checkResponse(operationId, status, body) {
      const responses = api.router.getOperation(operationId)?.responses ?? {};
      if (!(String(status) in responses)) {
        // Errors that any call may meet are described only here and there.
        return status >= 400 && isBasicError(body) ? [] : [`response ${status} is not described`];
      }
      const errors = api.validator.validateResponse(body, operationId, status).errors ?? [];
      // GitHub's alternatives for error bodies overlap: a plain message fits all of them.
      const overlapping = (error: { keyword: string; params: unknown }) =>
        status >= 400 &&
        error.keyword === 'oneOf' &&
        (error.params as { passingSchemas?: unknown }).passingSchemas;
      return errors
        .filter((error) => !overlapping(error))
        .map((error) => `response ${status}${error.instancePath}: ${error.message}`);
    },
    mock(operationId, status) {
      return api.mockResponseForOperation(operationId, { code: status }).mock as Record<string, unknown>;
    },
  };
}

/** The description allows further keys in most bodies, where a misspelt one would go unseen. */
function unknownBodyKeys(api: OpenAPIBackend, operationId: string, body: unknown): string[] {
  if (body === null || typeof body !== 'object') return [];
  const described = api.router.getOperation(operationId)?.requestBody;
  const schema =
    described && 'content' in described ? described.content['application/json']?.schema : undefined;
  const known = schema && 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return Object.keys(body)
    .filter((key) => !known.includes(key))
    .map((key) => `request/requestBody: ${key} is not described`);
}

/** GitHub writes `nullable` and leaves null out of the list of values, where OpenAPI wants it in both. */
function admitNull(_key: string, value: unknown): unknown {
  const schema = value as { nullable?: boolean; enum?: unknown[] } | null;
  if (!schema || typeof schema !== 'object' || schema.nullable !== true) return value;
  if (schema.enum && !schema.enum.includes(null)) schema.enum.push(null);
  if ('type' in schema) return value;
  // The validator takes `nullable` only beside a type.
  const { nullable: _, ...others } = schema;
  return { anyOf: [others, { enum: [null] }] };
}

/** GitHub says so in prose: a completed check run needs its conclusion. */
function missingConclusion(operationId: string, body: unknown): string[] {
  if (operationId !== 'checks/create' && operationId !== 'checks/update') return [];
  const { status, conclusion } = body as { status?: string; conclusion?: string };
  return status === 'completed' && conclusion === undefined
    ? ['request/requestBody: a completed check run needs a conclusion']
    : [];
}

function isBasicError(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string';
}
