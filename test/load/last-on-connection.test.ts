import { expect, test } from 'vitest';
import type { Workload } from '../../src/model/schedule.ts';
import { countOutcomes, jsonAnswer, openBlock, runBlock, startRawServer } from './support.ts';

const workload = (lastOnConnection: boolean): Workload => ({
  classes: [
    { name: 'good', share: 1 },
    { name: 'broken', share: 0 },
  ],
  items: [0, 1, 2, 3].map((item) => ({
    classIndex: item === 0 ? 1 : 0,
    row: { text: item === 0 ? 'broken' : 'good' },
    ...(item === 0 && lastOnConnection ? { lastOnConnection: true as const } : {}),
  })),
});

test('a server that closes its connection after a broken request, without a word, costs no good request', async () => {
  const server = await startRawServer((socket, request) => {
    const broken = request.includes('broken');
    socket.write(jsonAnswer({}, broken ? '400 Bad Request' : '200 OK'));
    // Long enough for the client to take the connection for a good one.
    if (broken) setTimeout(() => socket.destroy(), 60);
  });
  try {
    const { samples, ...measured } = await runBlock(openBlock(100, 500), server.baseUrl, {
      workload: workload(true),
    });
    expect(countOutcomes({ samples, ...measured })).toEqual({ ok: 37, 'client-error': 13 });
    expect(measured.health.keptConnectionsLost).toBe(0);
    const closing = server.requests.filter((request) => /connection: close/i.test(request));
    expect(closing).toHaveLength(13);
    expect(closing.every((request) => request.includes('broken'))).toBe(true);
  } finally {
    await server.close();
  }
});
