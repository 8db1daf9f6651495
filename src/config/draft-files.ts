import { stringify } from 'yaml';
import type { DatasetRow } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import { describeRecognised, type Recognised } from '../model/recognised.ts';
import { settingsOf } from './protocols/index.ts';

/** What `sluice init` found out. */
export interface DraftFacts {
  suite: string;
  target: TargetPlan;
  /** Undefined where nothing known answered. */
  recognised?: Recognised;
  /** Of a single sample request, without others beside it; undefined where none succeeded. */
  aloneMs?: number;
  /** Small inputs of the three classes, with a column `words`. */
  inputs: readonly DatasetRow[];
}

/** A file to be written, relative to the workspace. */
export interface Draft {
  path: string;
  text: string;
}

const inputsFile = 'perf/inputs.jsonl';

/** The files of a first gate: settings, inputs and the workflow. */
export function draftFiles(facts: DraftFacts): Draft[] {
  return [
    { path: 'sluice.yml', text: draftSettings(facts) },
    { path: inputsFile, text: facts.inputs.map((row) => `${JSON.stringify(row)}\n`).join('') },
    { path: '.github/workflows/model-performance.yml', text: draftWorkflow(facts.target) },
  ];
}

function draftSettings(facts: DraftFacts): string {
  const parts = [
    `# Settings of Sluice, drafted by \`sluice init\`. Every key: https://github.com/sluice-gate/sluice#readme`,
    yamlOf({ version: 1, suite: facts.suite }),
    yamlOf({ target: draftTarget(facts.target) }),
    draftProtocol(facts),
    `# Inputs in the proportions of production. Replace them by your own: ${inputsFile} holds made-up sentences.`,
    yamlOf({ workload: { classes: draftClasses() } }),
    draftLoad(facts),
  ];
  return `${parts.join('\n')}\n`;
}

const yamlOf = (value: object): string => stringify(value, { lineWidth: 0 }).trimEnd();

function draftTarget(target: TargetPlan): object {
  switch (target.kind) {
    case 'container':
      return { container: { image: target.image, port: target.port } };
    case 'process':
      return { process: { command: target.command } };
    case 'url':
      return { url: target.url };
  }
}

function draftProtocol({ recognised }: DraftFacts): string {
  const settings = recognised && settingsOf(recognised);
  if (recognised && settings) {
    const lines = [
      `# The server was asked: ${describeRecognised(recognised)}.`,
      yamlOf({ protocol: { [recognised.protocol]: settings } }),
    ];
    return lines.join('\n');
  }
  const found = recognised
    ? `It looks like ${describeRecognised(recognised)}`
    : 'It answered as no server that is known';
  return [
    `# ${found}. Say how an input becomes a request; {{text}} is a column of the inputs.`,
    yamlOf({ protocol: { 'http-json': { path: '/', body: { text: '{{text}}' } } } }),
  ].join('\n');
}

function draftClasses(): object {
  const dataset = inputsFile;
  return {
    short: { weight: 60, dataset, where: { words: '<20' } },
    medium: { weight: 30, dataset, where: { words: '20-80' } },
    long: { weight: 10, dataset, where: { words: '>80' } },
  };
}

/** Under 60 % of what one request at a time could use: beyond, queues make every measurement noisy. */
const shareOfOne = 0.8;

function draftLoad({ aloneMs }: DraftFacts): string {
  const rate = aloneMs === undefined ? 10 : Math.min(100, Math.max(0.2, (1000 * shareOfOne) / aloneMs));
  const why =
    aloneMs === undefined
      ? '# No sample request succeeded, so this is a guess.'
      : `# A sample request alone took ${Number(aloneMs.toPrecision(3))} ms. Write the peak of your production in its place.`;
  return `${why}\n${yamlOf({ load: { 'expected-rate': Number(rate.toPrecision(2)) } })}`;
}

function draftWorkflow(target: TargetPlan): string {
  return `name: model performance

on:
  pull_request:
  push:
    branches: [main]

permissions: {}

concurrency:
  group: model-performance-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions:
      contents: write # a push to main records its run as the new baseline
      pull-requests: write # the comment
      checks: write # the check run with the verdict
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
${provideStep(target)}      - uses: sluice-gate/sluice@v1
`;
}

/** What has to be there before the gate. */
function provideStep(target: TargetPlan): string {
  if (target.kind === 'container') return `      - run: docker build --tag ${target.image} .\n`;
  if (target.kind === 'url') return '';
  return '      # Install here what the server needs to start.\n';
}
