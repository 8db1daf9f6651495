import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { WandbExport } from '../../model/export.ts';
import type { Environment, Exporter } from '../exporter.ts';
import { failed, parseAnswer, secretFrom } from '../send.ts';
import { trackedRunOf } from '../tracking/tracked-run.ts';
import { clientProgram } from './client-program.ts';
import type { WandbDocument } from './client-program.ts';
import { documentOf } from './document.ts';

const serverName = 'Weights & Biases';

/** A run of Weights & Biases, by its official Python client, which must be installed (`pip install wandb`). */
export function wandbExporter(plan: WandbExport): Exporter {
  return {
    name: serverName,
    async tell(input, { environment, signal }) {
      const key = secretFrom(environment, plan.keyVariable, serverName);
      const run = trackedRunOf(input);
      const folder = await mkdtemp(join(tmpdir(), 'sluice-wandb-'));
      try {
        const settings = clientEnvironment(environment, plan.baseUrl, key, folder);
        const url = await askClient(documentOf(plan, run, input), settings, folder, signal);
        return `${serverName} has run "${run.name}" in the project ${plan.project} (${url}).`;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

const mostOutputBytes = 256 * 1024;
const address = z.object({ url: z.string().nullable() });

/** @param folder where it works: never the workspace, whose files Python would import */
async function askClient(
  document: WandbDocument,
  environment: Record<string, string>,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const {
    failed: broken,
    code,
    stdout,
    stderr,
  } = await execa('python3', ['-c', clientProgram], {
    input: JSON.stringify(document),
    cwd: folder,
    env: environment,
    extendEnv: false,
    cancelSignal: signal,
    forceKillAfterDelay: 1000,
    maxBuffer: mostOutputBytes,
    reject: false,
  });
  signal.throwIfAborted();
  if (code === 'ENOENT') throw failed(serverName, 'There is no program `python3` on PATH.', howToInstall);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (said.startsWith('no wandb: '))
    throw failed(
      serverName,
      `Its Python client is not installed (${said.slice('no wandb: '.length)}).`,
      howToInstall,
    );
  if (broken)
    throw failed(
      serverName,
      `Its client ended with: ${said.slice(0, 500).replace(/\.$/, '') || 'no word'}.`,
      'Check the key, what it may write, and the address under `export:`.',
    );
  return parseAnswer(serverName, stdout.trim().split('\n').at(-1) ?? '', address).url ?? 'offline';
}

const howToInstall = 'Add a step with `pip install wandb` before the gate.';

/** Of our own environment what a Python program needs to start and to reach its server, and nobody else's secrets. */
const handedOn =
  /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|TMPDIR|TEMP|LANG|LC_ALL|VIRTUAL_ENV|PYTHON\w*|LD_LIBRARY_PATH|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|\w*_PROXY|WANDB_\w+)$/i;

function clientEnvironment(
  environment: Environment,
  baseUrl: string,
  key: string,
  folder: string,
): Record<string, string> {
  const own = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && handedOn.test(entry[0]),
  );
  return {
    ...Object.fromEntries(own),
    WANDB_API_KEY: key,
    WANDB_BASE_URL: baseUrl,
    WANDB_DIR: folder,
    WANDB_SILENT: 'true',
    WANDB_CONSOLE: 'off',
    // Before our own patience ends, so that it is the client that says why.
    WANDB_INIT_TIMEOUT: '20',
    // The machine, the packages and the working tree are none of a gate's business.
    WANDB_DISABLE_GIT: 'true',
    WANDB_DISABLE_CODE: 'true',
    WANDB_ERROR_REPORTING: 'false',
    WANDB_X_DISABLE_STATS: 'true',
    WANDB_X_DISABLE_META: 'true',
    WANDB_X_SAVE_REQUIREMENTS: 'false',
  };
}
