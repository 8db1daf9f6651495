import type { ErrorKind } from '../../model/sample.ts';

/** Of an answer that is no success, so many bytes are kept to tell its kind and to show it. */
export const keptRefusalBytes = 4096;

/** How servers say that memory ran out: PyTorch, CUDA, ONNX Runtime, C++, Python, the JVM, vLLM. */
const outOfMemory =
  /out of memory|OutOfMemory|\bOOM\b|std::bad_alloc|cannot allocate memory|MemoryError|ALLOC_FAILED|failed to allocate/i;

/**
 * The kind of error that an unaccepted answer stands for. 3xx is a bad response because redirects are not followed:
 * a load test that silently measures another address measures nothing.
 */
export function refusalKind(status: number, body: string): ErrorKind {
  if (status >= 500 && outOfMemory.test(body)) return 'out-of-memory';
  if (status === 429 || status === 503) return 'overload';
  if (status >= 500) return 'model-error';
  if (status >= 400) return 'client-error';
  return 'bad-response';
}

export function refusalMessage(status: number, headers: readonly Buffer[], body: string): string {
  const retryAfter = headerValue(headers, 'retry-after');
  const location = status >= 300 && status < 400 ? headerValue(headers, 'location') : undefined;
  const hints = [
    location === undefined ? '' : ` to ${location} (redirects are not followed)`,
    retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`,
  ];
  return `HTTP ${status}${hints.join('')}${body ? `: ${body}` : ''}`;
}

/** The value of a response header, or undefined. `name` in lower case. */
export function headerValue(headers: readonly Buffer[], name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const key = headers[index] as Buffer;
    if (key.length === name.length && key.toString('latin1').toLowerCase() === name) {
      return (headers[index + 1] as Buffer).toString('latin1');
    }
  }
  return undefined;
}
