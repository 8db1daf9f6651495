import { SluiceError } from '../../model/error.ts';

/** Something is wrong with the user's own locustfile. */
export const scriptFault = (file: string, fact: string, remedy: string, cause?: unknown): SluiceError =>
  new SluiceError('engine-script-failed', { location: file, fact, remedy, cause });
