import { engineFault } from './engine-fault.ts';
import { throwIfCancelled } from './throw-if-cancelled.ts';

type Send<Block, To, Options, Sent> = (block: Block, endpoint: To, options: Options) => Promise<Sent>;

/** What an engine sends, one block at a time and none after the run was cancelled; a fault of a cancelled block is its end. */
export function oneBlockAtATime<Block, To, Options extends { signal: AbortSignal }, Sent>(
  send: Send<Block, To, Options, Sent>,
): Send<Block, To, Options, Sent> {
  let running = false;
  return async (block, endpoint, options) => {
    if (running) throw engineFault('A block was started while another one was still running.');
    throwIfCancelled(options.signal);
    running = true;
    try {
      return await send(block, endpoint, options);
    } catch (error) {
      throwIfCancelled(options.signal);
      throw error;
    } finally {
      running = false;
    }
  };
}
