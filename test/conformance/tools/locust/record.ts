import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFrame, FrameReader } from '../../../../src/load/locust/frames.ts';
import { workspace } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { chat, startChatServer } from './accuracy.ts';
import { openBlock, openEngine, planOf } from './bench.ts';

const fixture = join(workspace, 'test', 'fixtures', 'locust', 'messages.bin');

/** Keeps what two workers hand back, of a block that is answered by a streaming server and of one that nobody answers. */
export async function recordMessages(command: string, checks: Checks): Promise<void> {
  const kept: Buffer[] = [];
  const reader = new FrameReader((head, body) => {
    // The others name the machine.
    if (head.kind === 'rows' || head.kind === 'done') kept.push(encodeFrame(head, body));
  });
  const { push } = FrameReader.prototype;
  FrameReader.prototype.push = function (bytes) {
    if (this !== reader) reader.push(bytes);
    push.call(this, bytes);
  };
  const server = await startChatServer({ TOKENS: '5', FIRST_MS: '60', TOKEN_MS: '20', REFUSE_EVERY: '4' });
  const engine = await openEngine(chat, planOf(command, { workers: 2 }));
  const { signal } = new AbortController();
  try {
    await engine.run(openBlock(0, 15, 1), { baseUrl: server.url }, { signal });
    await sleep(100);
    await engine.run(openBlock(1, 3, 1), { baseUrl: 'http://127.0.0.1:9' }, { signal });
  } finally {
    FrameReader.prototype.push = push;
    await engine.close();
    server.stop();
  }
  writeFileSync(fixture, Buffer.concat(kept));
  checks.hold(`${kept.length} messages were kept`, kept.length >= 6);
}
