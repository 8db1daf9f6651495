import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { loadGate } from '../config/index.ts';
import { SluiceError } from '../model/error.ts';
import { renderComment, renderHtml, renderJUnit, renderResultJson } from '../report/index.ts';
import { openInBrowser } from './open-browser.ts';
import { writeWhole } from './outputs.ts';
import { reportOfRuns } from './stored-report.ts';

const renderers = { html: renderHtml, md: renderComment, json: renderResultJson, junit: renderJUnit };
type Format = keyof typeof renderers;

interface ReportFlags {
  run: string;
  base?: string[];
  config?: string;
  format?: Format;
  out?: string;
  open?: boolean;
}

/** `sluice report`: stored runs, judged and drawn. */
export function addReportCommand(
  program: Command,
  ending: (work: (flags: ReportFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  program
    .command('report')
    .description('draw a report of stored runs')
    .requiredOption('--run <file>', 'candidate run')
    .option('--base <file...>', 'base run, or a history of runs')
    .option('--config <file>', 'settings whose `gate:`, `slo:` and `cost:` parts to judge by')
    .option('--format <format>', 'html, md, json or junit (default: md, with --open html)', formatOf)
    .option('--out <file>', 'file to write instead of stdout')
    .option('--open', 'write the HTML report, beside the run where --out names no file, and open it')
    .action(ending(commandReport));
}

function formatOf(value: string): Format {
  if (value in renderers) return value as Format;
  throw new InvalidArgumentError(`Use one of: ${Object.keys(renderers).join(', ')}.`);
}

async function commandReport({ run, base = [], config, format, out, open }: ReportFlags): Promise<number> {
  if (open && format !== undefined && format !== 'html') {
    throw new SluiceError('input-invalid', {
      fact: `A browser shows the HTML report: --open and --format ${format} exclude each other.`,
      remedy: 'Leave one of the two out.',
    });
  }
  const judging = loadGate({ workspace: process.cwd(), ...(config ? { config } : {}) });
  const text = await renderers[format ?? (open ? 'html' : 'md')](
    reportOfRuns({ base, candidate: run }, judging),
  );
  const file = out ?? (open ? `${run.replace(/\.json$/, '')}.html` : undefined);
  if (file === undefined) {
    process.stdout.write(text);
    return 0;
  }
  const written = writeWhole(resolve(file), text);
  process.stdout.write(`Written: ${written}\n`);
  if (open) await openInBrowser(written);
  return 0;
}
