import { bytesText, percentOf } from '../numbers.ts';
import type { DiagnosisInput, Rule } from './input.ts';

/** Four fifths of what 1 Gbit/s carries: the usual link of a small instance. */
const nearOneGigabit = 100e6;
/** A request with its answer; tensors in JSON and pictures are of this size, texts are not. */
const largePayload = 1024 ** 2;
/** Less than this moves easily, whatever the size of one request. */
const muchTraffic = 10e6;
/** Of the requests, whose connection could not be opened. */
const unconnected = 0.01;
/** What computes more than this has other reasons to be slow. */
const idle = 0.7;

/** Bytes or connections, and not computing. */
export const network: Rule = (input) => {
  const { load, strain } = input;
  const refused = connectionsRefused(input);
  if (refused) return refused;
  const perSecond = bytesPerSecond(input);
  if (perSecond === undefined || strain.length === 0) return undefined;
  const perRequest = (perSecond * input.durationMs) / 1000 / Math.max(1, input.completed);
  const moved = `${bytesText(perSecond)} a second went in and out, ${bytesText(perRequest)} a request`;
  if (perSecond >= nearOneGigabit) {
    return {
      bottleneck: 'network',
      strength: 0.7,
      sentence: `it moves about as many bytes as a link of 1 Gbit/s carries ${load}`,
      evidence: [moved, ...strain],
    };
  }
  if (perRequest < largePayload || perSecond < muchTraffic || !computesLittle(input)) return undefined;
  return {
    bottleneck: 'network',
    strength: 0.5,
    sentence: `large payloads take the time ${load}`,
    evidence: [moved, 'neither CPU nor GPU was busy', ...strain],
  };
};

/** Not where the target ended: nobody was there to connect to. */
function connectionsRefused({ load, errors, attempted, endings }: DiagnosisInput): ReturnType<Rule> {
  const share = attempted > 0 ? (errors.connect ?? 0) / attempted : 0;
  if (share < unconnected || endings.length > 0) return undefined;
  return {
    bottleneck: 'network',
    strength: 0.75,
    sentence: `connections cannot be opened ${load}`,
    evidence: [`${percentOf(share, false)} of the requests found no connection`],
  };
}

function bytesPerSecond({ telemetry }: DiagnosisInput): number | undefined {
  const [received, sent] = [telemetry['target.received'], telemetry['target.sent']];
  return received || sent ? (received?.mean ?? 0) + (sent?.mean ?? 0) : undefined;
}

function computesLittle({ telemetry, cores }: DiagnosisInput): boolean {
  const used = telemetry['target.cpu'];
  const cpuIsIdle = used !== undefined && cores !== undefined && used.mean < idle * cores;
  return cpuIsIdle && (telemetry['gpu.busy']?.mean ?? 0) < idle;
}
