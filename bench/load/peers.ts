import { execa } from 'execa';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Other load generators, installed from their registries into a folder of their own. */
export interface Peer {
  name: string;
  /** Program and arguments in front of the load's own. */
  command: string[];
}

export interface Peers {
  find(name: PeerName): Promise<Peer | string>;
}

export type PeerName = keyof typeof recipes;

interface Recipe {
  /** Relative to the cache, or a name on the PATH. */
  program: (cache: string) => string;
  install: (cache: string) => string[][];
}

const recipes = {
  autocannon: {
    program: (cache: string) => join(cache, 'npm', 'node_modules', '.bin', 'autocannon'),
    install: (cache: string) => [
      ['npm', 'install', '--no-audit', '--no-fund', '--prefix', join(cache, 'npm'), 'autocannon'],
    ],
  },
  wrk: { program: () => 'wrk', install: () => [['apt-get', 'install', '-y', 'wrk']] },
  hey: { program: () => 'hey', install: () => [['apt-get', 'install', '-y', 'hey']] },
  nginx: { program: () => 'nginx', install: () => [['apt-get', 'install', '-y', 'nginx-light']] },
  k6: {
    program: (cache: string) => join(cache, 'go', 'k6'),
    install: (cache: string) => [
      ['env', `GOBIN=${join(cache, 'go')}`, 'go', 'install', 'go.k6.io/k6@latest'],
    ],
  },
  vegeta: {
    program: (cache: string) => join(cache, 'go', 'vegeta'),
    install: (cache: string) => [
      ['env', `GOBIN=${join(cache, 'go')}`, 'go', 'install', 'github.com/tsenart/vegeta/v12@latest'],
    ],
  },
  oha: {
    program: (cache: string) => join(cache, 'cargo', 'bin', 'oha'),
    install: (cache: string) => [['cargo', 'install', '--locked', '--root', join(cache, 'cargo'), 'oha']],
  },
  locust: {
    program: (cache: string) => join(cache, 'locust', 'bin', 'locust'),
    install: (cache: string) => [
      ['python3', '-m', 'venv', join(cache, 'locust')],
      [join(cache, 'locust', 'bin', 'pip'), 'install', '--quiet', 'locust'],
    ],
  },
  guidellm: {
    program: (cache: string) => join(cache, 'guidellm', 'bin', 'guidellm'),
    install: (cache: string) => [
      ['python3', '-m', 'venv', join(cache, 'guidellm')],
      [join(cache, 'guidellm', 'bin', 'pip'), 'install', '--quiet', 'guidellm'],
    ],
  },
  aiperf: {
    program: (cache: string) => join(cache, 'aiperf', 'bin', 'aiperf'),
    install: (cache: string) => [
      ['python3', '-m', 'venv', join(cache, 'aiperf')],
      [join(cache, 'aiperf', 'bin', 'pip'), 'install', '--quiet', 'aiperf'],
    ],
  },
  aiohttp: {
    program: (cache: string) => join(cache, 'aiohttp', 'bin', 'python'),
    install: (cache: string) => [
      ['python3', '-m', 'venv', join(cache, 'aiohttp')],
      [join(cache, 'aiohttp', 'bin', 'pip'), 'install', '--quiet', 'aiohttp', 'httpx', 'orjson'],
    ],
  },
} satisfies Record<string, Recipe>;

/** `install: false` takes only what is there already, `only` none but these. What cannot be had comes back as the reason, in words. */
export function createPeers(
  cache: string,
  { install, only }: { install: boolean; only?: string[] | undefined },
): Peers {
  mkdirSync(cache, { recursive: true });
  const known = new Map<PeerName, Promise<Peer | string>>();
  const find = async (name: PeerName): Promise<Peer | string> => {
    if (only && !only.includes(name)) return `${name} was not asked for`;
    const recipe: Recipe = recipes[name];
    const program = recipe.program(cache);
    if (await isThere(program)) return { name, command: [program] };
    if (!install) return `${name} is not installed (and --no-install was given)`;
    for (const command of recipe.install(cache)) {
      const [file, ...args] = command as [string, ...string[]];
      const { failed, stderr } = await execa(file, args, { reject: false, timeout: 900_000 });
      if (failed) return `${name} could not be installed: ${lastLine(stderr) || `${file} failed`}`;
    }
    return (await isThere(program)) ? { name, command: [program] } : `${name} could not be installed`;
  };
  return {
    find(name) {
      const found = known.get(name) ?? find(name);
      known.set(name, found);
      return found;
    },
  };
}

async function isThere(program: string): Promise<boolean> {
  if (program.includes('/')) return existsSync(program);
  const { failed } = await execa('which', [program], { reject: false });
  return !failed;
}

function lastLine(text: string | undefined): string {
  return (text ?? '').trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

/** Writes a file that a peer needs, and returns its path. */
export function writeScript(cache: string, name: string, text: string): string {
  const path = join(cache, name);
  writeFileSync(path, text);
  return path;
}
