import type { Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import { emptyResult, type ResponseReader, type ResponseResult } from '../protocols/protocol.ts';
import { scriptHeaders } from '../protocols/script.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import { Connection } from './connection.ts';
import { ScriptCall, ScriptFailure } from './script-call.ts';
import type { Script } from './script-module.ts';
import { classifyTransportFault, type RequestPhase, type TransportFault } from './transport-fault.ts';
import type { WireRequest } from './wire-requests.ts';

export interface ScriptSurroundings {
  script: Script;
  dispatcher: Dispatcher;
  endpoint: ResolvedEndpoint;
}

/** One run of the user's script at a time: from its call to its promise's end is the request. */
export class ScriptConnection extends Connection {
  readonly #surroundings: ScriptSurroundings;
  #run: AbortController | undefined;

  constructor(surroundings: ScriptSurroundings, reader: ResponseReader, clock: Clock) {
    super(reader, clock);
    this.#surroundings = surroundings;
  }

  /** A script may do long work between its calls: only the total time-out holds for it. */
  override get phase(): RequestPhase {
    return 'receiving';
  }

  discard(): void {
    this.observer = null;
    this.#run?.abort();
  }

  protected dispatch(request: WireRequest): void {
    const run = new AbortController();
    this.#run = run;
    this.noteSent(false);
    this.lastByteAt = Infinity;
    // What the reader answers with is this record.
    const result = Object.assign(this.reader.onEnd(), emptyResult());
    void this.#perform(request, result, run.signal).then(
      () => this.#isCurrent(run) && this.noteAnswered(),
      (thrown: unknown) => this.#isCurrent(run) && this.#noteThrown(thrown, result),
    );
  }

  #isCurrent(run: AbortController): boolean {
    return this.#run === run && this.observer !== null;
  }

  async #perform(request: WireRequest, result: ResponseResult, signal: AbortSignal): Promise<void> {
    const { script, dispatcher, endpoint } = this.#surroundings;
    const headers = request.headers as string[];
    const header = (name: string) => headers[headers.indexOf(name) + 1] as string;
    await script(
      new ScriptCall({
        row: JSON.parse((request.body as Buffer).toString('utf8')),
        className: header(scriptHeaders.className),
        salt: header(scriptHeaders.salt),
        origin: endpoint.origin,
        basePath: endpoint.basePath,
        dispatcher,
        clock: this.clock,
        signal,
        result,
        onAnswer: (status) => {
          this.status = status;
          if (Number.isNaN(this.firstByteAt)) this.firstByteAt = this.clock();
        },
      }),
    );
  }

  #noteThrown(thrown: unknown, result: ResponseResult): void {
    if (thrown instanceof ScriptFailure) {
      result.outcome = thrown.kind;
      result.message = thrown.message;
      this.noteAnswered();
      return;
    }
    const { observer } = this;
    this.observer = null;
    observer?.onFailed(this, faultOf(thrown, this.status > 0));
  }
}

/** undici's `fetch failed` hides the error of the connection in its cause. */
function faultOf(thrown: unknown, answered: boolean): TransportFault {
  const error = thrown instanceof Error ? thrown : new Error(`the script threw ${String(thrown)}`);
  const cause = error.cause as (Error & { code?: string }) | undefined;
  if (error instanceof TypeError && cause?.code !== undefined) {
    const connecting = cause.code === 'ECONNREFUSED' || (cause as { syscall?: string }).syscall === 'connect';
    return classifyTransportFault(cause, connecting ? 'connecting' : answered ? 'receiving' : 'waiting');
  }
  return {
    outcome: 'bad-response',
    message: `the script threw ${error.name}: ${error.message}`,
    local: false,
    unanswered: false,
  };
}
