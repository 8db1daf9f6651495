import { describe, expect, test } from 'vitest';
import { decodeError, decodeVerdict, encodeError } from '../../src/interop/index.ts';
import { SluiceError } from '../../src/model/error.ts';
import { renderResultJson } from '../../src/report/index.ts';
import {
  failInput,
  firstRunInput,
  inconclusiveInput,
  invalidInput,
  noSuccessInput,
  passInput,
} from '../support/report-inputs.ts';

type Json = Record<string, unknown>;
const verdict = () => JSON.parse(renderResultJson(failInput())) as Json & { metrics: Json[] };
const refused = (told: string) =>
  expect.objectContaining({ code: 'run-unreadable', message: expect.stringContaining(told) });

describe('result.json', () => {
  test.each([passInput, failInput, inconclusiveInput, invalidInput, firstRunInput, noSuccessInput])(
    'the verdict of %o comes back as it was',
    (input) => {
      const text = renderResultJson(input());
      expect(renderResultJson({ verdict: decodeVerdict(text, 'result.json') })).toBe(text);
    },
  );

  test('what this version does not know is dropped, and so is an acceptance', () => {
    const text = JSON.stringify({ ...verdict(), comment: '# hello', accepted: { by: 'mallory' } });
    expect(decodeVerdict(text, 'result.json')).toEqual(verdict());
  });

  test.each<[string, unknown, string]>([
    ['another schema', { ...verdict(), schema: 'sluice.verdict/2' }, 'schema'],
    ['a verdict that does not exist', { ...verdict(), verdict: 'excellent' }, 'verdict'],
    ['no sentence', { ...verdict(), sentence: '' }, 'sentence'],
    ['a sentence of 20,000 characters', { ...verdict(), sentence: 'x'.repeat(20_000) }, 'sentence'],
    ['a million warnings', { ...verdict(), warnings: Array(1_000_000).fill('x') }, 'warnings'],
    [
      'an unknown metric',
      { ...verdict(), metrics: [{ ...verdict().metrics[0], id: '__proto__' }] },
      'metrics.0.id',
    ],
    [
      'a text for a number',
      { ...verdict(), metrics: [{ ...verdict().metrics[0], base: '12' }] },
      'metrics.0.base',
    ],
    ['a list', [], 'whole file'],
    ['null', null, 'whole file'],
  ])('%s is refused by name', (_, value, told) => {
    expect(() => decodeVerdict(JSON.stringify(value), 'result.json')).toThrow(refused(told));
  });

  test.each(['NaN', '1e999', '-1e999'])('%s is refused as a number', (number) => {
    const text = JSON.stringify(verdict()).replace(/"plannedLooks":\d+/, `"plannedLooks":${number}`);
    expect(() => decodeVerdict(text, 'result.json')).toThrow(
      refused(number === 'NaN' ? 'not JSON' : 'plannedLooks'),
    );
  });
});

describe('error.json', () => {
  const error = new SluiceError('image-not-found', {
    fact: 'There is no image a:b.',
    remedy: 'Build it.',
    evidence: ['pull denied'],
  });

  test('an error comes back as it was', () => {
    expect(decodeError(encodeError('tiny', error), 'error.json')).toMatchObject({
      suite: 'tiny',
      code: 'image-not-found',
      fact: 'There is no image a:b.',
      remedy: 'Build it.',
      evidence: ['pull denied'],
    });
  });

  test('a code that does not exist is refused', () => {
    const text = encodeError('tiny', error).replace('image-not-found', 'owned');
    expect(() => decodeError(text, 'error.json')).toThrow(refused('code'));
  });
});
