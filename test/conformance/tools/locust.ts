/**
 * Locust as the engine: a master and three workers against the built-in engine on the same servers.
 * `npm run conformance -- locust [accuracy|streaming|closed|script|unanswered|tls|faults|demo|record]`; all of it takes about 10 minutes. Locust is
 * installed into out/conformance/locust, unless `SLUICE_LOCUST` names one.
 */
import { installPython, pythonIn } from '../python.ts';
import { Checks } from './checks.ts';
import { checkAccuracy, checkClosed, checkStreaming } from './locust/accuracy.ts';
import { checkDemo } from './locust/demo.ts';
import { checkFaults } from './locust/faults.ts';
import { recordMessages } from './locust/record.ts';
import { checkScript } from './locust/script.ts';
import { checkTls } from './locust/tls.ts';
import { checkUnanswered } from './locust/unanswered.ts';

const version = '2.47.0';

const parts: Record<string, (command: string, checks: Checks, folder: string) => Promise<void>> = {
  accuracy: checkAccuracy,
  streaming: checkStreaming,
  closed: checkClosed,
  script: checkScript,
  unanswered: checkUnanswered,
  tls: checkTls,
  faults: checkFaults,
  demo: checkDemo,
  record: recordMessages,
};

/** @param folder its own, absolute. @returns whether every check was met */
export async function check(folder: string): Promise<boolean> {
  const command = process.env.SLUICE_LOCUST ?? pythonIn(folder, 'locust');
  if (!process.env.SLUICE_LOCUST) await installPython(folder, [`locust==${version}`]);
  const checks = new Checks();
  const wanted = process.argv.slice(3);
  for (const [name, checkPart] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`${name}:`);
    await checkPart(command, checks, folder);
  }
  return checks.isGood;
}
