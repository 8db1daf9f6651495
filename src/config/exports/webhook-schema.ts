import { z } from 'zod';
import type { WebhookExport } from '../../model/export.ts';
import { closed } from '../closed-object.ts';
import { message } from '../problem.ts';
import { present } from '../present.ts';
import { variableName } from './variable-name.ts';
import { webAddress } from './web-address.ts';

export const webhookSchema = closed({
  url: webAddress
    .optional()
    .describe('Or `url-env`, where the address itself is a secret, as those of chats are.'),
  'url-env': variableName.optional(),
  format: z.enum(['json', 'slack', 'teams']).optional(),
  'secret-env': variableName.optional().describe('Signs the message.'),
})
  .refine((written) => (written.url === undefined) !== (written['url-env'] === undefined), {
    error: () =>
      message(
        'needs one of `url` and `url-env`',
        'Write the address as `url`, or as `url-env` the name of the environment variable that holds it.',
      ),
  })
  .refine(({ format, ...written }) => (format ?? 'json') === 'json' || written['secret-env'] === undefined, {
    error: () =>
      message(
        'signs a message for a chat, and chats check no signature',
        'Take `secret-env` out: the address itself is the secret, and belongs into `url-env`.',
      ),
    path: ['secret-env'],
  });

export const planWebhook = (written: z.output<typeof webhookSchema>): WebhookExport => ({
  format: written.format ?? 'json',
  ...present({
    url: written.url,
    urlVariable: written['url-env'],
    secretVariable: written['secret-env'],
  }),
});
