import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startArtifactStore, type ArtifactStore } from '../support/artifact-store.ts';
import { workflowToken } from '../support/github-api/server.ts';
import { copyAction, type ActionOutcome } from '../support/runner.ts';
import { readZip } from '../support/zip-file.ts';
import { processSettings, setScene, type GateScene } from './gate-scene.ts';

const repository = join(import.meta.dirname, '../..');

/** One for each place in which people keep secrets; none looks like a token that GitHub would know. */
const canary = (place: string) => `canary-${place}-7c1e5a`;
const places = {
  targetEnvironment: canary('env'),
  authorization: canary('bearer'),
  basic: canary('basic/+='),
  apiKeyHeader: canary('x-api-key'),
  cookie: canary('cookie'),
  query: canary('query'),
  body: canary('body'),
  argument: canary('argument'),
  githubToken: canary('github'),
  npmToken: canary('npm'),
  npmConfig: canary('npmrc'),
  proxy: canary('proxy'),
};

const environment = {
  NODE_AUTH_TOKEN: places.npmToken,
  'npm_config_//registry.example/:_authToken': places.npmConfig,
  HTTPS_PROXY: `http://user:${places.proxy}@127.0.0.1:9`,
  NO_PROXY: '127.0.0.1,localhost',
};

let copied: Awaited<ReturnType<typeof copyAction>>;
let scene: GateScene;
let store: ArtifactStore;
beforeAll(async () => {
  copied = await copyAction(repository);
  scene = await setScene(copied, {});
  store = await startArtifactStore();
  scene.api.repository.tokens.set(places.githubToken, workflowToken);
  await cp(new URL('../support/leaky-model.js', import.meta.url), join(scene.workspace, 'leaky-model.js'));
});
afterAll(async () => {
  await store.close();
  await scene.close();
  await copied.remove();
});

/** Settings with a secret in every place that a process target has. */
function leakySettings(env: object = {}): object {
  const settings = processSettings(10) as {
    target: { process: object };
    protocol: object;
  };
  const basic = Buffer.from(`user:${places.basic}`).toString('base64');
  return {
    ...settings,
    target: {
      process: {
        ...settings.target.process,
        command: ['node', 'leaky-model.js', '--api-key', places.argument],
        env: { API_KEY: places.targetEnvironment, ...env },
      },
    },
    protocol: {
      'http-json': {
        path: `/answer?api_key=${places.query}`,
        headers: {
          authorization: `Bearer ${places.authorization}`,
          'x-api-key': places.apiKeyHeader,
          'x-auth': `Basic ${basic}`,
          cookie: `session_token=${places.cookie}; theme=dark`,
        },
        body: { n: '{{n}}', api_key: places.body },
      },
    },
  };
}

async function runWith(settings: object): Promise<ActionOutcome> {
  await rm(join(scene.workspace, 'out'), { recursive: true, force: true });
  await scene.writeSettings(settings);
  const outcome = await scene.run({
    inputs: { 'github-token': places.githubToken },
    env: { ...store.env, ...environment },
  });
  expect(scene.api.violations).toEqual([]);
  return outcome;
}

/** Everything that anybody gets to see, by where it is seen. */
async function seen(outcome: ActionOutcome): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  // The runner takes these lines for itself: they are how it is told what to hide.
  texts.set('log', outcome.log.replace(/^::add-mask::.*$/gm, ''));
  texts.set('outputs', JSON.stringify([outcome.outputs, outcome.state, outcome.environment]));
  texts.set('summary', outcome.summary);
  texts.set('comments', scene.comments.join('\n'));
  texts.set('checks', JSON.stringify(scene.api.repository.checks));
  const folder = join(scene.workspace, 'out/sluice');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    texts.set(entry.name, await readFile(join(entry.parentPath, entry.name), 'utf8'));
  }
  for (const { name } of store.artifacts)
    for (const [file, bytes] of readZip(await store.download(name)))
      texts.set(`${name}/${file}`, bytes.toString('utf8'));
  return texts;
}

/** Where a canary, or half of one, is seen; by any encoding that people would read. */
function leaksIn(texts: Map<string, string>): string[] {
  const forms = Object.values(places).flatMap((text) => [
    text.slice(0, 14),
    text.slice(-10),
    encodeURIComponent(text).slice(0, 20),
    Buffer.from(text).toString('base64').slice(0, 16),
    Buffer.from(`user:${text}`).toString('base64').slice(8, 24),
  ]);
  return [...texts].flatMap(([where, text]) =>
    forms.filter((form) => text.includes(form)).map((form) => `${form} in ${where}`),
  );
}

test('no secret is seen anywhere after a gate whose server tells all that it knows', async () => {
  const outcome = await runWith(leakySettings());
  const texts = await seen(outcome);
  // The server did tell: its log, its errors and the report of them are there, and say what was left out.
  const log = [...texts].find(([name]) => name.endsWith('.log'))?.[1];
  expect(log).toContain('API_KEY=***');
  expect(log).toContain('still *** and more');
  expect(texts.get('run-candidate.json')).toMatch(/HTTP 500: .*\*\*\*/);
  expect(texts.get('report.html')).toContain('HTTP 500');
  expect([...texts.keys()]).toEqual(
    expect.arrayContaining(['result.json', 'junit.xml', 'sluice-tiny/result.json']),
  );
  expect(leaksIn(texts)).toEqual([]);
});

test('the error of a server that dies with all that it knows shows no secret, and the runner hides each', async () => {
  const outcome = await runWith(leakySettings({ EXIT: 1 }));
  const texts = await seen(outcome);
  expect(texts.get('comments')).toContain('process-exited');
  expect(leaksIn(texts)).toEqual([]);
  const told = outcome.log.match(/^::add-mask::.*$/gm) ?? [];
  for (const text of Object.values(places))
    expect(told).toContain(`::add-mask::${text.replaceAll('%', '%25')}`);
});
