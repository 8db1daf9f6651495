import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CompletionAnswer, type Usage } from './completion-answer.ts';
import { readCompletionRequest, RequestError, type CompletionKind } from './completion-request.ts';
import type { Engine } from './engine.ts';
import { contextTokens } from './make-model.ts';
import type { Metrics } from './metrics.ts';

/**
 * Answers one completion, streamed or whole.
 * @throws RequestError, QueueFullError, or the engine's own error; nothing has been sent then, or a stream has begun
 */
export async function complete(
  engine: Engine,
  metrics: Metrics,
  kind: CompletionKind,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  const { prompt, sampling, streams, includesUsage } = await readCompletionRequest(request, kind);
  const tokens = engine.tokenize(prompt);
  if (tokens.length + sampling.maxTokens > contextTokens) {
    const fact = `${tokens.length} tokens of prompt and ${sampling.maxTokens} of answer`;
    throw new RequestError(400, `${fact} are more than the ${contextTokens} of the context.`);
  }
  const answer = new CompletionAnswer(kind, randomUUID(), Math.floor(Date.now() / 1000));
  const texts = engine.generate(tokens, sampling, signal, () => {
    if (streams) openStream(response, answer);
  });
  const written: string[] = [];
  let next = await texts.next();
  if (!next.done) metrics.observeFirstToken(performance.now() - startMs);
  for (; !next.done; next = await texts.next()) {
    written.push(next.value);
    if (streams) sendEvent(response, answer.token(next.value));
  }
  const usage: Usage = {
    prompt_tokens: tokens.length,
    completion_tokens: written.length,
    total_tokens: tokens.length + written.length,
  };
  metrics.observeTokens(tokens.length, written.length);
  if (!streams) return sendWhole(response, answer.whole(written.join(''), next.value, usage));
  sendEvent(response, answer.end(next.value));
  if (includesUsage) sendEvent(response, answer.usage(usage));
  response.end('data: [DONE]\n\n');
}

function openStream(response: ServerResponse, answer: CompletionAnswer): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const opening = answer.opening();
  if (opening) sendEvent(response, opening);
  else response.flushHeaders();
}

export function sendEvent(response: ServerResponse, event: object): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function sendWhole(response: ServerResponse, body: object): void {
  const payload = JSON.stringify(body);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  });
  response.end(payload);
}
