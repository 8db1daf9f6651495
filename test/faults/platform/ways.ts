import type { Fault as ApiFault } from '../../support/github-api/server.ts';

export interface Way {
  name: string;
  kind: ApiFault['kind'];
  /** Whether the same call may succeed a little later. */
  passes: boolean;
  /** Whether GitHub has done the work all the same, and just its answer is lost. */
  done?: true;
}

const hourSeconds = 3600;
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
/** Nothing listens there. */
const elsewhere = 'http://127.0.0.1:9/elsewhere';

/** Every way in which a call to GitHub can fail, but for those that only take time. */
export function quickWays(): Way[] {
  const reset = {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Date.now() / 1000 + hourSeconds),
  };
  const wait = { 'retry-after': String(hourSeconds) };
  const status = (name: string, code: number, message: string, passes = false, headers = {}): Way => ({
    name,
    kind: { status: code, message, headers },
    passes,
  });
  return [
    status('401', 401, 'Bad credentials'),
    status('403 for a permission', 403, 'Resource not accessible by integration'),
    status('403 for an address', 403, 'The owner has an IP allow list enabled.'),
    status(
      '403 for a rate limit with `Retry-After: 3600`',
      403,
      'You have exceeded a secondary rate limit.',
      false,
      wait,
    ),
    status('403 for a rate limit that resets in an hour', 403, 'API rate limit exceeded.', false, reset),
    status('404', 404, 'Not Found'),
    status('409', 409, 'Conflict'),
    status('422', 422, 'Validation Failed'),
    status('429', 429, 'Too many requests', true),
    status('429 that resets in an hour', 429, 'API rate limit exceeded.', false, reset),
    status('500', 500, 'Server Error', true),
    { name: '502 with a page', kind: { status: 502, page }, passes: true },
    status('503', 503, 'Service Unavailable', true),
    status('503 with `Retry-After: 3600`', 503, 'Service Unavailable', false, wait),
    { name: 'a reset', kind: { reset: true }, passes: true },
    { name: 'a reset after the work', kind: { reset: true, afterwards: true }, passes: true, done: true },
    { name: 'an answer that is no JSON', kind: { garbage: '{"id": 1,' }, passes: true, done: true },
    {
      name: 'an answer that is other JSON',
      kind: { garbage: '{"nothing":[null]}' },
      passes: true,
      done: true,
    },
    { name: 'an empty answer', kind: { garbage: '' }, passes: true, done: true },
    { name: 'a page in place of JSON', kind: { garbage: page, type: 'text/html' }, passes: true, done: true },
    {
      name: 'bytes',
      kind: { garbage: '\u0000\u0001', type: 'application/octet-stream' },
      passes: true,
      done: true,
    },
    { name: 'an answer that breaks off', kind: { half: 'cut' }, passes: true, done: true },
    status('a redirect to nowhere', 307, 'Moved', true, { location: elsewhere }),
    status('a redirect without an address', 301, 'Moved', true),
  ];
}

/** Those that only take time: no answer, and half of one. */
export const slowWays: Way[] = [
  { name: 'no answer', kind: { delayMs: 600_000 }, passes: true },
  { name: 'half an answer and silence', kind: { half: 'stalled' }, passes: true, done: true },
];

/** One of each family, where each costs a process. */
export const tellingWays = (): Way[] => {
  const names = [
    '401',
    '403 for a permission',
    '404',
    '422',
    '429',
    '503',
    'a reset',
    'an answer that is no JSON',
  ];
  return quickWays().filter(({ name }) => names.includes(name));
};
