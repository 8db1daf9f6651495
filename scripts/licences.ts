/** The licence of every package whose code is in a bundle, as the licences themselves ask for. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Module {
  name?: string;
  modules?: Module[];
}

/** Packages by the modules that webpack says are in the bundles; equal licence texts are printed once. */
export function collectLicences(root: string, statisticsFiles: string[]): string {
  const folders = new Set<string>();
  for (const file of statisticsFiles) {
    const { modules, chunks } = JSON.parse(readFileSync(file, 'utf8')) as {
      modules: Module[];
      chunks: Module[];
    };
    for (const module of [...modules, ...chunks]) collectFolders(module, folders);
  }
  const packagesByText = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    ) as {
      name: string;
      version: string;
      license?: string;
    };
    const text = licenceText(join(root, folder)) ?? `Licence as named by the package: ${license ?? 'none'}`;
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version}`]);
  }
  return [...packagesByText]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function collectFolders(module: Module, folders: Set<string>): void {
  // The last `node_modules` of the path: nested packages are packages of their own.
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.name?.split('!').at(-1) ?? '')?.[0];
  if (folder?.startsWith('./')) folders.add(folder);
  for (const inner of module.modules ?? []) collectFolders(inner, folders);
}

function licenceText(folder: string): string | undefined {
  const file =
    existsSync(folder) && readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$|-)/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : undefined;
}
