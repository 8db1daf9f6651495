import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
} from '@opentelemetry/semantic-conventions';
import type { GateVerdict } from '../../model/verdict.ts';
import { genAi, own } from './names.ts';
import type { Operation } from './operation.ts';
import { definedOf, ttftMs } from './request.ts';
import type { ObservedRequest } from './request.ts';

export interface SampledRequest {
  request: ObservedRequest;
  operation: Operation;
  /** Address and port. */
  server: Attributes;
}

/** A span each, from when the request was due until it ended; each is a trace of its own, since requests are independent. */
export function spansOf(
  sampled: readonly SampledRequest[],
  resource: Resource,
  version: string,
  verdict?: GateVerdict,
): ReadableSpan[] {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    resource,
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => void ended.push(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const tracer = provider.getTracer('sluice', version);
  for (const { request, operation, server } of sampled) {
    const span = tracer.startSpan(nameOf(operation), {
      root: true,
      kind: SpanKind.CLIENT,
      startTime: request.dueAtMs,
      attributes: {
        ...server,
        ...attributesOf(request, operation),
        ...(verdict && { [own.verdict]: verdict }),
      },
    });
    if (request.sentAtMs !== undefined) span.addEvent(own.sent, request.sentAtMs);
    if (request.firstTokenAtMs !== undefined) span.addEvent(own.firstToken, request.firstTokenAtMs);
    if (request.outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR, message: request.outcome });
    span.end(request.endAtMs);
  }
  return ended;
}

function nameOf(operation: Operation): string {
  if (operation.kind === 'http') return operation.method;
  return operation.model === null ? operation.name : `${operation.name} ${operation.model}`;
}

/** What both spans and metrics say of the kind of request. */
export function operationAttributes(operation: Operation): Attributes {
  if (operation.kind === 'http') return { [ATTR_HTTP_REQUEST_METHOD]: operation.method };
  const { name, provider, model } = operation;
  return {
    [genAi.operation]: name,
    [genAi.provider]: provider,
    ...(model === null ? {} : { [genAi.requestModel]: model }),
  };
}

/** Of a failed request: the status that came, else the kind of error. */
export function errorType({
  outcome,
  httpStatus,
}: Pick<ObservedRequest, 'outcome' | 'httpStatus'>): string | undefined {
  if (outcome === 'ok') return undefined;
  return httpStatus >= 400 ? String(httpStatus) : outcome;
}

function attributesOf(request: ObservedRequest, operation: Operation): Attributes {
  const firstTokenMs = ttftMs(request);
  return {
    ...operationAttributes(operation),
    [own.arm]: request.arm,
    [own.scenario]: request.scenario,
    [own.block]: request.block,
    [own.class]: request.class,
    [own.request]: request.key,
    [own.outcome]: request.outcome,
    ...definedOf({
      [own.variant]: request.variant,
      [ATTR_ERROR_TYPE]: errorType(request),
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: request.httpStatus || undefined,
    }),
    ...(operation.kind === 'http'
      ? {}
      : definedOf({
          [genAi.inputTokens]: request.inputTokens,
          [genAi.outputTokens]: request.outputTokens,
          [genAi.cachedTokens]: request.cachedTokens,
          [genAi.reasoningTokens]: request.reasoningTokens,
          [genAi.timeToFirstChunk]: firstTokenMs === undefined ? undefined : firstTokenMs / 1000,
        })),
  };
}
