import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { locustfile } from '../../../src/load/locust/program.ts';

const folder = JSON.stringify(dirname(locustfile('sluice_locust.py')));
const standIns = JSON.stringify(join(import.meta.dirname, 'stand-ins.py'));

/** What Python prints that has `sluice_locust.py` as `locust` and `sluice_requests.py` as `requests`, beside `stand-ins.py`. */
export function inLocust(program: string): string {
  const whole = `
import sys
sys.path.insert(0, ${folder})
sys.dont_write_bytecode = True
exec(open(${standIns}).read())
import sluice_locust as locust
import sluice_requests as requests
${program}`;
  const { status, stdout, stderr } = spawnSync('python3', ['-'], { input: whole, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
