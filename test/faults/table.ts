/** The table of docs/reliability.md from results.json, and from nothing else: `node test/faults/table.ts`. */
import { faults } from './index.ts';
import { writeTable } from './results.ts';

await writeTable(faults);
