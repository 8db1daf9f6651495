import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FaultBench } from './bench.ts';

const run = promisify(execFile);

/** A Docker engine of the fault's own, to be killed and started again: the machine's other containers never notice. */
export class OwnEngine {
  /** For whoever is to use it. */
  readonly env: { DOCKER_HOST: string };
  private readonly folder: string;
  /** At most 15 characters, says the kernel. */
  private readonly bridge = `sluice-${process.pid}`;
  private daemon: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.env = { DOCKER_HOST: `unix://${join(folder, 'docker.sock')}` };
  }

  /** Started, with this image of the machine's engine in it. */
  static async start(bench: FaultBench, image: string): Promise<OwnEngine> {
    const engine = new OwnEngine(bench.makeFolder('engine'));
    bench.atEnd(() => engine.close());
    await run('ip', ['link', 'add', 'name', engine.bridge, 'type', 'bridge']);
    // Of the block for documentation, which nobody's network uses.
    await run('ip', ['address', 'add', '198.51.100.1/24', 'dev', engine.bridge]);
    await engine.start();
    const archive = join(engine.folder, 'image.tar');
    await run('docker', ['save', '--output', archive, image]);
    await run('docker', ['load', '--quiet', '--input', archive], { env: engine.environment });
    rmSync(archive);
    return engine;
  }

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.env };
  }

  async start(): Promise<void> {
    const inFolder = (name: string) => join(this.folder, name);
    // Of one that was killed; its containerd ends a moment later.
    if (existsSync(inFolder('pid'))) await sleep(500);
    for (const name of ['pid', 'exec/containerd/containerd.pid']) rmSync(inFolder(name), { force: true });
    const folders = [`--data-root=${inFolder('data')}`, `--exec-root=${inFolder('exec')}`];
    // A bridge of its own: told to have none, an engine deletes `docker0`, which belongs to the machine's.
    const networks = [`--bridge=${this.bridge}`, '--iptables=false', '--ip-forward=false', '--ip-masq=false'];
    const others = [`--host=${this.env.DOCKER_HOST}`, `--pidfile=${inFolder('pid')}`, '--shutdown-timeout=2'];
    this.daemon = spawn('dockerd', [...folders, ...networks, ...others], { stdio: 'ignore' });
    for (let tries = 0; tries < 150; tries += 1) {
      const answer = await run('docker', ['version'], { env: this.environment }).catch(() => undefined);
      if (answer) return;
      assert.equal(this.daemon.exitCode, null, 'dockerd ended');
      await sleep(100);
    }
    throw new Error('dockerd does not answer');
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { daemon } = this;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = once(daemon, 'exit');
    daemon.kill(signal);
    await ended;
  }

  private async close(): Promise<void> {
    await this.end('SIGTERM');
    // containerd and what it runs outlive a daemon that was killed.
    for (const pid of this.left()) process.kill(pid, 'SIGKILL');
    await sleep(200);
    const mounts = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .flatMap((line) => line.split(' ')[1] ?? [])
      .filter((path) => path.startsWith(`${this.folder}/`));
    for (const path of mounts.reverse()) await run('umount', ['--lazy', path]);
    await run('ip', ['link', 'delete', this.bridge]);
  }

  /** Everything of it names its folder in its command line. */
  private left(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((name) => {
        try {
          return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${this.folder}/`);
        } catch {
          return false; // gone
        }
      })
      .map(Number);
  }
}
