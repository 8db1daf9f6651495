import type { HttpJsonPlan } from '../../model/protocol.ts';
import { compileCheck, excerpt, type CompiledCheck } from './response-check.ts';
import { headerValue, keptRefusalBytes, refusalKind, refusalMessage } from './refusal.ts';
import { fillHeaders } from './request-headers.ts';
import { encodeForPath, fillJson, fillText } from './template.ts';
import { emptyResult, type Protocol, type ResponseReader, type ResponseResult } from './protocol.ts';

/** A longer answer than this is not kept for checking, so that a runaway server cannot fill our memory. */
const largestCheckedBytes = 32 * 1024 * 1024;

/** Takes from an answer of an accepted status what else it tells: counts, or an error of the server's own. */
export type NoteAnswer = (json: unknown, result: ResponseResult, status: number) => void;

/** Any HTTP endpoint that takes a request built from a template and gives one answer. */
export function createHttpJson(plan: HttpJsonPlan, noteAnswer?: NoteAnswer): Protocol {
  const check = compileCheck(plan.check);
  return {
    kind: plan.kind,
    prepare(item, className) {
      const row = item.row;
      const body =
        plan.body === undefined
          ? null
          : Buffer.from(JSON.stringify(fillJson(plan.body, { row, className, place: 'body' })));
      return {
        method: plan.method,
        path: fillText(plan.path, { row, className, place: 'path' }, encodeForPath),
        headers: fillHeaders(plan.headers, item, className, body !== null),
        body,
      };
    },
    openReader: () => new HttpJsonReader(check, noteAnswer),
  };
}

class HttpJsonReader implements ResponseReader {
  readonly #check: CompiledCheck;
  readonly #noteAnswer: NoteAnswer | undefined;
  readonly #result: ResponseResult = emptyResult();
  readonly #chunks: Buffer[] = [];
  #keptBytes = 0;
  #keepUpTo = 0;
  #tooLong = false;
  #status = 0;
  #headers: Buffer[] = [];
  #accepted = false;
  #isJson = false;

  constructor(check: CompiledCheck, noteAnswer: NoteAnswer | undefined) {
    this.#check = check;
    this.#noteAnswer = noteAnswer;
  }

  onHeaders(status: number, headers: Buffer[]): void {
    this.#chunks.length = 0;
    this.#keptBytes = 0;
    this.#tooLong = false;
    this.#status = status;
    this.#headers = headers;
    this.#accepted = this.#check.acceptsStatus(status);
    this.#isJson =
      this.#check.needsJson || (status !== 204 && isJsonType(headerValue(headers, 'content-type')));
    const keepsAnswer = this.#isJson || this.#check.needsText;
    this.#keepUpTo = !this.#accepted ? keptRefusalBytes : keepsAnswer ? largestCheckedBytes : 0;
  }

  onChunk(bytes: Buffer): void {
    if (this.#keepUpTo === 0) return;
    if (this.#keptBytes + bytes.length > this.#keepUpTo) {
      this.#tooLong = true;
      if (this.#accepted) return;
    }
    if (this.#keptBytes < this.#keepUpTo) this.#chunks.push(bytes);
    this.#keptBytes += bytes.length;
  }

  onEnd(): ResponseResult {
    const result = Object.assign(this.#result, emptyResult());
    if (!this.#accepted) {
      const body = this.#text().slice(0, keptRefusalBytes);
      result.outcome = refusalKind(this.#status, body);
      result.message = refusalMessage(this.#status, this.#headers, body);
      return result;
    }
    const fault = this.#findFault();
    if (fault !== undefined) {
      result.outcome = 'bad-response';
      result.message = fault;
    }
    this.#chunks.length = 0;
    return result;
  }

  #findFault(): string | undefined {
    if (this.#keepUpTo === 0) return undefined;
    if (this.#tooLong) return `the answer is longer than ${largestCheckedBytes} bytes and was not checked`;
    const text = this.#text();
    let json: unknown;
    if (this.#isJson) {
      try {
        json = JSON.parse(text);
      } catch {
        return text === '' ? 'the answer is empty, not JSON' : `the answer is not JSON: ${excerpt(text)}`;
      }
    }
    try {
      if (this.#isJson) this.#noteAnswer?.(json, this.#result, this.#status);
      if (this.#result.outcome !== 'ok') return undefined;
      return this.#check.findFault(text, () => json) ?? this.#check.findTokenFault(this.#result.outputTokens);
    } catch (thrown) {
      // JSON is read to any depth, and compared or written again only as deep as the stack goes.
      if (!(thrown instanceof RangeError)) throw thrown;
      return `the answer is nested too deeply to be checked: ${excerpt(text, 100)}`;
    }
  }

  #text(): string {
    const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    return (only ?? Buffer.concat(this.#chunks)).toString('utf8');
  }
}

function isJsonType(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType);
}
