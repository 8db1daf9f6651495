import type { ArrivalSummary, Burstiness } from './arrival-tally.ts';
import type { FittedClass, TrafficFit } from './fit-traffic.ts';
import type { LengthSummary } from './length-summary.ts';
import type { ReadLog } from './read-log.ts';

/** What the fit was made from, for its description. */
export interface FitSource extends Pick<ReadLog, 'columns' | 'leftOut' | 'otherModels' | 'clock'> {
  /** The command line, to make it again. */
  command: string;
}

/** Gaps of independent users, within what a log of a few thousand requests tells. */
const poissonFrom = 0.9;
const poissonTo = 1.1;
/** As many requests as a small class has are on the wrong side then. */
const poorDistance = 0.1;

/** The fit for people, as lines of text. */
export function describeFit(fit: TrafficFit, source: FitSource): string[] {
  const { requests, arrivals } = fit;
  const { columns, clock } = source;
  const at = (ms: number) => timeText(ms, arrivals, clock);
  const { peak, busiestHour } = arrivals;
  return [
    `${count(requests)} requests, ${at(arrivals.firstMs)} to ${at(arrivals.lastMs)}.`,
    ...(columns ? [columnsLine(columns)] : []),
    ...leftOutLines(fit, source),
    ...modelLines(fit),
    '',
    ...table(fit.classes),
    '',
    `Rate: ${rate(arrivals.meanPerSecond)} requests/s on average; ${rate(peak.perSecond)} in the busiest minute (${at(peak.startMs)}); 99 % of the minutes have at most ${rate(arrivals.p99PerSecond)}.`,
    `Peak hour: from ${at(busiestHour.startMs)} on, with ${count(busiestHour.requests)} requests.`,
    `Gaps: ${gapsText(arrivals.burstiness)}.`,
    ...distanceLines(fit),
  ];
}

/** The part of sluice.yml that stands for the traffic, with the description as comments. */
export function renderFitYaml(fit: TrafficFit, source: FitSource): string {
  const comment = (lines: readonly string[]) => lines.map((line) => (line === '' ? '#' : `# ${line}`));
  const generates = fit.classes.some(({ output }) => output !== undefined);
  return [
    ...comment([
      `Fitted by \`${source.command}\`. Goes into sluice.yml, beside \`target\` and \`protocol\`.`,
      ...(generates
        ? [
            "Answers get their lengths with `max-tokens: '{{output_tokens}}'` (and `ignore-eos: true`, where the server knows it).",
          ]
        : []),
      '',
      ...describeFit(fit, source),
    ]),
    'workload:',
    '  classes:',
    ...fit.classes.flatMap(classLines),
    'load:',
    `  expected-rate: ${rate(fit.arrivals.peak.perSecond)} # requests/s of the busiest minute; ${rate(fit.arrivals.meanPerSecond)} on average`,
    `  arrivals: ${arrivalsSetting(fit.arrivals.burstiness)}`,
    '',
  ].join('\n');
}

function classLines({ name, requests, share, input, output }: FittedClass): string[] {
  return [
    `    ${name}: # ${count(requests)} requests`,
    `      weight: ${round(share * 100)} # percent`,
    '      synthetic:',
    `        input-tokens: ${lengthSetting(input)}`,
    ...(output ? [`        output-tokens: ${lengthSetting(output)}`] : []),
  ];
}

const lengthSetting = ({ minimum, p50, p95, p99, maximum }: LengthSummary): string =>
  `{ p50: ${p50}, p95: ${p95}, p99: ${p99}, minimum: ${minimum}, maximum: ${maximum} }`;

function arrivalsSetting(burstiness: Burstiness): string {
  if (burstiness.kind !== 'measured') return 'poisson # assumed: see above';
  const { value } = burstiness;
  return value >= poissonFrom && value <= poissonTo
    ? 'poisson'
    : `{ gamma: { burstiness: ${round(value)} } } # from the gaps: see above`;
}

function gapsText(burstiness: Burstiness): string {
  switch (burstiness.kind) {
    case 'measured': {
      const { value, groups } = burstiness;
      const clustered = value < poissonFrom ? 'in clusters' : 'evenly';
      const meaning =
        value >= poissonFrom && value <= poissonTo ? 'as of users who know nothing of each other' : clustered;
      return `burstiness ${round(value)}, from the coefficient of variation of the gaps in ${count(groups)} groups of 100 requests: they come ${meaning}`;
    }
    case 'coarse':
      return `${round(burstiness.zeroGaps * 100)} % of the requests have the very time of the one before, so the clock of the log is too coarse to measure gaps, or they come in batches; Poisson arrivals are assumed`;
    case 'few':
      return 'too few requests close to each other to measure them; Poisson arrivals are assumed';
  }
}

function columnsLine({ time, input, output }: NonNullable<FitSource['columns']>): string {
  return `Columns: time ${time}, input ${input}, output ${output}.`.replace(/\p{C}/gu, '?');
}

function leftOutLines({ withoutTokens }: TrafficFit, { leftOut, otherModels, columns }: FitSource): string[] {
  const counts: [string, number][] = [
    [`${columns ? 'rows' : 'spans'} without token counts`, leftOut],
    ['failed requests, with 0 tokens', withoutTokens],
    ['requests to other models', otherModels],
  ];
  const parts = counts.flatMap(([what, number]) => (number > 0 ? [`${what}: ${count(number)}`] : []));
  return parts.length === 0 ? [] : [`Left out: ${parts.join('; ')}.`];
}

const mostModelsShown = 5;

function modelLines({ models }: TrafficFit): string[] {
  if (models.length < 2) return [];
  const total = models.reduce((sum, { requests }) => sum + requests, 0);
  const shown = models
    .slice(0, mostModelsShown)
    .map(
      ({ name, requests }) =>
        `${name.replace(/\p{C}/gu, '?').slice(0, 60)} ${round((requests / total) * 100)} %`,
    );
  const more = models.length > mostModelsShown ? `, and ${models.length - mostModelsShown} more` : '';
  return [`Models: ${shown.join(', ')}${more}; \`--model NAME\` fits one of them alone.`];
}

function distanceLines({ distance, classes }: TrafficFit): string[] {
  const { input, output } = distance;
  const largest = Math.max(input, output ?? 0);
  const values = `${input.toFixed(3)} of input${output === undefined ? '' : `, ${output.toFixed(3)} of output`}`;
  return [
    `Fit: Kolmogorov-Smirnov distance of drawn from measured lengths ${values}: at no length are more than ${(largest * 100).toFixed(1)} % of the requests on the wrong side.`,
    ...(largest > poorDistance
      ? [`That is much: another number of \`--classes\` than ${classes.length} may fit better.`]
      : []),
  ];
}

const heads = [
  'class',
  'requests',
  'share',
  'input p50',
  'p95',
  'p99',
  'output p50',
  'p95',
  'p99',
  'of all tokens',
];

function table(classes: readonly FittedClass[]): string[] {
  const rows = classes.map(({ name, requests, share, input, output, tokens }) => [
    name,
    count(requests),
    `${round(share * 100)} %`,
    ...[input, output].flatMap((lengths) =>
      lengths ? [lengths.p50, lengths.p95, lengths.p99].map(count) : ['-', '-', '-'],
    ),
    `${round(tokens * 100)} %`,
  ]);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [heads, ...rows].map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}

/** A time of the calendar, or how far into the log it lies. */
function timeText(ms: number, { firstMs }: ArrivalSummary, clock: FitSource['clock']): string {
  if (clock === 'calendar') return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${round((ms - firstMs) / 3_600_000)} h`;
}

const count = (value: number): string => value.toLocaleString('en-US');
const round = (value: number): number => Number(value.toPrecision(3));
const rate = (perSecond: number): number => round(perSecond);
