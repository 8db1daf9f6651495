import type { ErrorKind } from '../../model/sample.ts';

const outOfMemory = /out of memory|OutOfMemory|\bOOM\b|bad_alloc|cannot allocate memory|MemoryError/i;
/** In this order: a "connection timed out" is one of connecting, a "connection reset" is none. */
const wordings: [RegExp, ErrorKind][] = [
  [
    /refused|dial |connect(ion)? ?timed? ?out|ConnectTimeout|no such host|name resolution|UnknownHost|unreachable|cannot connect|ConnectException/i,
    'connect',
  ],
  [/time ?d? ?-?out|deadline|TimeoutException/i, 'timeout'],
  [/reset|broken pipe|\bEOF\b|disconnect|connection closed|premature|hang up|NoHttpResponse/i, 'reset'],
  [/cancell?ed|abort/i, 'aborted'],
];
/** The reason phrases of RFC 9110, which is all that some tools keep of an answer. */
const phrases: [RegExp, ErrorKind][] = [
  [/Service Unavailable|Too Many Requests/i, 'overload'],
  [/Internal Server Error|Bad Gateway|Gateway Time-?out|Not Implemented/i, 'model-error'],
  [
    /Bad Request|Unauthorized|Forbidden|Not Found|Method Not Allowed|Unprocessable|Content Too Large/i,
    'client-error',
  ],
];

/**
 * The kind of a failed request by what another tool keeps of it: the HTTP status (0 where none came) and its words. Where
 * both say nothing it is a bad response: the tool counted it as failed, whatever the reason.
 */
export function errorKindOf(status: number, words: string): ErrorKind {
  if (status >= 500 && outOfMemory.test(words)) return 'out-of-memory';
  if (status === 429 || status === 503) return 'overload';
  if (status >= 500) return 'model-error';
  if (status >= 400) return 'client-error';
  if (status > 0) return 'bad-response';
  const told = /\b(?:status(?: code)?|HTTP(?:\/[\d.]+)?|code)\W{0,3}([45]\d\d)\b/i.exec(words);
  if (told) return errorKindOf(Number(told[1]), words);
  if (outOfMemory.test(words)) return 'out-of-memory';
  return [...phrases, ...wordings].find(([wording]) => wording.test(words))?.[1] ?? 'bad-response';
}
