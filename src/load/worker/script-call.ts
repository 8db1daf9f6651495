import { fetch, type Dispatcher, type RequestInit, type Response } from 'undici';
import type { DatasetRow } from '../../model/plan.ts';
import { outcomes, type ErrorKind } from '../../model/sample.ts';
import type { Clock } from '../clock.ts';
import { keptRefusalBytes, refusalKind, refusalMessage } from '../protocols/refusal.ts';
import type { ResponseResult } from '../protocols/protocol.ts';

/** What a script throws, or lets through, when its request has failed. */
export class ScriptFailure extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** `accept`: status codes that are no error, besides 2xx. */
export type CallOptions = RequestInit & { accept?: readonly number[] };

export interface CallParts {
  row: DatasetRow;
  className: string;
  salt: string;
  origin: string;
  basePath: string;
  dispatcher: Dispatcher;
  clock: Clock;
  signal: AbortSignal;
  result: ResponseResult;
  onAnswer(status: number): void;
}

/** One request, as the user's script sees it. Its methods may be taken apart: `({ row, call }) => ...`. */
export class ScriptCall {
  /** The input. */
  readonly row: DatasetRow;
  /** The request class of the input. */
  readonly className: string;
  /** 16 digits, the same in both arms and new in each block: put it where a prompt begins. */
  readonly salt: string;
  /** Aborted when the request runs out of time, or the run ends. */
  readonly signal: AbortSignal;
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    this.row = parts.row;
    this.className = parts.className;
    this.salt = parts.salt;
    this.signal = parts.signal;
    this.#parts = parts;
  }

  /** `fetch` for a path of the target, on kept connections. An answer that is not 2xx ends the request as an error of its kind. */
  readonly call = async (path: string, { accept = [], ...init }: CallOptions = {}): Promise<Response> => {
    const { origin, basePath, dispatcher, signal, onAnswer } = this.#parts;
    if (!/^\/(?!\/)/.test(path)) {
      throw new ScriptFailure(
        'client-error',
        `call(${JSON.stringify(path)}): a path of the target begins with one /`,
      );
    }
    const signals = init.signal ? AbortSignal.any([signal, init.signal]) : signal;
    const response = await fetch(`${origin}${basePath}${path}`, {
      redirect: 'manual',
      ...init,
      dispatcher,
      signal: signals,
    });
    onAnswer(response.status);
    if (response.ok || accept.includes(response.status)) return response;
    const body = (await response.text()).slice(0, keptRefusalBytes);
    const headers = [...response.headers].flatMap((pair) => pair.map((text) => Buffer.from(text, 'latin1')));
    throw new ScriptFailure(
      refusalKind(response.status, body),
      refusalMessage(response.status, headers, body),
    );
  };

  /** The first token of the answer is there: TTFT. Only the first time counts. */
  readonly firstToken = (): void => {
    const { result, clock } = this.#parts;
    if (Number.isNaN(result.firstTokenAtMs)) result.firstTokenAtMs = clock();
  };

  /** Tokens as the server counts them; several calls add up. */
  readonly count = (tokens: { input?: number; cached?: number; output?: number }): void => {
    const { result } = this.#parts;
    const add = (sum: number, more: number | undefined) =>
      more === undefined ? sum : (Number.isNaN(sum) ? 0 : sum) + more;
    result.inputTokens = add(result.inputTokens, tokens.input);
    result.cachedTokens = add(result.cachedTokens, tokens.cached);
    result.outputTokens = add(result.outputTokens, tokens.output);
  };

  /** Ends the request as an error: `fail('bad-response', 'no citation in the answer')`. */
  readonly fail = (kind: ErrorKind, message: string): never => {
    const known = (outcomes as readonly string[]).includes(kind) && (kind as string) !== 'ok';
    throw new ScriptFailure(known ? kind : 'bad-response', message);
  };
}
