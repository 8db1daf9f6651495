import { SluiceError } from '../model/error.ts';
import { exitCodes } from './exit-code.ts';
import { describeError } from './terminal.ts';

/**
 * Without this, a stream that nobody reads any more (`sluice run | head`, a closed terminal) would end the process with
 * an uncaught error: containers would stay behind, and its exit code 1 would read as the verdict `fail`.
 */
export function guardOutputStreams(): void {
  // Progress and errors: there is no other place to tell them.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    // The reader has what it wanted, or the terminal is gone.
    if (cause.code === 'EPIPE' || cause.code === 'EIO') return;
    const error = new SluiceError('output-unwritable', {
      fact: `The result cannot be written to stdout: ${cause.code ?? String(cause)}.`,
      remedy: 'Free some space, or write it elsewhere.',
      cause,
    });
    process.stderr.write(`${describeError(error)}\n`);
    // Results are written last: nothing that was started is left by now.
    process.exit(exitCodes.invalid);
  });
}
