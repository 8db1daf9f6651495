import { acceptanceLabelDefault, acceptanceSchema } from './telling-schema.ts';
import { parseYaml, plainData } from './yaml-document.ts';

/** What settings say of the verdict and not of the load: by these a change could move its own bar. */
const barKeys = ['suite', 'gate', 'slo', 'baselines', 'acceptance', 'fail-on'] as const;
/** Characters of a value, for messages. */
const mostShown = 60;

/** Where the settings of a change ask for another bar than those of its base. */
export interface MovedSetting {
  /** `gate.tolerance.p50` */
  path: string;
  /** As written; undefined where nothing was, which means the default. */
  before?: string;
  after?: string;
}

/**
 * The settings of the bar that two files do not have in common, in the order of the files.
 * @param name of both, for messages
 * @throws SluiceError config-yaml
 */
export function movedBar(before: string, after: string, name: string): MovedSetting[] {
  const [was, is] = [before, after].map((text) => leavesOf(barOf(text, name))) as [Leaves, Leaves];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [old, now] = [was.get(path), is.get(path)];
    if (old === now) return [];
    return [
      { path, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) },
    ];
  });
}

/**
 * The label that accepts a regression by these settings; undefined where they want none, or say it as nobody can read it.
 * @throws SluiceError config-yaml
 */
export function acceptanceLabelIn(text: string, name: string): string | undefined {
  const { acceptance } = barOf(text, name);
  if (acceptance === undefined) return acceptanceLabelDefault;
  const written = acceptanceSchema.safeParse(acceptance).data;
  return written === false || written === undefined ? undefined : (written.label ?? acceptanceLabelDefault);
}

type Leaves = Map<string, string>;
type Bar = Partial<Record<(typeof barKeys)[number], unknown>>;

function barOf(text: string, name: string): Bar {
  const data = plainData(parseYaml(text, name), name);
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(barKeys.map((key) => [key, (data as Bar)[key]]));
}

/** Lists are leaves: of `metrics: [p50, p95]` the order means nothing, and one entry says little without the others. */
function leavesOf(value: unknown, path = ''): Leaves {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return new Map([[path, text.length > mostShown ? `${text.slice(0, mostShown)}…` : text]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, each]) => [...leavesOf(each, path === '' ? key : `${path}.${key}`)]),
  );
}
