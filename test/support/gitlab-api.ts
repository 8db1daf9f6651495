import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenAPIBackend, type Context } from 'openapi-backend';
import { onTestFinished } from 'vitest';
import description from '../fixtures/gitlab-notes.json' with { type: 'json' };

interface Note {
  id: number;
  body: string;
  author: number;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A GitLab as far as notes go, with one merge request; every request and every answer is held against the description. */
export class GitLab {
  readonly token = 'glpat-Stand-In-12345';
  readonly project = '42';
  readonly iid = '7';
  readonly notes: Note[] = [];
  /** Method and path of what was asked. */
  readonly asked: string[] = [];
  /** The account of the token. */
  account = 3;
  url = '';
  /** What becomes of the next calls: done and answered, done and hung up on, or this in place of the answer. */
  faults: ('answer' | 'hang up' | Answer)[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private readonly backend = new OpenAPIBackend({
    definition: description as never,
    quick: true,
    ajvOpts: { coerceTypes: true },
    handlers: {
      user: () => this.reply('user', { status: 200, body: user(this.account) }),
      list: ({ request }) => this.reply('list', this.page(request.query as Record<string, string>)),
      create: ({ request }) => {
        const note = { id: 100 + this.notes.length, body: bodyOf(request), author: this.account };
        this.notes.push(note);
        return this.reply('create', { status: 201, body: this.toBody(note) });
      },
      update: ({ request: { params, ...request } }) => {
        const note = this.notes.find(({ id }) => id === Number(params['note_id']));
        if (!note || note.author !== this.account) return { status: 404, body: { message: '404 Not found' } };
        note.body = bodyOf(request);
        return this.reply('update', { status: 200, body: this.toBody(note) });
      },
      unauthorizedHandler: () => ({ status: 401, body: { message: '401 Unauthorized' } }),
      validationFail: ({ validation }) => ({
        status: 400,
        body: { error: JSON.stringify(validation.errors) },
      }),
      notFound: () => ({ status: 404, body: { error: '404 Not Found' } }),
    },
    securityHandlers: { token: ({ request }) => request.headers['private-token'] === this.token },
  });

  /** Gone after the test. */
  async start(): Promise<this> {
    await this.backend.init();
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    onTestFinished(() => void this.server.close().closeAllConnections());
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v4`;
    return this;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://gitlab');
    const path = url.pathname.replace('/api/v4', '');
    this.asked.push(`${request.method} ${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.shift();
    const wrong =
      !path.startsWith(`/projects/${this.project}/merge_requests/${this.iid}/`) && path !== '/user';
    const text = Buffer.concat(chunks).toString();
    const answer: Answer =
      typeof fault === 'object'
        ? fault
        : wrong
          ? { status: 404, body: { message: '404 Project Not Found' } }
          : ((await this.backend.handleRequest({
              method: request.method ?? '',
              path,
              query: Object.fromEntries(url.searchParams),
              headers: request.headers as Record<string, string>,
              body: text === '' ? undefined : text,
            })) as Answer);
    if (fault === 'hang up') return void request.socket.destroy();
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(body);
  }

  /** An answer that GitLab could not give is a fault of this stand-in. */
  private reply(operation: string, answer: Answer): Answer {
    const { errors } = this.backend.validateResponse(answer.body, operation, answer.status);
    return errors ? { status: 599, body: { message: JSON.stringify(errors) } } : answer;
  }

  private page({ page = '1', per_page = '20' }: Record<string, string>): Answer {
    const [number, size] = [Number(page), Number(per_page)];
    const last = Math.ceil(this.notes.length / size);
    return {
      status: 200,
      body: this.notes.slice((number - 1) * size, number * size).map((note) => this.toBody(note)),
      headers: { 'x-next-page': number < last ? String(number + 1) : '' },
    };
  }

  private toBody({ id, body, author }: Note): object {
    const at = '2026-11-22T12:00:00.000Z';
    return {
      id,
      body,
      author: user(author),
      created_at: at,
      updated_at: at,
      system: false,
      noteable_type: 'MergeRequest',
      noteable_iid: Number(this.iid),
    };
  }
}

const user = (id: number) => ({ id, username: `user${id}`, name: `User ${id}`, state: 'active' });
const bodyOf = (request: Pick<Context['request'], 'body'>): string =>
  (JSON.parse(String(request.body)) as { body: string }).body;
