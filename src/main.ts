import { runAction } from './gate/action.ts';

await runAction();
// An upload that was given up may hold sockets open for minutes; everything that matters is written by now.
process.stdout.write('', () => process.exit());
