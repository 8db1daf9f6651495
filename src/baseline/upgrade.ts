import { baselineSchema } from './baseline-file.ts';
import { unreadable } from './unreadable.ts';

/** Turns a document of one format into the next one. */
export type Upgrade = (older: object) => object;

/**
 * From each format to the next, the first from 1 to 2. Empty while there is one format only. A format gets a new number
 * when a Sluice of today would misread or refuse what a later one writes; a file is written in the newest format as soon
 * as a run is added to it, and files that nobody adds to stay as they are.
 */
const upgrades: readonly Upgrade[] = [];

/**
 * A baseline document of any format so far, in today's.
 * @param json the parsed text
 * @throws SluiceError `baseline-unreadable`: no baseline at all, or of a format that a newer Sluice wrote
 */
export function upgradeDocument(json: unknown, name: string, steps: readonly Upgrade[] = upgrades): unknown {
  const format = formatOf(json);
  if (format === undefined)
    throw unreadable(name, `is no baseline of Sluice: it has no \`"schema": "${baselineSchema}"\``);
  const newest = steps.length + 1;
  if (format > newest) {
    throw unreadable(
      name,
      `has the format sluice.baseline/${format}, and this version of Sluice reads sluice.baseline/${newest}`,
      { remedy: 'A newer Sluice wrote it. Update Sluice to that version, or to a later one.' },
    );
  }
  return steps.slice(format - 1).reduce((document, upgrade) => upgrade(document), json as object);
}

function formatOf(json: unknown): number | undefined {
  const schema = json !== null && typeof json === 'object' && 'schema' in json ? json.schema : undefined;
  const number =
    typeof schema === 'string' ? /^sluice\.baseline\/([1-9]\d{0,5})$/.exec(schema)?.[1] : undefined;
  return number === undefined ? undefined : Number(number);
}
