import { SluiceError } from '../model/error.ts';
import type { Run } from '../model/run.ts';
import { refused } from './formats/fault.ts';
import type { ImportedRequest, LineFormat, ResultFormat, ToolName, WholeFormat } from './formats/format.ts';
import { toolNames } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { RequestCutter } from './import-blocks.ts';
import type { ImportOptions } from './import-run.ts';
import { runOfRequests, runOfSummary } from './import-run.ts';

/** More characters than this in one line are no line of a result. */
const mostLineCharacters = 64 * 1024 * 1024;

/**
 * The form of the file that begins with `head`. `asked` is the tool that the user names, or `auto`.
 * @throws SluiceError `import-unknown-format`
 */
export function recogniseFormat(head: string, asked: ToolName | 'auto', name: string): ResultFormat {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  const known = formats.filter(({ tool }) => asked === 'auto' || tool === asked);
  const found = known.find((format) => format.recognise(text));
  if (found) return found;
  const others = formats.filter((format) => format.recognise(text)).map(({ title }) => title);
  throw new SluiceError('import-unknown-format', {
    fact: `The file is not recognised as a result of ${asked === 'auto' ? `any tool that is known (${toolNames.join(', ')})` : asked}${others.length > 0 ? `; it looks like ${others[0]}` : ''}.`,
    remedy:
      asked === 'auto'
        ? `Files that are read: ${titles(formats)}. docs/interop.md names the option of each tool that writes them.`
        : `Give one of: ${titles(known)}; or leave --format away, and the file is recognised.`,
    location: name,
  });
}

const titles = (list: readonly ResultFormat[]): string => list.map(({ title }) => title).join('; ');

/** A run from the text of a whole file. */
export function importText(format: WholeFormat, text: string, name: string, options: ImportOptions): Run {
  const imported = format.parse(text, name);
  if (imported.kind === 'summary') return runOfSummary(format, imported, name, options);
  const cutter = cutterOf(name, options);
  for (const request of imported.requests) cutter.add(classed(request, options));
  return runOfRequests(format, imported.origin, cutter.close(), name, options);
}

/** A run from a file line by line, whatever its size. */
export async function importLines(
  format: LineFormat,
  lines: AsyncIterable<string> | Iterable<string>,
  name: string,
  options: ImportOptions,
): Promise<Run> {
  const reader = format.start(name);
  const cutter = cutterOf(name, options);
  let line = 0;
  for await (const written of lines) {
    line++;
    if (written.length > mostLineCharacters)
      throw refused(
        name,
        `line ${line} has over ${mostLineCharacters / 1024 / 1024} MiB`,
        'Give a file of shorter lines.',
      );
    const request = reader.read(line === 1 ? written.replace(/^\uFEFF/, '') : written, line);
    if (request) cutter.add(classed(request, options));
  }
  const origin = reader.close();
  return runOfRequests(format, origin, cutter.close(), name, options);
}

const cutterOf = (name: string, { blockMs, skipMs }: ImportOptions) =>
  new RequestCutter({ name, blockMs, skipMs });

const classed = (request: ImportedRequest, { oneClass }: ImportOptions): ImportedRequest =>
  oneClass ? { ...request, className: 'default' } : request;
