import {
  failInput,
  firstRunInput,
  invalidInput,
  noSuccessInput,
  passInput,
} from '../../support/report-inputs.ts';
import { hostileTexts } from '../../support/hostile-text.ts';
import { scenariosInput } from '../../support/scenario-inputs.ts';
import type { ReportInput } from '../../../src/model/report.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { rendered } from '../rendered.ts';

const scenes = [passInput, failInput, firstRunInput, invalidInput, noSuccessInput, scenariosInput];
const numbers = [0, -1, 1, 1e-9, 0.5, 100, 1e6, 1e15, 1e21, 1e300, -1e300, 5e-324, Number.MAX_SAFE_INTEGER];

/**
 * A report of any numbers and texts. The first byte chooses the scene; then each two bytes and a text up to a line end put
 * another value into a place of it.
 */
export const report: FuzzTarget = {
  name: 'report',
  covers: ['src/report'],
  seeds: () =>
    scenes.map((_, scene) => `${String.fromCharCode(scene)}aa@octocat\nzz<b>|\n\x10\x80\n\x40\x03x\n`),
  words: hostileTexts.map(({ text }) => text.slice(0, 100)),
  slow: true,
  async check(bytes) {
    const input = scenes[(bytes[0] ?? 0) % scenes.length]!();
    const places = placesIn(input);
    for (const change of bytes.toString('latin1', 1).split('\n').slice(0, 200)) {
      const place =
        places[Math.floor((places.length * (codeAt(change, 0) * 256 + codeAt(change, 1))) / 65_536)];
      if (place) put(place, codeAt(change, 2), Buffer.from(change.slice(2), 'latin1').toString());
    }
    await rendered(input, bytes);
  },
};

const codeAt = (text: string, at: number): number => text.charCodeAt(at) || 0;

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

/** Words of our own stand in records that are looked up. */
const ownWords = new Set([
  'id',
  'of',
  'unit',
  'why',
  'by',
  'degraded',
  'scenario',
  'bottleneck',
  'code',
  'kind',
  'first',
]);
const ownValues = new Set(['schema', 'verdict', 'mode', 'result', 'decision', 'estimator', ...ownWords]);

function placesIn(input: ReportInput): Place[] {
  const places: Place[] = [];
  const visit = (holder: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value === 'object' && value !== null) visit(value as Record<string, unknown>);
      else if (!(typeof value === 'string' && ownValues.has(key))) places.push({ holder, key });
    }
  };
  visit(input as unknown as Record<string, unknown>);
  return places;
}

function put({ holder, key }: Place, choice: number, text: string): void {
  if (typeof holder[key] === 'number') holder[key] = numbers[choice % numbers.length];
  else if (typeof holder[key] === 'string') holder[key] = text;
  else if (typeof holder[key] === 'boolean') holder[key] = !holder[key];
}
