import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const exampleDirectory = fileURLToPath(new URL('../../examples/ticket-routing', import.meta.url));
const caCertificates = '/etc/ssl/certs/ca-certificates.crt';

/**
 * The tag of a local image that can stand for `node:24-slim`: the Node that runs these tests, its npm, a
 * shell and a user, and nothing from a registry. Made once for each version of its parts.
 */
export async function ensureBaseImage(): Promise<string> {
  const npmDirectory = dirname(dirname(await findProgram('npm')));
  const tag = `sluice-test-node:24-${await fingerprint(npmDirectory)}`;
  if (await imageExists(tag)) return tag;

  const staging = await mkdtemp(join(tmpdir(), 'sluice-base-image-'));
  try {
    const root = join(staging, 'root');
    await fillRoot(root, npmDirectory);
    const archive = join(staging, 'root.tar');
    await run('tar', [
      '--create',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--file',
      archive,
      '-C',
      root,
      '.',
    ]);
    const changes = ['ENV PATH=/usr/local/bin:/usr/bin:/bin', `ENV NODE_EXTRA_CA_CERTS=${caCertificates}`];
    await run('docker', ['import', ...changes.flatMap((change) => ['--change', change]), archive, tag]);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return tag;
}

/** Builds the example's own Dockerfile on the local base image and returns the tag. */
export async function buildExampleImage(tag: string): Promise<string> {
  const baseImage = await ensureBaseImage();
  const registry = (await run('npm', ['config', 'get', 'registry'])).stdout.trim();
  const buildArguments = [`BASE_IMAGE=${baseImage}`, `npm_config_registry=${registry}`];
  await run(
    'docker',
    [
      'build',
      '--network=host',
      ...buildArguments.flatMap((argument) => ['--build-arg', argument]),
      `--tag=${tag}`,
      exampleDirectory,
    ],
    // BuildKit would look for the base image in a registry first; the classic builder takes the local one.
    { env: { ...process.env, DOCKER_BUILDKIT: '0' }, maxBuffer: 16 * 1024 * 1024 },
  );
  return tag;
}

async function fingerprint(npmDirectory: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(process.version);
  hash.update(await readFile(join(npmDirectory, 'package.json')));
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * The file behind a command name. For npm it is `<package>/bin/npm-cli.js`; `npm root --global` would answer
 * for the Node that runs it, which need not be the one that npm was installed with.
 */
async function findProgram(name: string): Promise<string> {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    try {
      return await realpath(join(directory, name));
    } catch {
      continue; // not in this directory
    }
  }
  throw new Error(`There is no ${name} on PATH.`);
}

async function imageExists(tag: string): Promise<boolean> {
  const { stdout } = await run('docker', ['images', '--quiet', tag]);
  return stdout.trim() !== '';
}

async function fillRoot(root: string, npmDirectory: string): Promise<void> {
  for (const directory of [
    'app',
    'bin',
    'etc/ssl/certs',
    'home/node',
    'proc',
    'tmp',
    'usr/bin',
    'usr/local/bin',
  ]) {
    await mkdir(join(root, directory), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);

  await copyProgram(process.execPath, join(root, 'usr/local/bin/node'), root);
  await copyProgram('/bin/sh', join(root, 'bin/sh'), root);
  await copyProgram('/usr/bin/env', join(root, 'usr/bin/env'), root);

  await cp(npmDirectory, join(root, 'usr/local/lib/node_modules/npm'), {
    recursive: true,
    dereference: true,
  });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));

  await copyFile(caCertificates, join(root, caCertificates));
  await writeFile(join(root, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
}

/** Copies a program and the shared libraries that the loader would take for it, at their own paths. */
async function copyProgram(program: string, destination: string, root: string): Promise<void> {
  await copyFile(await realpath(program), destination);
  await chmod(destination, 0o755);
  const { stdout } = await run('ldd', [program]);
  // A line is `name => /path (address)`, or `/path (address)` for the loader itself.
  for (const [, library] of stdout.matchAll(/(\/\S+) \(0x/gu)) {
    const copy = join(root, library!);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(await realpath(library!), copy);
    await chmod(copy, 0o755);
  }
}
