import { loadPlan } from '../../../src/config/index.ts';
import { readLogRows } from '../../../src/gate/log-rows.ts';
import { describeFit, fitTraffic, readLog, renderFitYaml } from '../../../src/workload/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, holds, unlessRefused, unlessRefusedLater } from '../properties.ts';
import { scratchFile } from '../scratch-folder.ts';
import { join } from 'node:path';

const rows = (count: number, row: (i: number) => object) =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(row(i))}\n`).join('');

/** A log of production traffic: a fit that the settings take, or a refusal. */
export const trafficLog: FuzzTarget = {
  name: 'traffic-log',
  covers: ['src/workload/fit', 'src/workload/timestamp', 'src/gate/log-rows'],
  seeds: () => [
    rows(130, (i) => ({
      timestamp: i * 0.5,
      prompt_tokens: 5 + (i % 40),
      completion_tokens: i % 9,
      model: 'm',
    })),
    rows(110, (i) => ({
      time: `2026-05-04T09:${10 + (i % 40)}:00Z`,
      usage: { prompt_tokens: 9, completion_tokens: 3 },
    })),
    rows(105, (i) => ({
      startTimeUnixNano: `17478720${10 + (i % 80)}500000000`,
      attributes: {
        'gen_ai.usage.input_tokens': i + 1,
        'gen_ai.usage.output_tokens': '7',
        'gen_ai.request.model': 'm',
      },
    })),
    `time,input_tokens,output_tokens\n${Array.from({ length: 104 }, (_, i) => `${i},${i + 1},3\n`).join('')}`,
  ],
  words: [
    '"timestamp":',
    '"output_tokens":',
    '1e300',
    '1e15',
    '"2026-05-04T09:30:00Z"',
    '0',
    '-1',
    '"resourceSpans":[',
    ',',
  ],
  async check(bytes) {
    for (const format of ['jsonl', 'csv'] as const) {
      const { folder, name } = scratchFile('log', bytes);
      const options = { name, format: 'auto', columns: {} } as const;
      const log = await unlessRefusedLater(() => readLog(readLogRows(join(folder, name), format), options));
      const fit = log && unlessRefused(() => fitTraffic(log.traffic, name, 3));
      if (!fit) continue;
      finite({ ...fit });
      const source = { ...log, command: 'sluice workload fit log' };
      describeFit(fit, source);
      checkSettings(renderFitYaml(fit, source));
    }
  },
};

/** What stands there goes into sluice.yml as it is. */
function checkSettings(fitted: string): void {
  const target = "version: 1\ntarget: { url: 'http://127.0.0.1:80' }\nprotocol: { openai-chat: {} }\n";
  const { folder: workspace, name: config } = scratchFile('fitted.yml', target + fitted);
  const plan = loadPlan({ workspace, config });
  holds(plan.workload.classes.length > 0, 'the fit has classes');
}
