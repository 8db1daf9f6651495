/**
 * Locust as the engine: a master and three workers against the built-in engine on the same servers.
 * `npm run conformance -- locust [accuracy|streaming|closed|script|tls|faults|demo|record]`; all of it takes about 10 minutes. Locust is
 * installed into out/conformance/locust.
 */
import { installPython, pythonIn } from '../python.ts';
import { Checks } from './checks.ts';
import { checkAccuracy, checkClosed, checkStreaming } from './locust/accuracy.ts';
import { checkDemo } from './locust/demo.ts';
import { checkFaults } from './locust/faults.ts';
import { recordMessages } from './locust/record.ts';
import { checkScript } from './locust/script.ts';
import { checkTls } from './locust/tls.ts';

const version = '2.47.0';

const parts: Record<string, (command: string, checks: Checks, folder: string) => Promise<void>> = {
  accuracy: checkAccuracy,
  streaming: checkStreaming,
  closed: checkClosed,
  script: checkScript,
  tls: checkTls,
  faults: checkFaults,
  demo: checkDemo,
  record: recordMessages,
};

/** @param folder its own, absolute. @returns whether every check was met */
export async function check(folder: string): Promise<boolean> {
  await installPython(folder, [`locust==${version}`]);
  const checks = new Checks();
  const wanted = process.argv.slice(3);
  for (const [name, checkPart] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`${name}:`);
    await checkPart(pythonIn(folder, 'locust'), checks, folder);
  }
  return checks.isGood;
}
