import type { ScenarioName } from '../../model/scenario.ts';
import type { Block, Run } from '../../model/run.ts';
import { twoDigits } from '../numbers.ts';

/** A load that may tell what limits the server. */
export interface Load {
  scenario: ScenarioName;
  /** For the end of a clause. */
  words: string;
  /** The valid blocks that are looked at. */
  blocks: Block[];
  /** All blocks of the scenario, those that the generator spoiled as well. */
  all: Block[];
}

/** So many steps at the upper end of a ramp: one alone has few samples. */
const topSteps = 2;

/**
 * The mixed load first, since it is what production looks like; then where the server is taken to its limits. Faults of a
 * dependency and settings that are tried out are no loads of the server as it is.
 */
export function loadsOf(run: Run): Load[] {
  const blocksOf = (scenario: ScenarioName) =>
    run.blocks.filter((block) => block.scenario === scenario && !isTrial(block));
  const load = (scenario: ScenarioName, blocks: Block[], wordsOf: (blocks: Block[]) => string): Load => ({
    scenario,
    words: wordsOf(blocks),
    blocks,
    all: blocksOf(scenario),
  });
  const all = (scenario: ScenarioName, words: string) =>
    load(scenario, blocksOf(scenario).filter(isValid), () => words);
  const most = (scenario: ScenarioName, kind: string) =>
    load(
      scenario,
      byConcurrency(blocksOf(scenario)).slice(-1),
      ([block]) => `with ${block?.concurrency ?? 0} ${kind}`,
    );
  const spikes = blocksOf('spike').filter((block) => isValid(block) && block.phase === 'during');
  return [
    all('mixed', 'under the mixed load'),
    load('ramp', byRate(blocksOf('ramp')).slice(-topSteps), ratesOf),
    most('long-context', 'long requests at a time'),
    most('batching', 'requests at a time'),
    most('closed', 'users'),
    load('spike', spikes, () => 'during spikes'),
    all('sustained', 'under the sustained load'),
    all('soak', 'in the soak'),
    all('endurance', 'in the endurance run'),
  ].filter((each) => each.all.length > 0);
}

/** Of a setting of the server that is tried out. */
export const isTrial = ({ scenario, variant }: Block): boolean =>
  scenario === 'batching' && variant !== undefined;

const isValid = ({ validity }: Block): boolean => validity.valid;

/** Valid blocks, the lightest first. */
export const byRate = (blocks: readonly Block[]): Block[] =>
  blocks.filter(isValid).sort((a, b) => (a.ratePerSecond ?? 0) - (b.ratePerSecond ?? 0));

export const byConcurrency = (blocks: readonly Block[]): Block[] =>
  blocks
    .filter((block) => isValid(block) && block.concurrency !== undefined)
    .sort((a, b) => (a.concurrency ?? 0) - (b.concurrency ?? 0));

/** `at 36 to 40 requests/s`. */
function ratesOf(blocks: readonly Block[]): string {
  const rates = [...new Set(blocks.map(({ ratePerSecond = 0 }) => twoDigits(ratePerSecond)))];
  return rates.length === 0 ? 'in the ramp' : `at ${rates.join(' to ')} requests/s`;
}
