import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTokenizer, typicalSalt } from '../../../src/gate/tokenizers.ts';
import { seededRandom } from '../../../src/gate/chance.ts';
import { createTextWriter } from '../../../src/workload/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds, unlessRefusedLater } from '../properties.ts';
import { scratchFile } from '../scratch-folder.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures', 'tokenizer');

/** A tokenizer.json, which a library reads: it counts, or is refused. */
export const tokenizer: FuzzTarget = {
  name: 'tokenizer',
  covers: ['src/gate/tokenizers', 'src/workload/token-text', 'node_modules/@huggingface/tokenizers'],
  seeds: () =>
    ['byte-level', 'metaspace'].map((name) => readFileSync(join(fixtures, `${name}.json`), 'utf8')),
  words: ['"type":"BPE"', '"Sequence"', '"Regex":"(a+)+$"', 'null', '[]', '"vocab":', '"merges":'],
  async check(bytes) {
    const { folder, name: path } = scratchFile('tokenizer.json', bytes);
    await unlessRefusedLater(async () => {
      const loaded = await loadTokenizer({ kind: 'file', path }, folder);
      const salt = await typicalSalt(loaded);
      const writer = await createTextWriter(loaded, salt, seededRandom(1, 'text'));
      const { tokens } = await writer.write(20);
      holds(Number.isSafeInteger(tokens) && tokens >= 0, `a text of ${tokens} tokens`);
    });
  },
};
