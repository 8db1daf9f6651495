import { describe, expect, test } from 'vitest';
import { annotationsOf, renderJUnit, renderResultJson } from '../../src/report/index.ts';
import { hostileInput, longInput } from '../support/hostile-input.ts';
import {
  failInput,
  inconclusiveInput,
  invalidInput,
  noSuccessInput,
  passInput,
} from '../support/report-inputs.ts';

describe('result.json', () => {
  test('is the verdict itself, with a line end at its end', () => {
    const input = failInput();
    const text = renderResultJson(input);
    expect(JSON.parse(text)).toEqual(input.verdict);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('has the same bytes whatever the order of the keys was', () => {
    const { verdict } = failInput();
    const reversed = JSON.parse(JSON.stringify(verdict), (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    ) as typeof verdict;
    expect(Object.keys(reversed)[0]).not.toBe('schema');
    expect(renderResultJson({ verdict: reversed })).toBe(renderResultJson({ verdict }));
  });
});

describe('JUnit', () => {
  const attribute = (xml: string, name: string): string =>
    new RegExp(`<testsuite [^>]*${name}="([^"]*)"`).exec(xml)?.[1] ?? '';

  test('fails what regressed, skips what could not be judged, and leaves out what is not gated', () => {
    const xml = renderJUnit(failInput());
    expect([attribute(xml, 'tests'), attribute(xml, 'failures'), attribute(xml, 'errors')]).toEqual([
      '9',
      '2',
      '0',
    ]);
    expect(xml).toContain('<testcase classname="long" name="p50 latency"><failure type="regressed"');
    expect(xml).not.toContain('p99 latency');
    expect(attribute(renderJUnit(noSuccessInput()), 'skipped')).toBe('6');
    expect(attribute(renderJUnit(inconclusiveInput()), 'skipped')).toBe('4');
  });

  test('has an error where nothing was measured, and so is never empty', () => {
    const xml = renderJUnit(invalidInput());
    expect([attribute(xml, 'tests'), attribute(xml, 'errors')]).toEqual(['1', '1']);
  });

  test('has no markup but its own, whatever the names are', () => {
    const bare = renderJUnit(hostileInput()).replace(/"[^"]*"/g, '""');
    const tags = new Set([...bare.matchAll(/<\/?([\w?]+)/g)].map(([, tag]) => tag));
    expect([...tags].toSorted()).toEqual(
      ['?xml', 'failure', 'skipped', 'testcase', 'testsuite', 'testsuites'].filter((tag) => tags.has(tag)),
    );
    expect(bare.match(/<testcase /g)?.length).toBe(
      hostileInput().verdict.metrics.filter(({ gated }) => gated).length,
    );
  });
});

describe('annotations', () => {
  test('lead with the sentence, in the level of the verdict', () => {
    expect(annotationsOf(failInput())[0]).toMatchObject({ level: 'error', title: 'Sluice: Fail' });
    expect(annotationsOf(inconclusiveInput())[0]?.level).toBe('warning');
    expect(annotationsOf(invalidInput())[0]?.level).toBe('error');
    expect(annotationsOf(passInput())).toEqual([
      { level: 'notice', title: 'Sluice: Pass', message: 'No metric got worse beyond its tolerance.' },
    ]);
  });

  test('name each regressed gated metric', () => {
    expect(annotationsOf(failInput())[1]).toEqual({
      level: 'error',
      title: 'p50 latency of long regressed',
      message: '130 ms to 170 ms: +30 % (95 % interval +28 to +32 %), tolerance 5 %',
    });
  });

  test('are at most ten, and the last one counts the rest', () => {
    const annotations = annotationsOf(longInput());
    expect(annotations).toHaveLength(10);
    expect(annotations[9]?.message).toMatch(/^\d+ more findings/);
  });

  test('are one bounded line each', () => {
    for (const { title, message } of annotationsOf(hostileInput())) {
      expect(`${title}${message}`).not.toMatch(/\p{Cc}/u);
      expect(message.length).toBeLessThan(900);
    }
  });
});
