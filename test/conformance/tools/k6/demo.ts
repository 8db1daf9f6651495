import type { Checks } from '../checks.ts';
import { compareDemo } from '../engines/demo.ts';

export const checkDemo = (command: string, checks: Checks): Promise<void> =>
  compareDemo('k6', ['load.engine.k6.segments=2', `load.engine.k6.command=${command}`], checks);
