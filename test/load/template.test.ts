import { describe, expect, it, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import { prepareRequests, writeSalt } from '../../src/load/prepared-requests.ts';
import { blockSalt, saltMarker } from '../../src/load/protocols/salt.ts';
import { fillJson, fillText } from '../../src/load/protocols/template.ts';
import type { HttpJsonPlan, JsonValue } from '../../src/model/protocol.ts';
import { postText } from './support.ts';

const row = {
  text: 'say "hi"',
  tokens: 12,
  deep: { list: [1, null], dot: 'within' },
  'deep.dot': 'own',
  flag: false,
  nothing: null,
  trap: '{{tokens}}',
};
const context = { row, className: 'short', place: 'body' };

describe('a body template', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['a string that is exactly a column takes the type of a number', '{{tokens}}', 12],
    ['… of an object', '{{ deep }}', { list: [1, null], dot: 'within' }],
    ['… of a boolean', '{{flag}}', false],
    ['… of null', '{{nothing}}', null],
    ['a column inside a text is written into it', 'n={{tokens}} f={{flag}}', 'n=12 f=false'],
    ['an object inside a text is written as JSON', 'x {{deep}}', 'x {"list":[1,null],"dot":"within"}'],
    [
      'arrays and objects are filled all the way down',
      { a: [{ b: '{{text}}' }], c: 1 },
      { a: [{ b: 'say "hi"' }], c: 1 },
    ],
    ['a place within a column takes its type', '{{deep.list}}', [1, null]],
    ['a place within a column inside a text is written into it', 'x{{deep.list.0}}', 'x1'],
    ['a column whose name has a dot goes before a place within another', '{{deep.dot}}', 'own'],
    ['what a column holds is not filled again', 'x {{trap}}', 'x {{tokens}}'],
    ['keys stay as they are', { '{{text}}': 1 }, { '{{text}}': 1 }],
    ['a lone brace is text', '{{ }} {x}', '{{ }} {x}'],
  ])('%s', (_, template, expected) => {
    expect(fillJson(template, context)).toEqual(expected);
  });

  it('names the known columns when it asks for one that is not there', () => {
    const asked = () => fillJson({ a: '{{txt}}' }, context);
    expect(asked).toThrowError(expect.objectContaining({ code: 'template-invalid' }) as Error);
    expect(asked).toThrowError(/"txt".*"short".*text, tokens, deep, deep\.dot, flag, nothing, trap/);
  });

  it.each(['deep.none', 'deep.list.length.x', 'text.length', 'nothing.a', 'deep.constructor'])(
    'finds nothing at %s',
    (place) => expect(() => fillText(`{{${place}}}`, context)).toThrowError(/does not have/),
  );

  it('does not take inherited properties for columns', () => {
    expect(() => fillText('{{constructor}}', context)).toThrowError(/constructor/);
  });
});

describe('a prepared request', () => {
  const prepare = (plan: Partial<HttpJsonPlan>) =>
    createProtocol({ ...postText, ...plan }).prepare({ classIndex: 0, row }, 'short');

  it('encodes columns in the path', () => {
    expect(prepare({ path: '/v1/{{text}}?n={{tokens}}' }).path).toBe('/v1/say%20%22hi%22?n=12');
  });

  it('is JSON unless the user says otherwise', () => {
    expect(prepare({ headers: { 'X-Tokens': '{{tokens}}' } }).headers).toEqual([
      'X-Tokens',
      '12',
      'content-type',
      'application/json',
    ]);
    expect(prepare({ headers: { 'Content-Type': 'application/x-ndjson' } }).headers).toHaveLength(2);
  });

  it('has no body and no content type where none is asked for', () => {
    const { body: _, ...bodiless } = postText;
    const request = createProtocol({ ...bodiless, method: 'GET' }).prepare({ classIndex: 0, row }, 'short');
    expect(request).toMatchObject({ method: 'GET', body: null, headers: [] });
  });

  test.each([
    ['a header that the client writes itself', { 'Content-Length': '3' }],
    ['a line break in a header', { 'x-a': 'a\r\nx-b: c' }],
    ['a name that is none', { 'x a': '1' }],
  ])('is refused for %s', (_, headers) => {
    expect(() => prepare({ headers })).toThrowError(
      expect.objectContaining({ code: 'template-invalid' }) as Error,
    );
  });

  it('is refused for a check that cannot be read', () => {
    expect(() => createProtocol({ ...postText, check: { matches: '(' } })).toThrowError(
      expect.objectContaining({ code: 'template-invalid' }) as Error,
    );
  });
});

describe('the salt', () => {
  const workload = {
    classes: [{ name: 'short', share: 1 }],
    items: [
      { classIndex: 0, row: { text: 'é' } },
      { classIndex: 0, row: { text: 'b' } },
    ],
  };
  const salted = createProtocol({
    ...postText,
    body: { id: '{{salt}}', text: '{{text}} {{salt}}' },
    headers: { 'x-salt': '{{salt}}' },
  });

  it('is written into every body in place', () => {
    const prepared = prepareRequests(salted, workload);
    const bodyOf = (index: number) => {
      const entry = prepared.entries[index];
      return Buffer.from(prepared.bodies, entry?.bodyOffset, entry?.bodyLength).toString();
    };
    expect(bodyOf(0)).toContain(saltMarker);
    for (const salt of ['0123456789abcdef', 'fedcba9876543210']) {
      writeSalt(prepared, salt);
      expect(JSON.parse(bodyOf(0))).toEqual({ id: salt, text: `é ${salt}` });
      expect(JSON.parse(bodyOf(1))).toEqual({ id: salt, text: `b ${salt}` });
    }
    expect(prepared.entries[0]?.salted).toBe(true);
  });

  it('is the same for the two blocks of a pair and another for the next pair', () => {
    expect(blockSalt('s', 'mixed', 3)).toBe(blockSalt('s', 'mixed', 3));
    expect(blockSalt('s', 'mixed', 3)).not.toBe(blockSalt('s', 'mixed', 4));
    expect(blockSalt('s', 'mixed', 3)).toHaveLength(saltMarker.length);
  });
});
