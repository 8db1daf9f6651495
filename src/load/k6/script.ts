/**
 * The script that k6 runs, for every block the same. What is asked stands beside it: `options.json` (stages, VUs) and
 * `data.json` (distinct requests, and which of them each iteration sends). It judges nothing: it writes one line a request, with
 * the answer, and Sluice reads answers with the same code as those of its own engine. `result-line.ts` reads the lines.
 */
export const k6Script = `// Written by Sluice. Run it with options.json beside it: k6 run --config options.json script.js
import http from 'k6/http';
import exec from 'k6/execution';
import encoding from 'k6/encoding';
import { sleep } from 'k6';
import { SharedArray } from 'k6/data';

// Shared arrays are made once, in the first VU: the others find them there and read nothing.
let data;
const read = (name) => new SharedArray(name, () => (data ??= JSON.parse(open('./data.json')))[name]);
const items = read('items');
const placeChunks = read('places');
const thinkChunks = read('thinkMs');
const [settings] = read('settings');
data = undefined;
const at = (chunks, row) => chunks[Math.floor(row / settings.chunk)][row % settings.chunk];
const url = __ENV.SLUICE_URL || settings.url;

/** Processes on one machine begin together: the answer comes when all are ready. Without one, nobody wants the load any more. */
export function setup() {
  if (!__ENV.SLUICE_BARRIER) return;
  const { status } = http.get(__ENV.SLUICE_BARRIER, { timeout: '10m', responseCallback: null });
  if (status !== 200) exec.test.abort('Sluice has ended');
}

let offsetMs;
let userThinksMs = 0;
/** Since the scenario began. */
const elapsedMs = () => exec.instance.currentTestRunDuration - offsetMs;
const sleepMs = (forMs) => {
  if (forMs > 0) sleep(forMs / 1000);
};

/** Of a closed loop: users begin one after the other, think, and are held back at the most rate. No longer than the loop lasts: k6 would cut them off. */
function takeTurn(row, { concurrency, staggerMs, maximumMs, mostRatePerSecond }) {
  const waitUntil = (atMs) => sleepMs(Math.min(atMs, maximumMs) - elapsedMs());
  if (exec.vu.iterationInScenario === 0) waitUntil(((exec.vu.idInTest - 1) / concurrency) * staggerMs);
  waitUntil(elapsedMs() + userThinksMs);
  if (mostRatePerSecond) waitUntil((row * 1000) / mostRatePerSecond);
  userThinksMs = thinkChunks.length > 0 ? at(thinkChunks, row) : 0;
  return elapsedMs() < maximumMs;
}

/** An iteration that sends nothing says so: every other row that is missing was lost. */
function leaveOut(row) {
  console.log(JSON.stringify([settings.test, row, exec.scenario.iterationInInstance]));
  // By the clock of k6 the scenario may last a little longer, and would begin thousands more.
  sleepMs(20);
}

const headersOf = (headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value === null ? __ENV['SLUICE_HEADER_' + name.toUpperCase().replace(/[^A-Z0-9]/g, '_')] || '' : value,
    ]),
  );

export default function () {
  if (offsetMs === undefined)
    offsetMs = exec.instance.currentTestRunDuration - Math.max(0, Date.now() - exec.scenario.startTime);
  const row = exec.scenario.iterationInTest;
  if (row >= settings.requests) return leaveOut(row);
  if (settings.closed && !takeTurn(row, settings.closed)) return leaveOut(row);
  const item = items[at(placeChunks, row)];
  const body = item.base64 === undefined ? item.body : encoding.b64decode(item.base64);
  const timeoutMs = Math.max(1, Math.min(settings.totalMs, settings.stopAtMs - elapsedMs()));
  const params = {
    headers: headersOf(item.headers),
    tags: { name: item.class, class: item.class },
    redirects: 0,
    responseCallback: null,
    responseType: settings.binaryAnswers ? 'binary' : 'text',
    timeout: timeoutMs,
  };
  const startedAtMs = exec.instance.currentTestRunDuration;
  const answer = http.request(item.method, url + item.path, body, params);
  // Where no connection was opened, k6 tells no times at all.
  const returnedAtMs = exec.instance.currentTestRunDuration;
  // A dead server is not asked thousands of times a second.
  if (answer.status === 0 || answer.status >= 400) userThinksMs = Math.max(userThinksMs, settings.pauseAfterFailureMs);
  const { blocked, connecting, tls_handshaking, sending, waiting, duration } = answer.timings;
  const text = answer.body === null || !settings.binaryAnswers ? answer.body : encoding.b64encode(answer.body);
  console.log(
    JSON.stringify([
      settings.test,
      row,
      exec.scenario.iterationInInstance,
      [startedAtMs, returnedAtMs, timeoutMs],
      exec.scenario.startTime,
      [blocked, connecting + tls_handshaking, sending + waiting, duration],
      [answer.status, answer.error_code, answer.error, answer.proto],
      answer.headers,
      text,
    ]),
  );
}

/** What stands after the last request: nothing of the file is missing. */
export function teardown() {
  console.log(JSON.stringify([settings.test, 'end']));
}
`;
