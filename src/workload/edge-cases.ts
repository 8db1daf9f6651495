import type { DatasetRow } from '../model/plan.ts';
import type { BuiltinEdgeCase, EdgeCasePlan } from '../model/scenario.ts';
import type { JsonValue } from '../model/protocol.ts';
import type { RequestChange } from '../model/schedule.ts';

/** One way to make an edge case: a row, and what is changed in the request that comes of it. */
export interface EdgeInput {
  row: DatasetRow;
  change?: RequestChange;
}

/** Where the input of a request stands in its row: a column, and further inside it. */
export type InputPlace = (string | number)[];

/** Stands in a row where the input would; no input of anybody's holds it. */
export const edgeMarker = 'sluice-edge-8f3b61d2';

/** Deeper than the recursion that common parsers allow themselves; 20 kB. */
const nestingDepth = 10_000;

/** Beyond what a double holds; valid JSON all the same (RFC 8259, 6). */
const hugeNumber = '1e400';

const controls = '\u0000\u0001\u0007\b\u000b\u001b[2J\u007f\u0085\u009b';

/** Right to left, stacked marks, a joined picture, beyond the basic plane, a byte order mark, a noncharacter, half a pair. */
const unusual =
  '\u202e\u0645\u0631\u062d\u0628\u0627\u202c e\u0301\u0336\u0353\u0489 \u{1f469}\u200d\u{1f469}\u200d\u{1f466} \u{1d573}\u{1d58e} \ufdfd \ufeff\u200b \u{10ffff} \ud83d \u4f60\u597d';

/**
 * Where inputs may stand in a row, the longest text first; a row without any text has one place for each of its columns.
 * Which of them the request is made from is for the caller to find out.
 */
export function inputPlaces(row: DatasetRow): InputPlace[] {
  const texts = textsIn(row, []).sort((a, b) => b.length - a.length);
  return texts.length > 0 ? texts.map(({ place }) => place) : Object.keys(row).map((column) => [column]);
}

/** The row with another value at that place. */
export function withInput(row: DatasetRow, place: InputPlace, value: JsonValue): DatasetRow {
  return replaced(row, place, value) as DatasetRow;
}

/**
 * The ways to make an edge case from a good row, the most telling first; the first that the protocol can send is taken.
 * None where it needs to know where the input stands and nobody does.
 * @param maximumLength in characters
 */
export function edgeInputs(
  { make }: EdgeCasePlan,
  good: DatasetRow,
  place: InputPlace | undefined,
  maximumLength: number,
): EdgeInput[] {
  if (typeof make === 'object') {
    return 'row' in make
      ? [{ row: { ...good, ...make.row } }]
      : [{ row: good, change: { kind: 'body', text: make.body } }];
  }
  const wire = changeOf(make);
  if (wire) return [{ row: good, change: wire }];
  const withText = (text: string): EdgeInput[] => (place ? [{ row: withInput(good, place, text) }] : []);
  const marked = (change: RequestChange): EdgeInput[] =>
    place ? [{ row: withInput(good, place, edgeMarker), change }] : [];
  const marker = edgeMarker;
  switch (make) {
    case 'empty':
      return withText('');
    case 'one-character':
      return withText('a');
    case 'max-length':
      return withText(repeated(textAt(good, place), maximumLength));
    case 'over-max-length':
      return withText(repeated(textAt(good, place), 2 * maximumLength));
    case 'unicode':
      return withText(unusual);
    case 'control-characters':
      return withText(`${controls}${textAt(good, place)}`);
    case 'deep-nesting': {
      const json = '['.repeat(nestingDepth) + ']'.repeat(nestingDepth);
      return [
        ...marked({ kind: 'json-at-marker', marker, json }),
        { row: good, change: { kind: 'body', text: json } },
      ];
    }
    case 'huge-numbers':
      return [
        { row: good, change: { kind: 'json-at-numbers', json: hugeNumber } },
        ...marked({ kind: 'json-at-marker', marker, json: hugeNumber }),
      ];
    case 'missing-fields':
      return marked({ kind: 'without-marker', marker });
    default:
      return [];
  }
}

/** Of the cases that are made on the wire alone. */
function changeOf(make: BuiltinEdgeCase): RequestChange | undefined {
  if (make === 'malformed-json') return { kind: 'cut-body' };
  if (make === 'wrong-content-type') return { kind: 'content-type', value: 'text/plain' };
  return undefined;
}

/** The text again and again, in exactly so many characters: what a long input of the same kind looks like. */
function repeated(text: string, characters: number): string {
  const unit = `${text || 'word'} `;
  return unit
    .repeat(Math.ceil(characters / unit.length))
    .slice(0, characters)
    .toWellFormed();
}

function textAt(row: DatasetRow, place: InputPlace | undefined): string {
  const value = place?.reduce<JsonValue | undefined>(
    (here, step) => (here as Record<string | number, JsonValue> | undefined)?.[step],
    row,
  );
  return typeof value === 'string' ? value : '';
}

function textsIn(value: JsonValue, place: InputPlace): { place: InputPlace; length: number }[] {
  if (typeof value === 'string') return [{ place, length: value.length }];
  if (value === null || typeof value !== 'object') return [];
  return Array.isArray(value)
    ? value.flatMap((each, index) => textsIn(each, [...place, index]))
    : Object.entries(value).flatMap(([key, each]) => textsIn(each, [...place, key]));
}

function replaced(value: JsonValue, [step, ...rest]: InputPlace, by: JsonValue): JsonValue {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((each, index) => (index === step ? replaced(each, rest, by) : each));
  const fields = Object.entries(value as Record<string, JsonValue>);
  return Object.fromEntries(
    fields.map(([key, each]) => [key, key === step ? replaced(each, rest, by) : each]),
  );
}
