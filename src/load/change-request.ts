import { SluiceError } from '../model/error.ts';
import type { JsonValue } from '../model/protocol.ts';
import type { RequestChange } from '../model/schedule.ts';
import type { PreparedRequest } from './protocols/protocol.ts';

/** No body of ours holds it; it is replaced before anything is sent. */
const placeholder = 'sluice-raw-json-2c9e';

/**
 * The request made odd or broken, as an edge case asks.
 * @throws SluiceError template-invalid where there is nothing to change: no body, no JSON, no number, no marker
 */
export function changeRequest(request: PreparedRequest, change: RequestChange | undefined): PreparedRequest {
  if (!change) return request;
  if (request.body === null) throw unchangeable('the request has no body');
  const body = request.body.toString('utf8');
  const withBody = (text: string) => ({ ...request, body: Buffer.from(text) });
  switch (change.kind) {
    case 'body':
      return withBody(change.text);
    case 'cut-body':
      return { ...request, body: request.body.subarray(0, Math.floor(request.body.length / 2)) };
    case 'content-type':
      return { ...request, headers: withContentType(request.headers, change.value) };
    case 'json-at-marker':
      return withBody(withJson(body, change.json, (value) => isMarked(value, change.marker)));
    case 'json-at-numbers':
      return withBody(withJson(body, change.json, (value) => typeof value === 'number'));
    case 'without-marker':
      if (!body.includes(change.marker)) throw unchangeable('its input does not stand in the body');
      return withBody(JSON.stringify(withoutMarked(parsed(body), change.marker)));
  }
}

/** JSON text that no value stands for, such as a number beyond all bounds, in the place of the chosen values. */
function withJson(body: string, json: string, isChosen: (value: unknown) => boolean): string {
  let found = false;
  const marked = JSON.stringify(parsed(body), (_, value: unknown) => {
    if (!isChosen(value)) return value;
    found = true;
    return placeholder;
  });
  if (!found) throw unchangeable('nothing of that kind stands in its body');
  return marked.replaceAll(JSON.stringify(placeholder), () => json);
}

function isMarked(value: unknown, marker: string): boolean {
  return typeof value === 'string' && value.includes(marker);
}

/** Leaves out each field that is the marked text, or a list that holds it. */
function withoutMarked(value: JsonValue, marker: string): JsonValue {
  if (Array.isArray(value)) return value.map((each) => withoutMarked(each, marker));
  if (value === null || typeof value !== 'object') return value;
  const isInput = (each: JsonValue) =>
    isMarked(each, marker) || (Array.isArray(each) && each.some((element) => isMarked(element, marker)));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => !isInput(each))
      .map(([key, each]) => [key, withoutMarked(each, marker)]),
  );
}

function withContentType(headers: readonly string[], value: string): string[] {
  const kept = headers.filter((_, index) => headers[index - (index % 2)]?.toLowerCase() !== 'content-type');
  return [...kept, 'content-type', value];
}

function parsed(body: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    throw unchangeable('its body is not JSON');
  }
}

function unchangeable(why: string): SluiceError {
  return new SluiceError('template-invalid', {
    fact: `The request cannot be made odd in this way: ${why}.`,
    remedy: 'Leave this edge case out of workload.edge-cases.',
  });
}
