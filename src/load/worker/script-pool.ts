import { Agent } from 'undici';
import type { Clock } from '../clock.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { Connection } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { createConnector } from './connector.ts';
import { ScriptConnection } from './script-connection.ts';
import type { Script } from './script-module.ts';

/** Runs of a script against one server, over connections that are opened as calls need them and kept. */
export class ScriptPool extends ConnectionPool {
  readonly #idle: Connection[] = [];
  readonly #script: Script;
  readonly #agent: Agent;

  constructor(endpoint: ResolvedEndpoint, protocol: Protocol, clock: Clock, script: Script) {
    super(endpoint, protocol, clock);
    this.#script = script;
    this.#agent = new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) =>
        createConnector(this.shared, { opening: null }, () => true)(options, callback),
    });
  }

  protected take(): Connection {
    const { endpoint } = this.shared;
    return (
      this.#idle.pop() ??
      new ScriptConnection(
        { script: this.#script, dispatcher: this.#agent, endpoint },
        this.openReader(),
        this.clock,
      )
    );
  }

  protected takeBack(connection: Connection): void {
    this.#idle.push(connection);
  }

  protected closeIdle(): void {
    this.#idle.length = 0;
    this.#agent.destroy().catch(() => undefined);
  }
}
