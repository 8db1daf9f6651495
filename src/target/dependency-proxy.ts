import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../model/error.ts';
import type { DependencyFault } from '../model/scenario.ts';

/**
 * Between a target and its dependency: passes all bytes on, and makes the dependency faulty on demand.
 *
 * Our own, because the known proxy for this, Toxiproxy, is a server in Go, and what npm has for it are clients of that
 * server: a download of a program for each run, where this is one file.
 */
export interface DependencyProxy {
  host: string;
  port: number;
  /** Makes the dependency faulty, or well again. Resolves when it is. Throws `port-in-use` where its port was taken meanwhile. */
  set(fault: DependencyFault | undefined): Promise<void>;
  /** Any number of times. */
  close(): Promise<void>;
}

export interface Address {
  host: string;
  port: number;
}

/** Answers that wait in one connection; above, nothing more is read from the dependency. */
const mostWaitingBytes = 1024 * 1024;

/** @param host to listen on. Throws the error of the system where that is no address of this machine. */
export async function openDependencyProxy(host: string, dependency: Address): Promise<DependencyProxy> {
  const connections = new Set<Socket>();
  const failing = createHttpServer((request, response) => {
    request.resume();
    // Closed, so that the next request meets the dependency as it is by then.
    response
      .writeHead(503, { 'content-type': 'text/plain', connection: 'close' })
      .end('a fault was asked for\n');
  });
  let fault: DependencyFault | undefined;
  let healed = new AbortController();

  const server = createServer({ allowHalfOpen: true }, (client) => {
    connections.add(client);
    client.once('close', () => connections.delete(client));
    // What becomes of a connection is for its two ends to notice.
    client.on('error', () => client.destroy());
    if (fault?.kind === 'failing') failing.emit('connection', client);
    else passOn(client);
  });
  // A connection that could not be taken is for the target to notice, too.
  server.on('error', () => {});

  function passOn(client: Socket): void {
    const upstream = connect({ ...dependency, allowHalfOpen: true });
    upstream.on('error', () => client.resetAndDestroy());
    const drop = () => void upstream.destroy();
    const endUpstream = () => void upstream.end();
    const take = (chunk: Buffer): void => {
      if (fault?.kind === 'reset') client.resetAndDestroy();
      else if (fault?.kind === 'failing') answerOurselves(chunk);
      else if (!upstream.write(chunk)) {
        client.pause();
        upstream.once('drain', () => client.resume());
      }
    };
    /** The request that begins with this, and what follows it on its connection. */
    function answerOurselves(chunk: Buffer): void {
      client.off('data', take).off('end', endUpstream).off('close', drop);
      upstream
        .removeAllListeners()
        .on('error', () => {})
        .destroy();
      client.pause().unshift(chunk);
      failing.emit('connection', client);
      client.resume();
    }
    client.on('data', take).on('end', endUpstream).on('close', drop);
    passAnswers(upstream, client, () =>
      fault?.kind === 'slow' ? { delayMs: fault.delayMs, healed } : undefined,
    );
  }

  const port = await listenOnUnusedPort(server, host);

  async function set(next: DependencyFault | undefined): Promise<void> {
    const wasGone = fault?.kind === 'gone';
    fault = next;
    healed.abort();
    healed = new AbortController();
    failing.closeIdleConnections();
    if (next?.kind === 'gone') await stopListening();
    else if (wasGone) await listenAgain(server, host, port);
  }

  async function stopListening(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const connection of connections) connection.resetAndDestroy();
    await closed;
  }

  return {
    host,
    port,
    set,
    async close() {
      healed.abort();
      await stopListening();
    },
  };
}

interface Slowness {
  delayMs: number;
  /** Ends the waiting of what waits. */
  healed: AbortController;
}

/** Each piece of an answer as late as it has to be, in order; an answer in many pieces is as late as one in one. */
function passAnswers(from: Socket, to: Socket, slowness: () => Slowness | undefined): void {
  let waitingBytes = 0;
  let passed = Promise.resolve();
  from.on('data', (chunk: Buffer) => {
    const slow = slowness();
    const dueAtMs = performance.now() + (slow?.delayMs ?? 0);
    waitingBytes += chunk.length;
    if (waitingBytes >= mostWaitingBytes) from.pause();
    passed = passed.then(async () => {
      const leftMs = dueAtMs - performance.now();
      // An abort ends the waiting, and that is all that it means.
      if (slow && leftMs > 0) await sleep(leftMs, undefined, { signal: slow.healed.signal }).catch(() => {});
      if (!to.destroyed && !to.write(chunk)) await drained(to);
      waitingBytes -= chunk.length;
      if (waitingBytes < mostWaitingBytes) from.resume();
    });
  });
  from.on('end', () => void passed.then(() => to.end()));
}

function drained(to: Socket): Promise<void> {
  return new Promise((resolve) => {
    to.once('drain', resolve);
    to.once('close', resolve);
  });
}

/**
 * Below the ports that systems give to outgoing connections (from 32768 in Linux, from 49152 elsewhere): while nobody listens
 * there, one of the many connections of a load could be given the port, and it could not be taken up again.
 */
const ports = { from: 20_000, to: 32_000 };

async function listenOnUnusedPort(server: Server, host: string): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = randomInt(ports.from, ports.to);
    try {
      await listen(server, host, port);
      return port;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === 20) throw cause;
    }
  }
}

async function listenAgain(server: Server, host: string, port: number): Promise<void> {
  try {
    await listen(server, host, port);
  } catch (cause) {
    throw new SluiceError('port-in-use', {
      fact: `Port ${port} on ${host}, which the target knows its dependency by, was taken by another program while the dependency was gone.`,
      remedy: 'Run it again: the port is drawn anew each time.',
      cause,
    });
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  // Rejects with the error where there is one first.
  await once(server, 'listening');
}
