import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import { docker } from './exec.ts';

const information = z.object({ NCPU: z.int(), CPUSet: z.boolean() });

export interface EngineCores {
  /** As many as the Docker engine sees, wherever it runs. */
  cores: number;
  /** Whether containers can be bound to single cores: some engines without root rights cannot. */
  canBind: boolean;
}

/** Throws `docker-unavailable`. */
export async function readEngineCores(): Promise<EngineCores> {
  const answer = await docker(['info', '--format', '{{json .}}'], { timeoutMs: 30_000 });
  const parsed = answer.ok ? information.safeParse(JSON.parse(answer.stdout)) : undefined;
  if (parsed?.success) return { cores: parsed.data.NCPU, canBind: parsed.data.CPUSet };
  throw new SluiceError('docker-unavailable', {
    fact: 'The Docker engine does not tell about itself (`docker info`).',
    remedy: 'Check that `docker info` works for this user.',
    evidence: answer.message,
  });
}
