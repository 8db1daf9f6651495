import { z } from 'zod';
import type { MlflowExport } from '../../model/export.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { variableName } from './variable-name.ts';
import { webAddress } from './web-address.ts';

export const mlflowSchema = closed({
  'tracking-url': webAddress,
  experiment: z.string().min(1).max(250).optional().describe('The name of the suite by default.'),
  model: closed({ name: z.string().min(1), version: z.coerce.string().min(1) }).optional(),
  'token-env': variableName.optional(),
});

export const planMlflow = (written: z.output<typeof mlflowSchema>, suite: string): MlflowExport => ({
  trackingUrl: written['tracking-url'],
  experiment: written.experiment ?? suite,
  ...present({ model: written.model, tokenVariable: written['token-env'] }),
});
