import { parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { SluiceError } from '../model/error.ts';

/** One `--set target.process.env.WORKERS=2`: a setting that the command line says instead of the file. */
export interface SetOption {
  path: string[];
  /** As it was typed. */
  written: string;
}

/**
 * Puts the settings of `--set key.key=value` into the document before it is checked, so that they obey its rules.
 * The value is read as YAML: `2` is a number, `[a, b]` a list.
 * @throws SluiceError input-invalid for what is no `key=value`, or for a key below something that is no map
 */
export function applySetOptions(document: Document, options: readonly string[]): SetOption[] {
  return options.map((written) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
    const path = (key ?? '').split('.');
    const parsed = parseDocument(value ?? '', { prettyErrors: false });
    if (path.includes('')) throw refuse(written, 'is not of the form key=value');
    const [fault] = [...parsed.errors, ...parsed.warnings];
    if (fault) throw refuse(written, 'has a value that is no YAML', fault);
    try {
      document.setIn(path, parsed.contents);
    } catch (cause) {
      throw refuse(written, 'leads into a setting that is no map', cause);
    }
    return { path, written };
  });
}

function refuse(written: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError('input-invalid', {
    location: 'option --set',
    fact: `'${written.replace(/\p{C}/gu, '?').slice(0, 80)}' ${why}.`,
    remedy: 'Write it like `--set load.expected-rate=20`.',
    cause,
  });
}

/** Whether the setting at `path` was said by the option, or lies within what it said. */
export function coveredBy(
  options: readonly SetOption[],
  path: readonly PropertyKey[],
): SetOption | undefined {
  return options.findLast(({ path: set }) => set.every((part, i) => String(path[i]) === part));
}
