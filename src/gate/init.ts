import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { completePlan, draftFiles, loadPlan } from '../config/index.ts';
import type { Overrides } from '../config/index.ts';
import { createEngine } from '../load/index.ts';
import type { Endpoint } from '../load/index.ts';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow, Plan } from '../model/plan.ts';
import type { Recognised } from '../model/recognised.ts';
import { outcomes } from '../model/sample.ts';
import { cleanUp, exposedPort, recognise, startTarget } from '../target/index.ts';
import { makeSampleInputs, makeWorkload } from '../workload/index.ts';
import { seededRandom } from './chance.ts';
import { makeContext, targetContext } from './context.ts';
import type { GateContext, GateOptions } from './context.ts';

/** Where model servers listen by default: vLLM, most images, Ollama, TensorFlow Serving, TGI and BentoML, MLflow, Triton. */
const usualPorts = [8000, 8080, 11434, 8501, 3000, 5000, 8001];
const inputsPerClass = 12;
const sampleRequests = 9;
/** Of all sample requests together. */
const sampleMs = 60_000;

export interface InitResult {
  /** Relative to the workspace. */
  written: string[];
  /** Were there already, and are as they were. */
  kept: string[];
  recognised?: Recognised;
  /** Why no sample request succeeded, in the words of the first error; undefined where one did. */
  refused?: string;
}

/**
 * Writes the files of a first gate into a workspace that has no settings yet, by asking the server what it is and by
 * sending a few sample requests. What was started is stopped.
 * @throws SluiceError input-invalid where there are settings already, target-missing where no server is found, and what the
 * start of a target throws
 */
export async function initWorkspace(overrides: Overrides, options: GateOptions): Promise<InitResult> {
  const { workspace } = overrides;
  if (existsSync(join(workspace, 'sluice.yml'))) {
    throw new SluiceError('input-invalid', {
      fact: 'There is a sluice.yml here already.',
      remedy: 'Change that one, or move it away first.',
    });
  }
  const asked = loadPlan(await withTarget(overrides, options));
  const context = makeContext(asked, options);
  try {
    const target = await startTarget(asked.candidate, targetContext(context, 'candidate', workspace));
    const recognised = await recognise(target.endpoint, context.signal);
    context.signal.throwIfAborted();
    const plan = recognised ? completePlan(asked, recognised) : asked;
    const inputs = makeSampleInputs(inputsPerClass, seededRandom(plan.seed, 'init'));
    const sample = await sendSample(plan, inputs, target.endpoint, context);
    const facts = {
      suite: suiteOf(plan, recognised),
      target: plan.candidate,
      inputs,
      ...(recognised ? { recognised } : {}),
    };
    return {
      ...writeDrafts(workspace, draftFiles({ ...facts, ...('aloneMs' in sample ? sample : {}) })),
      ...(recognised ? { recognised } : {}),
      ...('refused' in sample ? sample : {}),
    };
  } finally {
    await cleanUp(context.stateFile);
  }
}

/** The model's own name, else that of the folder where a url would name a machine. */
function suiteOf({ suite, candidate, workspace }: Plan, recognised: Recognised | undefined): string {
  if (candidate.kind !== 'url') return suite;
  const name = (recognised?.model ?? basename(workspace)).split('/').at(-1) ?? '';
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return plain === '' ? suite : plain.slice(0, 60);
}

/** What is said, or what can be found: the port that the image names, a server that listens on this machine. */
async function withTarget(overrides: Overrides, { signal, tell }: GateOptions): Promise<Overrides> {
  const { image, url, set = [] } = overrides;
  if (image !== undefined && !set.some((each) => each.startsWith('target.container.port='))) {
    const port = await exposedPort(image);
    return port === undefined ? overrides : { ...overrides, set: [...set, `target.container.port=${port}`] };
  }
  if (image !== undefined || url !== undefined || set.some((each) => each.startsWith('target.')))
    return overrides;
  for (const port of usualPorts) {
    const baseUrl = `http://127.0.0.1:${port}`;
    if (!(await recognise({ baseUrl }, signal))) continue;
    tell({ kind: 'note', text: `A model server answers at ${baseUrl}.` });
    return { ...overrides, url: baseUrl };
  }
  throw new SluiceError('target-missing', {
    fact: `No server is named, and none that is known answers on this machine (asked on ports ${usualPorts.join(', ')}).`,
    remedy:
      'Name it: `sluice init --url http://127.0.0.1:PORT` for one that runs, or `sluice init --image IMAGE`.',
  });
}

/** A few requests, one after the other: whether they succeed, and how long one takes. */
async function sendSample(
  plan: Plan,
  inputs: DatasetRow[],
  endpoint: Endpoint,
  { signal }: GateContext,
): Promise<{ aloneMs: number } | { refused: string }> {
  const { protocol, load, seed, workspace } = plan;
  const workload = makeWorkload([{ name: 'sample', weight: 1, rows: inputs, where: [] }]);
  const engine = await createEngine({ protocol, workload, load, workspace, salt: `${seed}-init` });
  try {
    const { samples, errorExamples } = await engine.run(
      {
        scenario: 'single',
        index: 0,
        leadInMs: 0,
        durationMs: sampleMs,
        arrivals: {
          kind: 'closed',
          loop: {
            concurrency: 1,
            itemIndex: Uint32Array.from({ length: sampleRequests }, (_, row) => row),
            maximumMs: sampleMs,
          },
        },
      },
      endpoint,
      { signal },
    );
    const ok = outcomes.indexOf('ok');
    const times = [...samples.outcome.keys()]
      .filter((row) => samples.outcome[row] === ok)
      .map((row) => (samples.endAtMs[row] as number) - (samples.sentAtMs[row] as number))
      .sort((a, b) => a - b);
    const aloneMs = times[Math.floor(times.length / 2)];
    return aloneMs === undefined ? { refused: errorExamples[0]?.message ?? 'no answer came' } : { aloneMs };
  } finally {
    await engine.close();
  }
}

function writeDrafts(
  workspace: string,
  drafts: readonly { path: string; text: string }[],
): Pick<InitResult, 'written' | 'kept'> {
  const isThere = ({ path }: { path: string }) => existsSync(join(workspace, path));
  const kept = drafts.filter(isThere);
  const missing = drafts.filter((draft) => !isThere(draft));
  for (const { path, text } of missing) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text, { flag: 'wx' });
  }
  return { written: missing.map(({ path }) => path), kept: kept.map(({ path }) => path) };
}
