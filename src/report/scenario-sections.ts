import type { ReportInput } from '../model/report.ts';
import { capacityLine, costLine } from './capacity.ts';
import { escapeMarkdown } from './escape.ts';
import { bullets, joinBlocks, type Section } from './markdown.ts';
import { markdownOf, type PlainTable } from './plain-table.ts';
import { resourceTable } from './resources.ts';
import {
  batchingFacts,
  headOfLineFacts,
  longContextFacts,
  rampFacts,
  spikeFacts,
  steadyFact,
} from './scenario-facts.ts';
import { batchingTable, faultTable, longContextTable, spikeTable, trendTable } from './scenario-tables.ts';

/** Where the server bends and breaks, and what may be promised of it. */
export function scenariosSection(input: ReportInput): Section | undefined {
  const steady = input.candidate.characteristics?.steady ?? [];
  const promises = [capacityLine(input), costLine(input)].filter((line) => line !== undefined);
  const blocks = [
    block('Load', [...rampFacts(input), ...headOfLineFacts(input), ...promises]),
    block('Spikes', spikeFacts(input), spikeTable(input)),
    ...steady.map((traits) => block('Steady load', [steadyFact(traits)], trendTable(traits))),
    block('Long context', longContextFacts(input), longContextTable(input)),
    block('Batching', batchingFacts(input), batchingTable(input)),
    block('Faults of the dependency', [], faultTable(input)),
  ];
  if (blocks.every((each) => each === undefined)) return undefined;
  return { title: 'Scenarios', body: joinBlocks(blocks) };
}

function block(title: string, facts: string[], table?: PlainTable): string | undefined {
  const body = joinBlocks([bullets(facts.map((fact) => escapeMarkdown(fact))), markdownOf(table)]);
  return body === '' ? undefined : `**${title}**\n\n${body}`;
}

export function telemetrySection(input: ReportInput): Section | undefined {
  const body = markdownOf(resourceTable(input));
  return body === undefined ? undefined : { title: 'Telemetry', body };
}
