import type { RequestClassPlan } from '../model/plan.ts';
import { lengthBounds } from '../model/synthetic.ts';
import type { LengthPlan, SharedPrefix, SyntheticSource, TokenizerPlan } from '../model/synthetic.ts';
import type { PathChecker } from './path-checker.ts';
import { present } from './present.ts';
import { hasMadeTexts } from './protocols/input-defaults.ts';
import type { Problems } from './problem.ts';
import type { SyntheticSettings } from './synthetic-schema.ts';
import { planLength } from './token-length.ts';
import type { WorkloadSettings } from './workload-schema.ts';

/** Kept of the context for the chat template and the marks of begin and end, which the server adds. */
const templateTokens = 64;

/** As many inputs as a gate rarely sends in one block, so that none of them comes twice under one salt. */
const usualCount = 1_000;
/** Long inputs are fewer: so many tokens in all take a few seconds to make. */
const usualTokens = 2_000_000;
const fewestUsual = 32;
/** About 100 MB of requests. */
const mostTokensOfClass = 20_000_000;

/**
 * A synthetic class with everything filled in.
 * @param context `workload.context-tokens`
 */
export function planSynthetic(
  name: string,
  written: SyntheticSettings,
  context: number | undefined,
  problems: Problems,
): SyntheticSource {
  const inputTokens = planLength(written['input-tokens']);
  const outputTokens =
    written['output-tokens'] === undefined ? undefined : planLength(written['output-tokens']);
  const sharedPrefix = planPrefix(written['shared-prefix']);
  const contextTokens = context === undefined ? undefined : context - templateTokens;
  const count = written.count ?? usualCountOf(inputTokens, contextTokens);
  const fault = (key: string, fact: string, remedy: string) =>
    problems.add('config-invalid', { path: ['workload', 'classes', name, 'synthetic', key] }, fact, remedy);
  checkContext(name, { inputTokens, outputTokens, context, contextTokens }, fault);
  checkPrefix(name, inputTokens, sharedPrefix, fault);
  const inAll = count * typicalLength(inputTokens, contextTokens);
  if (inAll > mostTokensOfClass) {
    const most = Math.floor((mostTokensOfClass / inAll) * count);
    fault(
      written.count === undefined ? 'input-tokens' : 'count',
      `${count} inputs of the class ${name} would have about ${Math.round(inAll / 1e6)} million tokens; ${mostTokensOfClass / 1e6} million are the most.`,
      most < 1 ? 'Shorten the inputs.' : `Set \`count\` to ${most} or less.`,
    );
  }
  return { kind: 'synthetic', inputTokens, count, ...present({ outputTokens, sharedPrefix, contextTokens }) };
}

type Fault = (key: string, fact: string, remedy: string) => void;

interface Lengths {
  inputTokens: LengthPlan;
  outputTokens: LengthPlan | undefined;
  context: number | undefined;
  contextTokens: number | undefined;
}

function checkContext(
  name: string,
  { inputTokens, outputTokens, context, contextTokens }: Lengths,
  fault: Fault,
): void {
  if (inputTokens.shape.kind === 'maximum' && (context === undefined || outputTokens === undefined)) {
    const lacks = context === undefined ? '`workload.context-tokens`' : '`output-tokens`';
    const fact = `The inputs of the class ${name} are as long as the context allows, and ${lacks} is not given.`;
    fault('input-tokens', fact, `Add ${lacks}: the input gets what the answer leaves of the context.`);
    return;
  }
  if (context === undefined || contextTokens === undefined) return;
  const answer = outputTokens ? lengthBounds(outputTokens) : { shortest: 0, longest: 0 };
  const longestAnswer = Number.isFinite(answer.longest) ? answer.longest : answer.shortest;
  if (longestAnswer >= contextTokens) {
    const fact =
      `Answers of ${longestAnswer} tokens leave no room for the inputs of the class ${name} in a context of ${context} ` +
      `(${templateTokens} are kept for the chat template).`;
    fault('output-tokens', fact, 'Shorten the answers, or correct `workload.context-tokens`.');
    return;
  }
  const { shortest } = lengthBounds(inputTokens);
  if (inputTokens.shape.kind === 'maximum' || shortest + longestAnswer <= contextTokens) return;
  const fact =
    `Inputs of ${shortest} tokens and answers of ${longestAnswer} do not fit into a context of ${context} ` +
    `(${templateTokens} are kept for the chat template).`;
  fault(
    'input-tokens',
    fact,
    'Write `maximum` for all that fits, shorten them, or correct `workload.context-tokens`.',
  );
}

function checkPrefix(
  name: string,
  inputTokens: LengthPlan,
  prefix: SharedPrefix | undefined,
  fault: Fault,
): void {
  if (prefix?.kind !== 'tokens' || inputTokens.shape.kind === 'maximum') return;
  const { shortest } = lengthBounds(inputTokens);
  if (shortest > prefix.tokens) return;
  fault(
    'shared-prefix',
    `The shared prefix of the class ${name} has ${prefix.tokens} tokens, and its inputs may have as few as ${shortest}.`,
    `Shorten the prefix, raise the inputs (\`minimum\`) above ${prefix.tokens} tokens, or write \`{ share: 0.5 }\`.`,
  );
}

function planPrefix(written: SyntheticSettings['shared-prefix']): SharedPrefix | undefined {
  if (!written) return undefined;
  const groups = written.groups ?? 1;
  if (written.share !== undefined) return { kind: 'share', share: written.share, groups };
  return { kind: 'tokens', tokens: written.tokens ?? 1, groups };
}

function usualCountOf(inputTokens: LengthPlan, contextTokens: number | undefined): number {
  const fitting = Math.floor(usualTokens / typicalLength(inputTokens, contextTokens));
  return Math.min(usualCount, Math.max(fewestUsual, fitting));
}

/** A length that most inputs do not exceed. */
function typicalLength({ shape, maximum = Infinity }: LengthPlan, contextTokens = Infinity): number {
  const long = Math.min(longOf(shape), maximum, contextTokens);
  return Number.isFinite(long) ? Math.max(1, long) : 1;
}

function longOf(shape: LengthPlan['shape']): number {
  switch (shape.kind) {
    case 'fixed':
      return shape.tokens;
    case 'uniform':
      return shape.to;
    case 'log-normal':
      return shape.mean + shape.deviation;
    case 'percentiles':
      return shape.p95;
    case 'histogram':
      return lengthBounds({ shape }).longest;
    case 'maximum':
      return Infinity;
  }
}

/** o200k where nothing is said, which is told: servers count with the tokenizer of their own model. */
export function planTokenizer(
  settings: WorkloadSettings | undefined,
  classes: readonly RequestClassPlan[],
  paths: PathChecker,
  guesses: string[],
): { tokenizer?: TokenizerPlan } {
  if (!classes.some(hasMadeTexts)) return {};
  const written = settings?.tokenizer;
  if (written === undefined) {
    guesses.push('tokenizer: o200k, because workload.tokenizer is not given; the model may count otherwise');
  }
  if (written === undefined || written === 'o200k') return { tokenizer: { kind: 'o200k' } };
  if (written === 'server') return { tokenizer: { kind: 'server' } };
  const at = { path: ['workload', 'tokenizer'] };
  const path = paths.inside(written, at);
  if (path !== undefined && paths.kindOf(path) !== 'file') {
    const remedy =
      'Commit the tokenizer.json of the model, or correct the path: it starts from the folder of sluice.yml.';
    paths.problems.add('tokenizer-invalid', at, `There is no file ${path}.`, remedy);
  }
  return { tokenizer: { kind: 'file', path: path ?? written } };
}
