import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { refuse, type Answer, type Answers } from './answer.ts';
import { artifactAnswers } from './artifact-answers.ts';
import { branchAnswers } from './branch-answers.ts';
import { checkAnswers } from './check-answers.ts';
import { commentAnswers } from './comment-answers.ts';
import { contentAnswers } from './content-answers.ts';
import { loadDescription, type Call, type Description, type Matched } from './description.ts';
import { operations, type KnownOperation, type Permission } from './operations.ts';
import { repositoryAnswers } from './repository-answers.ts';
import { Repository, type Token } from './repository.ts';
import { reviewAnswers } from './review-answers.ts';

const remembered: Answers = {
  ...commentAnswers,
  ...checkAnswers,
  ...contentAnswers,
  ...branchAnswers,
  ...artifactAnswers,
  ...reviewAnswers,
  ...repositoryAnswers,
};

/** What goes wrong with an operation, for the next `times` calls. */
export interface Fault {
  /** `issues/create-comment`, or `*` for every operation. */
  operation: string;
  times: number;
  /** So many calls go well before it. */
  after?: number;
  kind:
    /** `page`: HTML in place of GitHub's JSON, as from a proxy on the way. */
    | { status: number; message?: string; headers?: Record<string, string>; page?: string }
    /** The connection is cut. `afterwards`: only once the work is done, so that just the answer is lost. */
    | { reset: true; afterwards?: boolean }
    | { delayMs: number }
    /** A good status with this instead of the body, once the work is done. */
    | { garbage: string; type?: string }
    /** Half of the body, once the work is done: then the connection is cut, or nothing follows. */
    | { half: 'cut' | 'stalled' };
}

export interface RecordedCall {
  operation: string;
  method: string;
  path: string;
  body: unknown;
  status: number;
}

export interface GitHubApi {
  url: string;
  repository: Repository;
  /** In the order of arrival; status 0 where the connection was cut. */
  calls: RecordedCall[];
  /** Everything that GitHub's own description does not allow, in requests and in answers. Tests want none. */
  violations: string[];
  fail(fault: Fault): void;
  close(): Promise<void>;
}

/** A workflow's own token in a job with the permissions that the readme asks for. */
export const workflowToken: Token = {
  account: { login: 'github-actions[bot]', type: 'Bot' },
  permissions: { contents: 'write', 'pull-requests': 'write', checks: 'write', metadata: 'read' },
};

/** What a pull request from a fork gets. */
export const forkToken: Token = {
  account: { login: 'github-actions[bot]', type: 'Bot' },
  permissions: { contents: 'read', 'pull-requests': 'read', checks: 'read', metadata: 'read' },
};

let loaded: Promise<Description> | undefined;

/**
 * Starts a stateful stand-in for GitHub's REST API on the loopback. It holds every request and every answer against GitHub's
 * official OpenAPI description: what does not fit is answered with 500 and remembered in `violations`.
 * @param own answers that go before those from memory
 */
export async function startGitHubApi(own: Answers = {}): Promise<GitHubApi> {
  const answers = { ...remembered, ...own };
  const description = await (loaded ??= loadDescription());
  const repository = new Repository('octo-org', 'model');
  const calls: RecordedCall[] = [];
  const violations: string[] = [];
  const faults: Fault[] = [];
  const stopping = new AbortController();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const matched = description.match(call);
    const operation = matched?.operationId ?? 'unknown';
    const recorded: RecordedCall = {
      operation,
      method: call.method,
      path: call.path,
      body: call.body,
      status: 0,
    };
    calls.push(recorded);
    const fault = takeFault(faults, operation);
    if (fault && 'delayMs' in fault) await sleep(fault.delayMs, undefined, { signal: stopping.signal });
    if (fault && 'reset' in fault && !fault.afterwards) return void request.socket.destroy();
    const answer =
      fault && 'status' in fault
        ? refuse(fault.status, fault.message ?? 'Server Error', fault.headers)
        : await answerTo(call, matched, address.url);
    if (fault && 'reset' in fault) return void request.socket.destroy();
    recorded.status = answer.status;
    if (fault && 'half' in fault) return sendHalf(response, answer, fault.half);
    send(response, ...spoilt(answer, fault));
  }

  async function answerTo(call: Call, matched: Matched | undefined, apiUrl: string): Promise<Answer> {
    if (matched === undefined) return violated([`${call.method} ${call.path} is not described`]);
    const token = repository.tokens.get(
      (call.headers['authorization'] ?? '').replace(/^(token|bearer) /i, ''),
    );
    const requestProblems = description.checkRequest(call, matched);
    if (requestProblems.length > 0)
      return violated(requestProblems.map((it) => `${matched.operationId} ${it}`));
    const refused = authorise(repository, token, matched);
    const answer = refused ?? (await act(call, matched, token as Token, apiUrl));
    const problems = description.checkResponse(matched.operationId, answer.status, answer.body);
    return problems.length > 0 ? violated(problems.map((it) => `${matched.operationId} ${it}`)) : answer;
  }

  function act(call: Call, matched: Matched, token: Token, apiUrl: string): Answer | Promise<Answer> {
    const answer = answers[matched.operationId];
    if (answer === undefined) return violated([`${matched.operationId} is not played by the stand-in`]);
    const body = (call.body ?? {}) as Record<string, unknown>;
    const address = call.query === '' ? call.path : `${call.path}?${call.query}`;
    return answer({ ...matched, body, account: token.account, repository, apiUrl, address, description });
  }

  function violated(problems: string[]): Answer {
    violations.push(...problems);
    return refuse(500, `Against the description: ${problems.join('; ')}`);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      violations.push(`the stand-in failed: ${String(error)}`);
      send(response, refuse(500, String(error)), JSON.stringify({ message: String(error) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };

  return {
    url: address.url,
    repository,
    calls,
    violations,
    fail: (fault) => void faults.push({ ...fault }),
    close: async () => {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** 401 without a known token, 404 for another repository, 403 where the token lacks what the operation needs. */
function authorise(repository: Repository, token: Token | undefined, matched: Matched): Answer | undefined {
  if (token === undefined) return refuse(401, 'Bad credentials');
  const { owner, repo } = matched.parameters;
  if (owner !== undefined && (owner !== repository.owner || repo !== repository.name))
    return refuse(404, 'Not Found');
  const { needs } = operationOf(matched.operationId);
  const wanted = Object.entries(needs) as [Permission, 'read' | 'write'][];
  const granted = wanted.some(([permission, access]) => {
    const has = token.permissions[permission];
    return has === 'write' || (has === 'read' && access === 'read');
  });
  if (granted || wanted.length === 0) return undefined;
  const accepted = wanted
    .map(([permission, access]) => `${permission.replace('-', '_')}=${access}`)
    .join('; ');
  return refuse(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': accepted });
}

function operationOf(operationId: string): KnownOperation {
  const found = operations.find((operation) => operation.id === operationId);
  if (found === undefined) throw new Error(`${operationId} is not in the table of operations`);
  return found;
}

function takeFault(faults: Fault[], operation: string): Fault['kind'] | undefined {
  const fault = faults.find(
    (candidate) => candidate.times > 0 && (candidate.operation === '*' || candidate.operation === operation),
  );
  if (fault === undefined) return undefined;
  if (fault.after) return void (fault.after -= 1);
  fault.times -= 1;
  return fault.kind;
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return {
    method: request.method ?? 'GET',
    path,
    query,
    headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** The answer and the text that is sent as its body. */
function spoilt(answer: Answer, fault: Fault['kind'] | undefined): [Answer, string] {
  const typed = (type: string) => ({ ...answer, headers: { ...answer.headers, 'content-type': type } });
  if (fault && 'page' in fault) return [typed('text/html'), fault.page];
  if (fault && 'garbage' in fault) return [fault.type ? typed(fault.type) : answer, fault.garbage];
  return [answer, JSON.stringify(answer.body)];
}

function sendHalf(
  response: ServerResponse,
  { status, headers, body }: Answer,
  then: 'cut' | 'stalled',
): void {
  const text = JSON.stringify(body ?? '');
  const length = Buffer.byteLength(text);
  const type = 'application/json; charset=utf-8';
  response.writeHead(status === 204 ? 200 : status, {
    'content-type': type,
    ...headers,
    'content-length': length,
  });
  const sent = () => void (then === 'cut' && response.destroy());
  response.write(Buffer.from(text).subarray(0, length >> 1), sent);
}

function send(response: ServerResponse, { status, headers }: Answer, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  // An answer without content has no body at all.
  response.end(status === 204 ? undefined : text);
}
