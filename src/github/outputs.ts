import * as core from '@actions/core';
import { SluiceError } from '../model/error.ts';

/** Sets the step's outputs; `undefined` ones are left out. */
export function setOutputs(outputs: Readonly<Record<string, string | number | undefined>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (value === undefined) continue;
    try {
      core.setOutput(name, value);
    } catch (cause) {
      throw new SluiceError('output-unwritable', {
        fact: `The output ${name} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
        remedy: 'The runner names the file in GITHUB_OUTPUT. Remove what overwrites it in the workflow.',
        cause,
      });
    }
  }
}
