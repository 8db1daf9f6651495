import { demoConfig, demonstrations } from '../../../../scripts/demo-gate.ts';
import type { Verdict } from '../../../../src/model/verdict.ts';
import { workspace } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { sluice } from '../shards/fleet.ts';

/**
 * The demonstration of the README, once with each engine.
 * @param own what chooses the engine, for `--set`
 */
export async function compareDemo(engine: string, own: readonly string[], checks: Checks): Promise<void> {
  for (const { name, settings, expected } of demonstrations) {
    for (const [sender, chosen] of Object.entries({ 'built-in': [], [engine]: own })) {
      const all = [...settings, ...chosen];
      const { stdout, stderr } = await sluice(
        workspace,
        ...['run', '--config', demoConfig, '--budget', '110s', '--json', '--quiet'],
        ...['--out', `out/conformance/${engine}/demo-${sender}-${name}`],
        ...(all.length > 0 ? ['--set', ...all] : []),
      );
      const verdict = stdout === '' ? undefined : (JSON.parse(stdout) as Verdict);
      checks.equal(`${name}, by ${sender}`, verdict?.verdict, expected);
      console.log(`     ${verdict?.sentence ?? stderr}`);
    }
  }
}
