import type { BuildPlan } from '../model/target.ts';
import type { PathChecker } from './path-checker.ts';
import type { ContainerSettings } from './target-schema.ts';

/** What makes an image, with paths as they are from the workspace. An image that an input names goes before it. */
export function planBuild(
  { build, image }: Pick<ContainerSettings, 'build' | 'image'>,
  imageOfInput: string | undefined,
  arm: 'target' | 'base',
  paths: PathChecker,
): BuildPlan | undefined {
  if (build === undefined || imageOfInput !== undefined) return undefined;
  const place = [arm, 'container', 'build'];
  if (image !== undefined) {
    const fact = `\`${arm}.container\` names an image, ${image}, and how to build one.`;
    paths.problems.add('target-ambiguous', { path: place }, fact, 'Keep one of `image` and `build`.');
  }
  const existing = (path: string, key: 'context' | 'dockerfile', kind: 'folder' | 'file') => {
    const at = { path: key in build ? [...place, key] : place };
    const inside = paths.inside(path, at);
    if (inside !== undefined && paths.kindOf(inside) !== kind) {
      const remedy = 'Correct the path; it starts from the folder of sluice.yml.';
      paths.problems.add('config-invalid', at, `There is no ${kind} ${inside} to build from.`, remedy);
    }
    return inside ?? '';
  };
  const context = build.context ?? '.';
  return {
    context: existing(context, 'context', 'folder'),
    dockerfile: existing(build.dockerfile ?? `${context}/Dockerfile`, 'dockerfile', 'file'),
    args: build.args ?? {},
  };
}
