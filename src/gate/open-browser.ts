import type { ChildProcess } from 'node:child_process';
import { SluiceError } from '../model/error.ts';

/** An opener that cannot do it says so at once; some browsers stay in the foreground for as long as they are open. */
const saysSoWithinMs = 3000;

/**
 * Opens a file in the browser of the system, or in the one that BROWSER names.
 * @throws SluiceError `browser-unavailable`, which names the file
 */
export async function openInBrowser(file: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    const name = namedBrowser();
    await begun(() => open(file, name === undefined ? {} : { app: { name } }));
  } catch (cause) {
    throw new SluiceError('browser-unavailable', {
      fact: `${file} is written, but no browser could be opened: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Open the file yourself, or name the command of a browser in the environment variable BROWSER.',
      cause,
    });
  }
}

/** A single command, as editors set it in their containers. A list or a command with arguments is left to `xdg-open`. */
function namedBrowser(): string | undefined {
  const { BROWSER = '' } = process.env;
  return process.platform === 'linux' && /^[^\s:%]+$/.test(BROWSER) ? BROWSER : undefined;
}

/** @param start hands the opener over only after a start that failed was told: that error would end our process */
async function begun(start: () => Promise<ChildProcess>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onFault: ((fault: Error) => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, saysSoWithinMs);
      onFault = reject;
      process.once('uncaughtException', onFault);
      const watch = (opener: ChildProcess) => {
        opener.once('error', reject);
        opener.once('exit', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`the opener ended with ${code}`));
        });
      };
      start().then(watch, reject);
    });
  } finally {
    clearTimeout(timer);
    if (onFault) process.off('uncaughtException', onFault);
  }
}
