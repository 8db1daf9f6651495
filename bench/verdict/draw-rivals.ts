/**
 * Draws docs/pictures/method-comparison.svg from the numbers that `rivals.ts` wrote, and from nothing else.
 *   node bench/verdict/draw-rivals.ts [FILE.json]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RivalResult } from './rivals/compare-cell.ts';
import { rivalsChart } from './rivals/rivals-chart.ts';

const file = process.argv[2] ?? join(import.meta.dirname, 'rivals.json');
const { results } = JSON.parse(readFileSync(file, 'utf8')) as { results: RivalResult[] };
const picture = join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'method-comparison.svg');
writeFileSync(picture, rivalsChart(results));
