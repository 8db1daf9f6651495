import { SluiceError } from '../model/error.ts';
import type { ProcessPlan } from '../model/target.ts';
import { cleanLine } from './log-line.ts';
import { describeNeverReady } from './readiness.ts';
import type { TargetState } from './running-target.ts';

export function processExitedError(
  plan: ProcessPlan,
  url: string,
  { exitCode, outOfMemory }: Extract<TargetState, { kind: 'exited' }>,
  evidence: string[],
): SluiceError {
  const why = outOfMemory ? ', killed for want of memory,' : '';
  return new SluiceError('process-exited', {
    fact: `\`${describeCommand(plan)}\` ended with exit code ${exitCode}${why} before ${url} answered.`,
    remedy: outOfMemory
      ? 'Give the machine more memory, or the model less to load.'
      : 'Its last lines are above; run the command by hand in its folder, with PORT set and nothing else.',
    evidence,
  });
}

export function processNeverReadyError(
  plan: ProcessPlan,
  url: string,
  last: string,
  evidence: string[],
): SluiceError {
  return new SluiceError('target-never-ready', {
    fact: describeNeverReady(url, plan.ready.timeoutMs, last),
    remedy:
      'Check `ready.path`, and that the server listens on 127.0.0.1 at the port in PORT (or {port} in its arguments); ' +
      'raise `ready.timeout` if it needs longer to load.',
    evidence,
  });
}

export function spawnError(program: string, plan: ProcessPlan, cause: unknown): SluiceError {
  const code = (cause as NodeJS.ErrnoException).code;
  const shown = cleanLine(program);
  const facts: Record<string, string> = {
    ENOENT: `There is no program \`${shown}\`${program.includes('/') ? ` in ${plan.directory}` : ' on PATH'}.`,
    EACCES: `\`${shown}\` may not be executed.`,
  };
  return new SluiceError('process-start-failed', {
    fact: facts[code ?? ''] ?? `\`${shown}\` could not be started: ${code ?? String(cause)}.`,
    remedy:
      'Write `target.process.command` as a list of program and arguments (no shell reads it), and check that the ' +
      'program is installed and executable.',
    cause,
  });
}

/** The command as people read it. */
export function describeCommand({ command }: ProcessPlan): string {
  return cleanLine(command.join(' '));
}
