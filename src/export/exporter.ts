import type { ExportInput } from '../model/export.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ExportContext {
  /** Where the secrets are that the settings name. */
  environment: Environment;
  /** Aborts what takes too long. */
  signal: AbortSignal;
}

/** One export: resolves to a sentence that says what was told and where; throws `export-failed`. */
export interface Exporter {
  name: string;
  tell: (input: ExportInput, context: ExportContext) => Promise<string>;
}

/** A little more time, to say that what was begun has failed, where the export's own is over. */
export const farewell = (): AbortSignal => AbortSignal.timeout(3000);
