import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SluiceError } from '../model/error.ts';
import { Problems } from './problem.ts';
import type { Place } from './problem.ts';
import { addSchemaProblems } from './schema-problems.ts';
import { applySetOptions, coveredBy } from './set-option.ts';
import { settingsSchema } from './settings-schema.ts';
import type { Settings } from './settings-schema.ts';
import { inWorkspace } from './workspace-path.ts';
import { parseYaml, plainData } from './yaml-document.ts';
import { lineOf } from './yaml-location.ts';

export interface SettingsFile {
  /** Relative to the workspace; empty where there is no file and the command line says all. */
  name: string;
  /** Absolute: relative paths in the file start here. */
  folder: string;
  settings: Settings;
  locate: (place: Place) => string;
}

export const defaultNames = ['sluice.yml', 'sluice.yaml'];
export const mostBytes = 1024 * 1024;

/**
 * Reads and checks the settings file.
 * @param set settings of the command line, which go before those of the file
 * @param config the file that the user named; without it sluice.yml (or sluice.yaml) of the workspace, if there is one
 * @returns undefined where no file was named and there is none
 * @throws SluiceError config-not-found, config-yaml, config-invalid, config-unknown-key, path-outside-workspace
 */
export function readSettings(
  workspace: string,
  config: string | undefined,
  set: readonly string[] = [],
): SettingsFile | undefined {
  const name = config === undefined ? defaultNames.find((each) => isFile(join(workspace, each))) : config;
  if (name === undefined && set.length === 0) return undefined;
  if (name === undefined) {
    return { name: '', folder: workspace, ...checkSettings('version: 1', 'the settings', set) };
  }
  const path = inWorkspace(workspace, workspace, name);
  if (path === undefined) {
    throw new SluiceError('path-outside-workspace', {
      location: 'input config',
      fact: `The settings file ${name} is outside the workspace.`,
      remedy: 'Keep it in the repository, and start Sluice in a folder above it.',
    });
  }
  if (!isFile(join(workspace, path))) {
    throw new SluiceError('config-not-found', {
      location: 'input config',
      fact: `There is no settings file ${name}.`,
      remedy:
        'Correct `config`, or leave it out: sluice.yml at the root of the workspace is found by itself.',
    });
  }
  return {
    name: path,
    folder: dirname(join(workspace, path)),
    ...checkSettings(readText(workspace, path), path, set),
  };
}

function checkSettings(
  text: string,
  name: string,
  set: readonly string[],
): Pick<SettingsFile, 'settings' | 'locate'> {
  const yaml = parseYaml(text, name);
  const options = applySetOptions(yaml.document, set);
  const written = plainData(yaml, name);
  const locate = (place: Place) => {
    if ('input' in place) return `input ${place.input}`;
    const option = coveredBy(options, place.path);
    return option
      ? `option --set ${option.path.join('.')}`
      : `${name}:${lineOf(yaml, place.path, place.key)}`;
  };
  const problems = new Problems();
  const result = settingsSchema.safeParse(written);
  if (!result.success) addSchemaProblems(problems, result.error.issues, written);
  problems.throwIfAny(locate);
  return { settings: result.data as Settings, locate };
}

function readText(workspace: string, name: string): string {
  const path = join(workspace, name);
  const { size } = statSync(path);
  if (size > mostBytes) {
    throw new SluiceError('config-invalid', {
      location: name,
      fact: `It has ${(size / 2 ** 20).toFixed(1)} MiB; at most 1 MiB of settings is read.`,
      remedy: 'Put inputs into a dataset file and name it with `dataset:`.',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SluiceError('config-yaml', {
      location: name,
      fact:
        code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'It is no UTF-8 text.' : `It cannot be read: ${code}.`,
      remedy: 'Save it as UTF-8, readable for the user that runs Sluice.',
      cause,
    });
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
