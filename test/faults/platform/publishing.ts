import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { token } from '../../action/gate-scene.ts';
import type { GitHubApi } from '../../support/github-api/server.ts';
import type { ObservedStep } from '../bench.ts';
import type { Fault } from '../fault.ts';
import { together } from './apart.ts';
import { assertPlainLog } from './outcome.ts';
import {
  marker,
  runPublish,
  serveWhole,
  setPublishScene,
  startFinishedRun,
  type Serve,
} from './publish-scene.ts';
import { slowWays, tellingWays, type Way } from './ways.ts';

const operations = [
  'pulls/list',
  'actions/list-workflow-run-artifacts',
  'actions/download-artifact',
  'checks/create',
  'issues/list-comments',
  'issues/create-comment',
] as const;

/** Without the first three there is nothing to post. */
const asked: readonly string[] = operations.slice(0, 3);

/** Never two comments, never a stack trace, and red exactly where something is missing, with its name. */
function assertTold(observed: ObservedStep, api: GitHubApi, what: string): void {
  assertPlainLog(observed.log, token);
  const comments = api.repository.comments.filter(({ body }) => body.startsWith(marker)).length;
  const checks = api.repository.checks.length;
  assert.ok(comments <= 1, `${what}: ${comments} comments`);
  const isWhole = comments === 1 && checks >= 1;
  if (observed.exitCode === 0) assert.ok(isWhole, `${what}: green without a comment or a check run`);
  else {
    assert.equal(observed.exitCode, 1, `${what}: ${observed.log}`);
    assert.match(observed.log, /::error title=Sluice[^:]*::.{20,}/, what);
  }
  assert.ok(observed.tookMs < 60_000, `${what}: ${observed.tookMs} ms`);
  assert.deepEqual(api.violations, [], what);
}

const one: Fault = {
  name: 'one call of a post fails',
  side: 'platform',
  mostSeconds: 300,
  injected: `\`publish\` for a fork's run, while each of its ${operations.length} calls in turn fails in 8 ways for good`,
  expected:
    'the other of comment and check run is posted, never two comments; exit 1, and the log names what is missing',
  async run(bench) {
    const zip = await setPublishScene(bench);
    const cases = operations.flatMap((operation) => tellingWays().map((way) => ({ operation, way })));
    const posted = await together(cases, 6, async ({ operation, way }) => {
      const api = await startFinishedRun(bench, zip);
      api.fail({ operation, times: 1000, kind: way.kind });
      const observed = await runPublish(bench, api);
      const what = `${operation}, ${way.name}`;
      assertTold(observed, api, what);
      const { comments, checks } = api.repository;
      // Of that answer the address alone counts, which is no part of its body.
      const isUnread = operation === 'actions/download-artifact' && way.done;
      if (isUnread) assert.equal(observed.exitCode, 0, what);
      else if (asked.includes(operation)) {
        assert.match(observed.log, /::error title=Sluice%3A github-(api|permission)::/, what);
        assert.deepEqual([comments, checks], [[], []], what);
      } else if (operation === 'checks/create') assert.equal(comments.length, 1, what);
      else assert.equal(checks.length, 1, what);
      return observed.exitCode;
    });
    const red = posted.filter((exitCode) => exitCode === 1).length;
    return `${cases.length} combinations: ${red} told as errors (exit 1), ${cases.length - red} posted in spite of a lost answer`;
  },
};

const all: Fault = {
  name: 'every call of a post fails',
  side: 'platform',
  injected: '`publish` while all calls fail together, in 8 ways for good, then once each',
  expected:
    'for good: nothing posted, exit 1, `github-api` or `github-permission`; once: posted where trying again helps',
  async run(bench) {
    const zip = await setPublishScene(bench);
    const cases = tellingWays().flatMap((way) => [1000, 1].map((times) => ({ way, times })));
    const posted = await together(cases, 6, async ({ way, times }) => {
      const api = await startFinishedRun(bench, zip);
      api.fail({ operation: '*', times, kind: way.kind });
      const observed = await runPublish(bench, api);
      const what = `${way.name}, ${times} times`;
      assertTold(observed, api, what);
      assert.equal(observed.exitCode, times === 1 && way.passes ? 0 : 1, what);
      return observed.exitCode === 0;
    });
    return `${cases.length} combinations: ${posted.filter(Boolean).length} posted at the second try, the others told as errors (exit 1)`;
  },
};

const slow: Fault = {
  name: 'GitHub is silent while a post is made',
  side: 'platform',
  mostSeconds: 300,
  injected: '`publish` while all calls, or one, get no answer, or half of one and then nothing',
  expected: 'exit 1 within 150 s; the check run without the comment or the other way round, told',
  async run(bench) {
    const zip = await setPublishScene(bench);
    const cases = ['*', 'checks/create', 'issues/list-comments', 'pulls/list'].flatMap((operation) =>
      slowWays.map((way) => ({ operation, way })),
    );
    // They only wait.
    const longestMs = await together(cases, cases.length, async ({ operation, way }) => {
      const api = await startFinishedRun(bench, zip);
      api.fail({ operation, times: 1000, kind: way.kind });
      const observed = await runPublish(bench, api);
      const what = `${operation}, ${way.name}`;
      assertPlainLog(observed.log, token);
      assert.equal(observed.exitCode, 1, what);
      assert.match(observed.log, /::error title=Sluice/, what);
      assert.ok(observed.tookMs < 150_000, `${what}: ${observed.tookMs} ms`);
      return observed.tookMs;
    });
    return `${cases.length} combinations, each told as an error (exit 1), the longest after ${Math.round(Math.max(...longestMs) / 1000)} s`;
  },
};

const stores: [name: string, serve: Serve][] = [
  ['404', (response) => response.writeHead(404).end('gone')],
  ['500', (response) => response.writeHead(500).end()],
  ['a reset', (response) => response.destroy()],
  ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  [
    'half of the archive and a cut',
    (response, zip) => {
      response.writeHead(200, { 'content-length': zip.length });
      response.write(zip.subarray(0, zip.length >> 1), () => response.destroy());
    },
  ],
  ['half of the archive', (response, zip) => response.end(zip.subarray(0, zip.length >> 1))],
  ['an empty archive', (response) => response.end()],
  ['a page in its place', (response) => response.end('<html>Sign in</html>')],
  ['70 MB of zeros', (response) => response.end(Buffer.alloc(70_000_000))],
];

const store: Fault = {
  name: 'artifact store fails at the download',
  side: 'platform',
  injected: `the address of a fork's artifact answers ${stores.map(([name]) => name).join(', ')}`,
  expected: 'nothing posted, exit 1, `github-api` or `artifact-invalid`',
  async run(bench) {
    const zip = await setPublishScene(bench);
    const codes = await together(stores, 5, async ([name, serve]) => {
      const api = await startFinishedRun(bench, zip, serve);
      const observed = await runPublish(bench, api);
      assertTold(observed, api, name);
      assert.equal(observed.exitCode, 1, name);
      assert.deepEqual(api.repository.comments, [], name);
      return (
        /::error title=Sluice%3A (github-api|artifact-invalid)::/.exec(observed.log)?.[1] ??
        assert.fail(observed.log)
      );
    });
    const whole = await runPublish(bench, await startFinishedRun(bench, zip, serveWhole));
    assert.equal(whole.exitCode, 0, whole.log);
    return `${stores.length} ways: ${codes.filter((code) => code === 'github-api').length} github-api, ${codes.filter((code) => code === 'artifact-invalid').length} artifact-invalid; exit 1, nothing posted`;
  },
};

const redirected: Fault = {
  name: 'GitHub redirects to another host',
  side: 'platform',
  injected: 'every call is answered 301, 302, 307 or 308 with an address on another host, which answers `{}`',
  expected: 'nothing posted, exit 1; the token never goes to the other host',
  async run(bench) {
    const zip = await setPublishScene(bench);
    const headers: string[] = [];
    const other = createServer((request, response) => {
      headers.push(JSON.stringify(request.headers));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    // Another name of this machine is another host.
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.2', resolve));
    bench.atEnd(() => other.closeAllConnections());
    bench.atEnd(() => void other.close());
    const location = `http://127.0.0.2:${(other.address() as AddressInfo).port}/taken`;
    const ways = [301, 302, 307, 308].map((status): Way['kind'] => ({
      status,
      message: 'Moved',
      headers: { location },
    }));
    await together(ways, 4, async (kind) => {
      const api = await startFinishedRun(bench, zip);
      api.fail({ operation: '*', times: 1000, kind });
      const observed = await runPublish(bench, api);
      assertTold(observed, api, JSON.stringify(kind));
      assert.equal(observed.exitCode, 1);
    });
    assert.ok(headers.length > 0, 'nothing was followed');
    assert.ok(!headers.some((text) => text.includes(token)), 'the token went to another host');
    return `${headers.length} requests reached the other host, none with the token; exit 1, nothing posted`;
  },
};

export const publishing: Fault[] = [one, all, slow, store, redirected];
