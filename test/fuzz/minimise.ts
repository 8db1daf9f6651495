/** Checks are few, since some take long. */
const mostChecks = 1500;

/**
 * The input without what it fails without: ever smaller parts are left out as long as it fails in the same way.
 * @param fails undefined where it does not, else what identifies the fault
 */
export async function minimise(
  input: Buffer,
  fails: (input: Buffer) => Promise<string | undefined>,
): Promise<Buffer> {
  const fault = await fails(input);
  let [smallest, checks] = [input, 0];
  for (let size = input.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < smallest.length && checks < mostChecks;) {
      const without = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)]);
      checks += 1;
      if ((await fails(without)) === fault) smallest = without;
      else at += size;
    }
  }
  return smallest;
}

/** The kind of a fault: its message without numbers and texts of the input, and where in our code it came from. */
export function faultOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const words = `${thrown.name}: ${thrown.message}`.split('\n')[0] ?? '';
  const frame =
    /(?:src|test\/fuzz\/targets)\/[\w/.-]+:\d+/.exec(thrown.stack?.slice(words.length) ?? '')?.[0] ?? '';
  return `${words.replace(/"[^"]*"|[\d.]+/g, '~').slice(0, 120)} at ${frame}`;
}
