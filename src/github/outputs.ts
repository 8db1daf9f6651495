import * as core from '@actions/core';
import { messageOf } from './failure.ts';

/**
 * Sets the step's outputs; `undefined` ones are left out.
 * @returns a notice where they could not be written: later steps find none then, and the verdict stands
 */
export function setOutputs(outputs: Readonly<Record<string, string | number | undefined>>): {
  notice?: string;
} {
  try {
    for (const [name, value] of Object.entries(outputs)) if (value !== undefined) core.setOutput(name, value);
    return {};
  } catch (thrown) {
    return {
      notice: `The outputs of this step were not written: ${messageOf(thrown)}. The runner names their file in GITHUB_OUTPUT; remove what overwrites it in the workflow.`,
    };
  }
}
