import { SluiceError } from '../model/error.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Tokenizer } from '../model/synthetic.ts';
import { openProbe } from './probe.ts';

const answerTimeoutMs = 10_000;

/** How servers are asked for tokens, without the marks that they add to a prompt, and where the answer has their number. */
const forms: {
  server: string;
  ask: (text: string) => object;
  read: (answer: Answer) => number | undefined;
}[] = [
  {
    // SGLang takes and answers the same.
    server: 'vLLM',
    ask: (prompt) => ({ prompt, add_special_tokens: false }),
    read: ({ count }) => (typeof count === 'number' ? count : undefined),
  },
  {
    server: 'llama.cpp',
    ask: (content) => ({ content, add_special: false }),
    read: ({ tokens }) => (Array.isArray(tokens) && tokens.length > 0 ? tokens.length : undefined),
  },
];

interface Answer {
  count?: unknown;
  tokens?: unknown;
}

/**
 * Counts with the endpoint of a running server that cuts texts into tokens: `POST /tokenize` of vLLM, SGLang and
 * llama.cpp. It holds a connection until it is closed.
 * @throws SluiceError tokenizer-invalid where the server has no such endpoint, and later where it gives no answer
 */
export async function openServerTokenizer(
  { baseUrl, ...way }: Endpoint,
  signal: AbortSignal,
): Promise<Tokenizer & { close(): Promise<void> }> {
  const url = `${baseUrl}/tokenize`;
  const probe = openProbe(url, way, 'POST');
  const ask = async (body: object): Promise<{ status: number; answer: Answer }> => {
    const over = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
    const { status, body: text } = await probe.read(over, JSON.stringify(body));
    return { status, answer: status === 200 ? parseObject(text) : {} };
  };
  const close = () => probe.close();
  try {
    const statuses: number[] = [];
    for (const { ask: form, read } of forms) {
      const { status, answer } = await ask(form('one word'));
      statuses.push(status);
      if (read(answer) === undefined) continue;
      const countOne = async (text: string) => read((await ask(form(text))).answer);
      return { name: url, close, count: (texts) => countAll(texts, countOne, url) };
    }
    throw noEndpoint(
      url,
      `it answers ${statuses.join(' and ')} to the forms of ${forms.map(({ server }) => server).join(' and ')}`,
    );
  } catch (thrown) {
    await close();
    signal.throwIfAborted();
    throw thrown instanceof SluiceError ? thrown : noEndpoint(url, messageOf(thrown), thrown);
  }
}

async function countAll(
  texts: readonly string[],
  countOne: (text: string) => Promise<number | undefined>,
  url: string,
): Promise<number[]> {
  const counts: number[] = [];
  for (const text of texts) {
    const tokens =
      text === ''
        ? 0
        : await countOne(text).catch((cause: unknown) => {
            throw noEndpoint(url, messageOf(cause), cause);
          });
    if (tokens === undefined)
      throw noEndpoint(url, `it gives no count for a text of ${text.length} characters`);
    counts.push(tokens);
  }
  return counts;
}

function noEndpoint(url: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError('tokenizer-invalid', {
    fact: `The server does not count tokens at ${url}: ${why}.`,
    remedy:
      "Copy the model's tokenizer.json into the repository and name it in `workload.tokenizer`, or leave that out.",
    cause,
  });
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

function parseObject(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
