import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { authority, certificate } from '../../../support/tls/index.ts';
import { countOutcomes } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { openBlock, openEngine, planOf, unary } from './bench.ts';

/** A server whose certificate an authority of the user's own has signed. */
export async function checkTls(command: string, checks: Checks): Promise<void> {
  const server = createServer(certificate, (request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"label":1}'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const engine = await openEngine(unary, planOf(command, { workers: 2 }));
  const { signal } = new AbortController();
  try {
    const trusted = await engine.run(openBlock(0, 20, 1), { baseUrl, ca: authority }, { signal });
    checks.equal('requests over TLS', countOutcomes(trusted), { ok: 20 });
    const { connectionsOpened = 0 } = trusted.health;
    checks.hold(`connections are kept: ${connectionsOpened} for 20 requests`, connectionsOpened < 10);
    const strange = await engine.run(openBlock(1, 20, 1), { baseUrl }, { signal });
    checks.equal('requests to a server that nobody vouches for', countOutcomes(strange), { connect: 20 });
    console.log(`     ${strange.errorExamples[0]?.message}`);
  } finally {
    await engine.close();
    server.closeAllConnections();
    server.close();
  }
}
