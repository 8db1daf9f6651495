import { SluiceError } from '../model/error.ts';
import type { TimingId } from '../model/metric.ts';
import type { Distribution, Run } from '../model/run.ts';
import type { Statistics } from './export-statistics.ts';
import { definitionOf, wholeRun } from './export-statistics.ts';

const names: [TimingId, string][] = [
  ['ttft', 'ttft'],
  ['tpot', 'tpot'],
  ['itl', 'itl'],
  ['latency', 'e2el'],
];

/**
 * The result that `vllm bench serve` writes without its details, for dashboards that read it. Times keep the definitions
 * of the run, which `definitions` names: TTFT and E2EL of Sluice count from when a request was due.
 */
export function exportVllm(run: Run, statistics: Statistics): string {
  const whole = wholeRun(run, statistics);
  const perSecond = (count: number) => (whole.durationSeconds > 0 ? count / whole.durationSeconds : null);
  const given = names
    .map(([timing, name]) => ({ timing, name, distribution: whole.timing(timing) }))
    .filter(({ distribution }) => distribution.valuesMs.length > 0);
  if (!given.some(({ timing }) => timing === 'ttft'))
    throw new SluiceError('export-refused', {
      fact: 'The run holds no time to the first token, without which a result of vLLM bench says nothing.',
      remedy: 'Export runs of servers that stream tokens, or use --format blocks-csv or k6.',
    });
  const { inputTokens, outputTokens, completed, attempted } = whole;
  return `${JSON.stringify(
    {
      date: dateOf(run.provenance.measuredAt),
      backend: 'sluice',
      model_id: run.suite,
      tokenizer_id: null,
      num_prompts: attempted,
      request_rate: run.blocks.find(({ scenario }) => scenario === 'mixed')?.ratePerSecond ?? null,
      max_concurrency: null,
      duration: whole.durationSeconds,
      completed,
      failed: attempted - completed,
      ...(inputTokens === undefined ? {} : { total_input_tokens: inputTokens }),
      ...(outputTokens === undefined
        ? {}
        : { total_output_tokens: outputTokens, output_throughput: perSecond(outputTokens) }),
      request_throughput: perSecond(completed),
      ...Object.assign(
        {},
        ...given.map(({ name, distribution }) => statisticsOf(name, distribution, statistics)),
      ),
      definitions: Object.fromEntries(given.map(({ timing, name }) => [name, definitionOf(run, timing)])),
    },
    null,
    2,
  )}\n`;
}

function statisticsOf(
  name: string,
  distribution: Distribution,
  { quantile, mean: meanOf }: Statistics,
): Record<string, number | null> {
  const mean = meanOf(distribution)!;
  const squares = distribution.valuesMs.map((value) => (value - mean) ** 2);
  return {
    [`mean_${name}_ms`]: mean,
    [`median_${name}_ms`]: quantile(distribution, 0.5),
    [`std_${name}_ms`]: Math.sqrt(meanOf({ valuesMs: squares, counts: distribution.counts })!),
    [`p95_${name}_ms`]: quantile(distribution, 0.95),
    [`p99_${name}_ms`]: quantile(distribution, 0.99),
  };
}

/** As vLLM writes it: `20261122-110500`. */
const dateOf = (iso: string): string => {
  const [day = '', time = ''] = iso.split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
};
