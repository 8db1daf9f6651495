import { z } from 'zod';
import type { WandbExport } from '../../model/export.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { variableName } from './variable-name.ts';
import { webAddress } from './web-address.ts';

export const wandbSchema = closed({
  'base-url': webAddress.optional(),
  entity: z.string().min(1).optional(),
  project: z.string().min(1).optional().describe('The name of the suite by default.'),
  'key-env': variableName.optional().describe('WANDB_API_KEY by default.'),
});

export const planWandb = (written: z.output<typeof wandbSchema>, suite: string): WandbExport => ({
  baseUrl: written['base-url'] ?? 'https://api.wandb.ai',
  project: written.project ?? suite,
  keyVariable: written['key-env'] ?? 'WANDB_API_KEY',
  ...present({ entity: written.entity }),
});
