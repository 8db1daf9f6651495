import type { ReadText } from './read-text.ts';
import { knownValues, type TelemetryValues } from './source.ts';

/**
 * What a container received and sent (/proc/PID/net/dev, proc(5)), without its loopback. Nothing where it has the network of
 * this machine: then its traffic cannot be told from that of others.
 */
export function networkBytes(pid: number, read: ReadText): TelemetryValues {
  const its = parseInterfaces(read(`/proc/${pid}/net/dev`) ?? '');
  const ours = parseInterfaces(read('/proc/self/net/dev') ?? '');
  const isOurs = its.size === ours.size && [...its.keys()].every((name) => ours.has(name));
  const counted = [...its].filter(([name]) => name !== 'lo').map(([, bytes]) => bytes);
  if (isOurs || counted.length === 0) return {};
  return knownValues({
    'target.received': counted.reduce((sum, { received }) => sum + received, 0),
    'target.sent': counted.reduce((sum, { sent }) => sum + sent, 0),
  });
}

/** `  eth0: 1203 8 0 0 0 0 0 0 904 7 ...`: eight columns of what came in, then those of what went out; bytes first. */
function parseInterfaces(text: string): Map<string, { received: number; sent: number }> {
  const interfaces = new Map<string, { received: number; sent: number }>();
  for (const line of text.split('\n')) {
    const [, name, columns = ''] = /^\s*([^\s:]+):\s*(.*)$/u.exec(line) ?? [];
    const counts = columns.split(/\s+/u).map(Number);
    const [received = NaN, sent = NaN] = [counts[0], counts[8]];
    if (name !== undefined && received >= 0 && sent >= 0) interfaces.set(name, { received, sent });
  }
  return interfaces;
}
