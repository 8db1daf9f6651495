import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildExampleImage } from '../../../test/support/base-image.ts';
import type { RealCell } from './cells.ts';

const run = promisify(execFile);

/** On every image of this bench, and so on every container of one. */
const label = 'sluice-bench-real';
const repository = 'sluice-bench-real';

export interface ArmImages {
  base: string;
  candidate: string;
}

export const imagesOf = ({ name }: RealCell): ArmImages => ({
  base: `${repository}:base`,
  candidate: `${repository}:${name.replaceAll('%', 'percent').replaceAll(/[^a-z0-9]+/gi, '-')}`,
});

/** The example's own image, and from it one for each arm, which differ by nothing but their environment. */
export async function buildImages(cells: readonly RealCell[]): Promise<void> {
  const example = await buildExampleImage(`${repository}:example`);
  await derive(example, `${repository}:base`, {});
  for (const cell of cells) await derive(example, imagesOf(cell).candidate, cell.environment);
}

async function derive(from: string, tag: string, environment: RealCell['environment']): Promise<void> {
  const variables = Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}`);
  const building = run('docker', ['build', `--tag=${tag}`, '-'], {
    // BuildKit would look for the example's image in a registry first.
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  });
  building.child.stdin?.end([`FROM ${from}`, `LABEL ${label}=yes`, ...variables, ''].join('\n'));
  await building;
}

/** Removes what a gate that was cut short may have left. A gate that ends by itself leaves nothing. */
export async function removeContainers(): Promise<void> {
  const { stdout } = await run('docker', ['ps', '--all', '--quiet', `--filter=label=${label}`]);
  const ids = stdout.split('\n').filter((id) => id !== '');
  if (ids.length > 0) await run('docker', ['rm', '--force', '--volumes', ...ids]);
}
