import { getInput, setSecret } from '@actions/core';
import { SluiceError } from '../model/error.ts';
import { artifactName } from './telling-schema.ts';

/** What the entry `publish` was asked. */
export interface PublishInputs {
  githubToken: string;
  /** Absent: every artifact whose name begins as the gate's own names do. */
  artifactName?: string;
  commenting: 'auto' | 'never';
}

/** The inputs of publish/action.yml; a test holds the two equal. */
export const publishInputs = ['artifact-name', 'comment', 'github-token'] as const;

/** @throws SluiceError `input-invalid` */
export function readPublishInputs(): PublishInputs {
  const githubToken = getInput('github-token');
  if (githubToken === '')
    throw invalid('github-token', 'is empty', 'Leave it at its default, the token of the job.');
  setSecret(githubToken);
  const commenting = getInput('comment') || 'auto';
  if (commenting !== 'auto' && commenting !== 'never')
    throw invalid('comment', `is ${JSON.stringify(commenting)}`, 'Use `auto` or `never`.');
  const name = getInput('artifact-name');
  if (name === '') return { githubToken, commenting };
  if (!artifactName.safeParse(name).success)
    throw invalid('artifact-name', `is ${JSON.stringify(name)}`, 'Leave out " : < > | * ? \\ and /.');
  return { githubToken, commenting, artifactName: name };
}

function invalid(input: (typeof publishInputs)[number], what: string, remedy: string): SluiceError {
  return new SluiceError('input-invalid', { fact: `The input \`${input}\` ${what}.`, remedy });
}
