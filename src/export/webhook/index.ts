import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportInput, WebhookExport } from '../../model/export.ts';
import { isPassing, retried } from '../../model/retry.ts';
import { SluiceError } from '../../model/error.ts';
import type { Environment, ExportContext, Exporter } from '../exporter.ts';
import { failed, Refusal, secretFrom, send } from '../send.ts';
import { payloadOf } from './payload.ts';
import { signatureOf } from './signature.ts';

/** How long the receiver is waited for; all of it together stays below what any export may take. */
export interface WebhookPatience {
  attempts: number;
  firstPauseMs: number;
  longestPauseMs: number;
  attemptMs: number;
}

const defaultPatience: WebhookPatience = {
  attempts: 4,
  firstPauseMs: 1000,
  longestPauseMs: 10_000,
  attemptMs: 5000,
};

const names = { json: 'webhook', slack: 'Slack', teams: 'Teams' };

/**
 * One POST with the verdict, signed where there is a secret, in the form that the receiver reads. What may be a passing fault
 * of the receiver is tried again, under the same id.
 */
export function webhookExporter(plan: WebhookExport, patience = defaultPatience): Exporter {
  const name = names[plan.format];
  return {
    name,
    async tell(input, context) {
      const id = `msg_${randomUUID().replaceAll('-', '')}`;
      const body = JSON.stringify(bodyOf(plan, input));
      const attempt = () => post(plan, { id, body }, context, patience.attemptMs);
      await retried(attempt, { ...patience, pauseOf, pause: (ms) => sleep(ms, null, context) });
      const { host } = new URL(addressOf(plan, context.environment));
      return `The verdict was told to ${name} at ${host}${plan.secretVariable ? ', signed' : ''}.`;
    },
  };
}

async function post(
  plan: WebhookExport,
  { id, body }: { id: string; body: string },
  { environment, signal }: ExportContext,
  attemptMs: number,
): Promise<void> {
  const name = names[plan.format];
  const { secretVariable } = plan;
  const signature =
    secretVariable === undefined
      ? { 'webhook-id': id }
      : signatureOf(secretFrom(environment, secretVariable, name), id, Date.now(), body);
  const url = addressOf(plan, environment);
  const headers = { 'content-type': 'application/json', 'user-agent': 'sluice', ...signature };
  const limit = AbortSignal.timeout(attemptMs);
  try {
    // Whoever knows the address of a chat may write there.
    const message = { method: 'POST' as const, url, headers, body, shownAs: '(the webhook)' };
    await send(name, message, AbortSignal.any([signal, limit]));
  } catch (thrown) {
    if (!limit.aborted || thrown instanceof SluiceError) throw thrown;
    throw failed(
      name,
      `${new URL(url).host} does not answer within ${attemptMs / 1000} s.`,
      'Try it again, or look at the receiver.',
      thrown,
    );
  }
}

function bodyOf({ format }: WebhookExport, input: ExportInput): unknown {
  if (format === 'json') return payloadOf(input, Date.now());
  const message = input.messages?.[format];
  if (message) return message;
  throw failed(names[format], 'There is no message for it.', 'This is a fault of Sluice. Please report it.');
}

function addressOf({ url, urlVariable, format }: WebhookExport, environment: Environment): string {
  const written = url ?? secretFrom(environment, urlVariable ?? '', names[format]);
  if (/^https?:$/.test(URL.parse(written)?.protocol ?? '')) return written;
  throw failed(
    names[format],
    `The environment variable ${urlVariable ?? ''} holds no http or https address.`,
    'Give it the address that the receiver shows for its incoming webhook.',
  );
}

/** No answer at all is a passing fault, and so is that of a busy server. */
function pauseOf(failure: unknown): number | undefined {
  if (!(failure instanceof SluiceError)) return undefined;
  const { cause } = failure;
  if (cause instanceof Refusal) return isPassing(cause.answer.status) ? cause.answer.waitMs : undefined;
  return cause === undefined ? undefined : 0;
}
