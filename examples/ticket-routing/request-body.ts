import type { IncomingMessage } from 'node:http';

/** Far more than the 128 tokens the model reads, far less than would hurt the server. */
const maxBodyBytes = 16 * 1024;

/** A request that cannot be served as it is; `status` is what the client is told. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws {RequestError} 400 or 413, with a message for the client. */
export async function readTicketText(request: IncomingMessage): Promise<string> {
  const body = parseJson(await readBody(request));
  const text: unknown = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined;
  if (typeof text !== 'string') throw new RequestError(400, 'The body needs a string "text".');
  if (text.trim() === '') throw new RequestError(400, '"text" is empty.');
  return text;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = new RequestError(413, `The body is larger than ${maxBodyBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving a plain `for await` early would destroy the request, and with it the socket for the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RequestError(400, 'The body is not valid JSON.');
  }
}
