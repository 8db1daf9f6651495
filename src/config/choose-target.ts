import type { TargetPlan } from '../model/target.ts';
import type { ParsedOverrides } from './overrides.ts';
import type { Problems } from './problem.ts';
import type { TargetSettings } from './target-schema.ts';

export type TargetKind = TargetPlan['kind'];

/** The forms that a target map of sluice.yml names. */
export function kindsOf(settings: TargetSettings | undefined): TargetKind[] {
  const kinds: TargetKind[] = ['container', 'process', 'url'];
  return kinds.filter((kind) => settings?.[kind] !== undefined);
}

/** The one kind of target that file and inputs name together; undefined, and a problem, when they name none or several. */
export function chooseKind(
  settings: TargetSettings | undefined,
  overrides: ParsedOverrides,
  problems: Problems,
): TargetKind | undefined {
  const inFile = kindsOf(settings);
  const inInputs: TargetKind[] = [];
  if (overrides.image !== undefined) inInputs.push('container');
  if (overrides.url !== undefined) inInputs.push('url');
  const [named] = inInputs;
  if (inInputs.length > 1) {
    const fact = `Two targets: image '${overrides.image}' and url '${overrides.url}'.`;
    problems.add('target-ambiguous', { input: 'url' }, fact, 'Give one of the inputs `image` and `url`.');
    return undefined;
  }
  if (inFile.length > 1) {
    const fact = `Two targets: ${inFile.join(' and ')}.`;
    problems.add(
      'target-ambiguous',
      { path: ['target'] },
      fact,
      'Keep one of `container`, `process` and `url`.',
    );
    return undefined;
  }
  if (named !== undefined && inFile[0] !== undefined && inFile[0] !== named) {
    const input = named === 'url' ? 'url' : 'image';
    const fact = `Two targets: the input \`${input}\`, and \`target.${inFile[0]}\` in sluice.yml.`;
    problems.add(
      'target-ambiguous',
      { input },
      fact,
      `Leave the input out, or write \`target: { ${named}: ... }\`.`,
    );
    return undefined;
  }
  const kind = named ?? inFile[0];
  if (kind === undefined) {
    const remedy =
      'Give the input `image` (or `url`), or write `target: { container: { image: ... } }` in sluice.yml.';
    problems.add(
      'target-missing',
      settings ? { path: ['target'] } : { input: 'image' },
      'No target is named.',
      remedy,
    );
  }
  return kind;
}

/** Whether another arm is named, of the same kind as the candidate: anything else would compare the kinds. */
export function namesBase(
  settings: TargetSettings | undefined,
  overrides: ParsedOverrides,
  kind: TargetKind,
  problems: Problems,
): boolean {
  const inFile = kindsOf(settings);
  if (overrides.baseImage !== undefined && kind !== 'container') {
    const fact = `A base image is given, but the target is a ${kind}.`;
    problems.add(
      'input-invalid',
      { input: 'base-image' },
      fact,
      `Name the base in sluice.yml: \`base: { ${kind}: ... }\`.`,
    );
    return false;
  }
  if (settings !== undefined && (inFile.length !== 1 || inFile[0] !== kind)) {
    const fact = `\`base\` names ${inFile.join(' and ') || 'nothing'}, the target is a ${kind}.`;
    const remedy = `Write \`base: { ${kind}: ... }\` with what differs from the target.`;
    problems.add(inFile.length > 1 ? 'target-ambiguous' : 'config-invalid', { path: ['base'] }, fact, remedy);
    return false;
  }
  return settings !== undefined || overrides.baseImage !== undefined;
}
