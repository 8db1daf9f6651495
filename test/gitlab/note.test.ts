import { expect, test } from 'vitest';
import { writeNote } from '../../src/gitlab/index.ts';
import { GitLab } from '../support/gitlab-api.ts';

const marker = '<!-- sluice:suite=tickets -->';
const patience = { attempts: 3, firstPauseMs: 5, longestPauseMs: 50, totalMs: 20_000 };

const write = (gitlab: GitLab, body: string, token = gitlab.token) =>
  writeNote({ apiUrl: gitlab.url, projectId: gitlab.project, iid: gitlab.iid }, token, body, patience);

test('the second verdict replaces the first in place', async () => {
  const gitlab = await new GitLab().start();
  expect(await write(gitlab, `${marker}\nfail`)).toBeUndefined();
  expect(await write(gitlab, `${marker}\npass`)).toBeUndefined();
  expect(gitlab.notes).toEqual([{ id: 100, body: `${marker}\npass`, author: gitlab.account }]);
  const calls = gitlab.asked.length;
  expect(await write(gitlab, `${marker}\npass`)).toBeUndefined();
  expect(gitlab.asked.slice(calls).some((asked) => /^(PUT|POST)/.test(asked))).toBe(false);
});

test('each suite has a note of its own', async () => {
  const gitlab = await new GitLab().start();
  await write(gitlab, `${marker}\na`);
  await write(gitlab, '<!-- sluice:suite=other -->\nb');
  expect(gitlab.notes.map(({ body }) => body)).toEqual([`${marker}\na`, '<!-- sluice:suite=other -->\nb']);
});

test('it is found behind hundreds of other notes, and nobody else can take its place by the marker', async () => {
  const gitlab = await new GitLab().start();
  gitlab.notes.push({ id: 1, body: `${marker}\nforged`, author: 66 });
  for (let id = 2; id <= 250; id += 1) gitlab.notes.push({ id, body: `note ${id}`, author: 66 });
  gitlab.notes.push({ id: 251, body: `${marker}\nours`, author: gitlab.account });
  expect(await write(gitlab, `${marker}\nnew`)).toBeUndefined();
  expect(gitlab.notes).toHaveLength(251);
  expect(gitlab.notes.at(0)?.body).toBe(`${marker}\nforged`);
  expect(gitlab.notes.at(-1)?.body).toBe(`${marker}\nnew`);
});

test('an answer that got lost on the way does not lead to a second note', async () => {
  const gitlab = await new GitLab().start();
  gitlab.faults = [{ status: 502, body: '<html>' }, 'answer', 'hang up'];
  expect(await write(gitlab, `${marker}\nfail`)).toBeUndefined();
  expect(gitlab.asked.filter((asked) => asked.startsWith('POST'))).toHaveLength(1);
  expect(gitlab.notes).toHaveLength(1);
});

test.each([
  [{ status: 401, body: { message: '401 Unauthorized' } }, 1, 'GitLab does not know the token; renew it.'],
  [{ status: 403, body: { message: '403 Forbidden' } }, 1, 'the scope `api`'],
  [{ status: 404, body: { message: '404 Project Not Found' } }, 1, 'at least the role Reporter'],
  [{ status: 400, body: { error: 'sort does not have a valid value' } }, 1, '400 sort does not have'],
  [{ status: 503, body: 'down' }, 3, '503 down'],
  [{ status: 200, body: '<html>login</html>' }, 3, 'the answer is no JSON: <html>login</html>'],
  [{ status: 200, body: [{ id: 'x' }] }, 3, "not what GitLab's description promises"],
  [{ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 1, '302'],
  [{ status: 429, body: 'Retry later', headers: { 'retry-after': '60' } }, 1, '429 Retry later'],
])('%j is asked %i times, and costs the comment with a reason', async (fault, times, words) => {
  const gitlab = await new GitLab().start();
  gitlab.faults = Array.from({ length: times }, () => fault);
  const notice = await write(gitlab, `${marker}\nfail`);
  expect(notice).toContain('No comment was written on merge request !7: ');
  expect(notice).toContain(words);
  expect(gitlab.asked).toHaveLength(times);
});

test('a GitLab that is not there costs the comment', async () => {
  const gitlab = await new GitLab().start();
  gitlab.url = 'http://127.0.0.1:65535/api/v4';
  expect(await write(gitlab, `${marker}\nfail`)).toContain('no answer: ECONNREFUSED');
});

test('a wrong token is refused, and shown nowhere', async () => {
  const gitlab = await new GitLab().start();
  const notice = await write(gitlab, `${marker}\nfail`, 'glpat-wrong');
  expect(notice).toContain('401');
  expect(notice).not.toContain('glpat');
});

test('no line of the comment is a quick action or calls another merge request', async () => {
  const gitlab = await new GitLab().start();
  await write(gitlab, `${marker}\n/merge\n  /close\nsee !12 and a/b\n| /approve |`);
  const body = gitlab.notes[0]?.body ?? '';
  expect(body).not.toMatch(/^\s*\/\w/m);
  expect(body).not.toContain('!12');
  expect(body).toContain('a/b');
  expect(body.startsWith(`${marker}\n`)).toBe(true);
});
