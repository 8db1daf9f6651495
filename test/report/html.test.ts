import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { turnClass } from '../../src/model/conversation.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { renderHtml } from '../../src/report/html.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { hostileInput, inputOfText, longInput, oneRequestInput } from '../support/hostile-input.ts';
import { samplesInput, scenariosInput } from '../support/scenario-inputs.ts';
import {
  failInput,
  firstRunInput,
  inconclusiveInput,
  invalidInput,
  noSuccessInput,
  passInput,
} from '../support/report-inputs.ts';

/** Every scenario, with hostile texts wherever the pictures have one from outside. */
function hostilePicturesInput(): ReportInput {
  const input = scenariosInput();
  const text = (index: number) => hostileTexts[index % hostileTexts.length]!.text;
  input.candidate.timeline.forEach((point, i) =>
    Object.assign(point, {
      ...{ scenario: text(i), reason: text(i + 1), valid: false, errors: 3 },
      errorKinds: { [text(i + 2)]: 3 },
    }),
  );
  input.candidate.mixed.forEach((entry, i) => (entry.class = i > 4 ? turnClass(text(0), i) : text(i)));
  return { ...input, shifts: input.shifts!.map((shift, i) => ({ ...shift, class: text(i) })) };
}

const pages = Object.entries({
  pass: passInput,
  fail: failInput,
  inconclusive: inconclusiveInput,
  invalid: invalidInput,
  'first run': firstRunInput,
  'no success': noSuccessInput,
  'one request': oneRequestInput,
  scenarios: scenariosInput,
  samples: samplesInput,
  long: longInput,
  hostile: hostileInput,
  'hostile pictures': hostilePicturesInput,
}).map(([name, makeInput]) => [name, renderHtml(makeInput())] as const);

const samplesLink = /^<a id="samples" download="[\w.-]+" href="data:application\/gzip;base64,[\w+/=]+">$/;

const voidElements = new Set(['meta', 'br', 'input', '!doctype']);

/** Names of all elements; throws where a tag is not closed by its own end, so nothing broke out of its place. */
function elementsOf(html: string): Map<string, number> {
  const body = html.replace(/<style>[\s\S]*?<\/style>/, '<style></style>');
  const counts = new Map<string, number>();
  const open: string[] = [];
  for (const [, end, name = '', attributes = ''] of body.matchAll(/<(\/?)([!\w]+)((?:[^<>"]|"[^"]*")*)>/g)) {
    const tag = name.toLowerCase();
    if (end) {
      expect(open.pop()).toBe(tag);
      continue;
    }
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
    if (!attributes.endsWith('/') && !voidElements.has(tag)) open.push(tag);
  }
  expect(open).toEqual([]);
  // Every angle bracket belongs to one of the tags.
  expect(body.replace(/<(\/?)([!\w]+)((?:[^<>"]|"[^"]*")*)>/g, '')).not.toMatch(/[<>]/);
  return counts;
}

describe.each(pages)('the page of %s', (_, html) => {
  test('is well formed and holds no script, frame, form or picture, and no link but to its samples', () => {
    const elements = elementsOf(html);
    for (const name of [
      'script',
      'iframe',
      'object',
      'embed',
      'form',
      'img',
      'image',
      'link',
      'foreignobject',
      'use',
      'animate',
    ]) {
      expect(elements.get(name), name).toBeUndefined();
    }
    expect(elements.get('style')).toBe(1);
    for (const tag of html.match(/<a [^>]*>/g) ?? []) expect(tag).toMatch(samplesLink);
    // Not to be typed into: columns of time, all of one group.
    for (const tag of html.match(/<input[^>]*>/g) ?? []) expect(tag).toBe('<input type="radio" name="time">');
  });

  test('has no event handler, no style attribute and nothing to load', () => {
    const tags = html.replace(/<style>[\s\S]*?<\/style>/, '').match(/<[^>]*>/g) ?? [];
    for (const tag of tags.filter((text) => !samplesLink.test(text))) {
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(?:on\w+|style|src|href|xlink:href)=/);
    }
    const withoutNamespace = html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
    expect(withoutNamespace).not.toMatch(/url\((?!#)/);
  });

  test('names its style by hash in the content policy', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
  });

  test('gives each drawing a text and each id once', () => {
    for (const [svg] of html.matchAll(/<svg[^>]*>/g))
      expect(svg).toMatch(/id="[a-z0-9-]+" role="img" aria-label="[^"]+/);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('shows no missing number as text, and stays below 2 MB', () => {
    expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(html.length).toBeLessThan(2_000_000);
  });
});

describe('the page', () => {
  const page = (name: string): string => pages.find(([key]) => key === name)?.[1] ?? '';

  test('has the verdict, the sentence and the changed metrics before anything else', () => {
    const screen = page('fail').split('<section>')[0] ?? '';
    expect(screen).toContain('✗ Fail');
    expect(screen).toContain('p50 latency of <bdi class="name">long</bdi>');
    expect(screen).toContain(
      'aria-label="p50 latency of long: regressed, interval +28 to +32 %, tolerance 5 %.',
    );
  });

  test.each([
    [
      'fail',
      [
        'effects-broad',
        'ramp-latency',
        'ramp-rate',
        'density-0',
        'percentiles-0',
        'shift-0',
        'timeline-broad',
        'pairs-p50',
        'cold-starts',
      ],
    ],
    ['scenarios', ['turns-0-latency', 'turns-0-ttft', 'steady-soak', 'long-context', 'batching']],
    ['first run', ['ramp-latency', 'percentiles-0', 'timeline-broad', 'cold-starts']],
    ['no success', ['effects-shares-broad', 'ramp-rate', 'timeline-broad', 'cold-starts']],
  ])('of %s draws %j', (name, ids) => {
    const drawn = [...page(name).matchAll(/<svg id="([^"]*)"/g)].map(([, id]) => id);
    expect(drawn).toEqual(expect.arrayContaining(ids));
  });

  test('draws one mark for each pair', () => {
    const drawing = /<svg id="pairs-p50"[\s\S]*?<\/svg>/.exec(page('fail'))?.[0];
    expect(drawing?.match(/<path [^>]*transform="matrix/g)).toHaveLength(failInput().pairs.length);
  });

  test('has no drawing where nothing was measured', () => {
    expect(page('invalid')).not.toContain('<svg');
  });

  test('gives no name a way to the objects of the program', () => {
    const known = Object.getOwnPropertyNames(Object.prototype);
    const before = page('scenarios');
    renderHtml(inputOfText('__proto__'));
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(known);
    expect(renderHtml(scenariosInput())).toBe(before);
  });
});
