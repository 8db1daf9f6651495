import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** The program in a server's virtual environment. */
export const pythonIn = (folder: string, program = 'python'): string => join(folder, 'bin', program);

/**
 * A virtual environment with these packages, from the registry that pip is set up for. What is installed already is not
 * looked for again.
 * @param packages arguments for `pip install`
 * @param further what a second call installs, asked for after the first
 */
export async function installPython(
  folder: string,
  packages: string[],
  further: () => Promise<string[]> = async () => [],
): Promise<void> {
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === packages.join(' ')) return;
  const options = { stdio: ['ignore', 'inherit', 'inherit'] } as const;
  const install = (wanted: string[]) =>
    execa(pythonIn(folder), ['-m', 'pip', 'install', '--quiet', ...wanted], options);
  if (!existsSync(pythonIn(folder))) await execa('python3', ['-m', 'venv', folder], options);
  await install(packages);
  const more = await further();
  if (more.length > 0) await install(more);
  writeFileSync(stamp, packages.join(' '));
}
