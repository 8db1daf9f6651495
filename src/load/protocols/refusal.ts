import type { ErrorKind } from '../../model/sample.ts';

/** Of an answer that is no success, so many bytes are kept: Python's tracebacks are long, and tell the fault at their end. */
export const keptRefusalBytes = 65_536;

/** How servers say that memory ran out: PyTorch, CUDA, ONNX Runtime, C++, Python, the JVM, vLLM, Ollama. */
const outOfMemory =
  /out[ _]of[ _]memory|OutOfMemory|\bOOM\b|std::bad_alloc|cannot allocate memory|MemoryError|ALLOC_FAILED|(failed|unable) to allocate|more system memory/i;

/** Of text-generation-inference: the model behind the router failed. */
const failedDependency = 424;

/**
 * The kind of error that an unaccepted answer stands for. 3xx is a bad response because redirects are not followed:
 * a load test that silently measures another address measures nothing.
 */
export function refusalKind(status: number, body: string): ErrorKind {
  const byServer = status >= 500 || status === failedDependency;
  if (byServer && outOfMemory.test(body)) return 'out-of-memory';
  if (status === 429 || status === 503) return 'overload';
  if (byServer) return 'model-error';
  if (status >= 400) return 'client-error';
  return 'bad-response';
}

/** The kind of an error that stands inside an answer of status 200: its text is all there is to tell it. */
export function statedErrorKind(text: string): ErrorKind {
  return refusalKind(statedStatus(text), text);
}

/** `code`, `status`, `status_code`, `http_status_code`: as a number, or as a text that holds one. */
const statedCode = /"(?:(?:http_)?(?:status_)?code|status)"\s*:\s*"?([45]\d\d)\b/;
/** `type`, `code`, `error_type`: as a word. */
const statedType = /"(?:error_)?(?:type|code)"\s*:\s*"([^"]*)"/g;

function statedStatus(text: string): number {
  const code = statedCode.exec(text)?.[1];
  if (code !== undefined) return Number(code);
  const words = [...text.matchAll(statedType)].map(([, word]) => word).join(' ');
  if (/overload|rate_?limit|unavailable|too_?many/i.test(words)) return 503;
  return /invalid|validation/i.test(words) ? 400 : 500;
}

export function refusalMessage(status: number, headers: readonly Buffer[], body: string): string {
  const retryAfter = headerValue(headers, 'retry-after');
  const location = status >= 300 && status < 400 ? headerValue(headers, 'location') : undefined;
  const hints = [
    location === undefined ? '' : ` to ${location} (redirects are not followed)`,
    retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`,
  ];
  return `HTTP ${status}${hints.join('')}${body ? `: ${faultIn(body).slice(0, mostShownCharacters)}` : ''}`;
}

/** The recorder cuts it further. */
const mostShownCharacters = 4096;

/** The end of a traceback is what happened; anything else is shown from its beginning. */
function faultIn(body: string): string {
  if (!body.startsWith('Traceback (most recent call last)')) return body;
  return body.trimEnd().split('\n').at(-1) ?? body;
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
