import { createHmac } from 'node:crypto';
import { failed } from '../send.ts';

/** Of the key in bytes, as the specification has it. */
const shortestKey = 24;

/**
 * Headers by which the receiver knows that a message is ours, whole and fresh, by the Standard Webhooks specification 1.0
 * (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, in base64, after its version.
 * @param secret base64, with or without `whsec_` before it
 * @param id the same in every attempt, by which the receiver knows a message that it has already
 * @param epochMs when this attempt is made
 * @throws SluiceError `export-failed` for a secret that is none
 */
export function signatureOf(
  secret: string,
  id: string,
  epochMs: number,
  body: string,
): Record<string, string> {
  const key = keyOf(secret);
  const timestamp = String(Math.floor(epochMs / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

function keyOf(secret: string): Buffer {
  const encoded = secret.trim().replace(/^whsec_/, '');
  const key = Buffer.from(encoded, 'base64');
  // Node decodes what it can and drops the rest without a word.
  const isBase64 = key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  if (isBase64 && key.length >= shortestKey) return key;
  throw failed(
    'webhook',
    isBase64
      ? `The key of the signature has ${key.length} bytes, fewer than ${shortestKey}.`
      : 'The secret of the signature is no base64.',
    'Make one with `echo "whsec_$(openssl rand -base64 32)"`, and give it to both sides.',
  );
}
