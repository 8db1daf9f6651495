import type { Checks } from '../checks.ts';
import { compareDemo } from '../engines/demo.ts';

export const checkDemo = (command: string, checks: Checks): Promise<void> =>
  compareDemo('locust', ['load.engine.locust.workers=3', `load.engine.locust.command=${command}`], checks);
