import { writeScript, type Peer } from './peers.ts';

export const requestBody = JSON.stringify({ text: 'x'.repeat(480) });

export interface PeerLoad {
  url: string;
  seconds: number;
  /** Open loop where the peer has one; else undefined = as fast as it can. */
  ratePerSecond?: number;
  connections: number;
}

export interface PeerRun {
  command: string[];
  input?: string;
  environment?: Record<string, string>;
}

/** The command line of each peer for the same load, or undefined where the peer cannot do it. */
export function peerRun(peer: Peer, load: PeerLoad, cache: string): PeerRun | undefined {
  const { url, seconds, ratePerSecond, connections } = load;
  const rate = ratePerSecond === undefined ? undefined : String(ratePerSecond);
  const body = writeScript(cache, 'body.json', requestBody);
  const run = (...args: string[]): PeerRun => ({ command: [...peer.command, ...args] });
  switch (peer.name) {
    case 'autocannon':
      return run(
        ...['-c', String(connections), '-d', String(seconds), '-m', 'POST', '-b', requestBody, '-j', '-n'],
        ...['-H', 'content-type: application/json', ...(rate ? ['-R', rate] : []), url],
      );
    case 'wrk': {
      if (rate) return undefined;
      const script = writeScript(
        cache,
        'wrk.lua',
        `wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [[${requestBody}]]\n`,
      );
      return run('-t', '1', '-c', String(connections), '-d', `${seconds}s`, '-s', script, url);
    }
    case 'hey':
      return run(
        ...[
          '-z',
          `${seconds}s`,
          '-c',
          String(connections),
          '-m',
          'POST',
          '-T',
          'application/json',
          '-D',
          body,
        ],
        ...(rate ? ['-q', String((ratePerSecond as number) / connections)] : []),
        url,
      );
    case 'oha':
      return run(
        ...[
          '--no-tui',
          '-z',
          `${seconds}s`,
          '-c',
          String(connections),
          '-m',
          'POST',
          '-T',
          'application/json',
          '-D',
          body,
        ],
        ...(rate ? ['-q', rate, '--latency-correction'] : []),
        url,
      );
    case 'vegeta':
      return run(
        ...[
          'attack',
          `-duration=${seconds}s`,
          `-rate=${rate ?? '0'}`,
          `-max-workers=${rate ? 10_000 : connections}`,
        ],
        ...[
          '-method=POST',
          `-body=${body}`,
          '-header=content-type: application/json',
          '-output=/dev/null',
          `-targets=${writeScript(cache, 'vegeta.txt', `POST ${url}\n`)}`,
        ],
      );
    case 'k6': {
      const executor = rate
        ? {
            executor: 'constant-arrival-rate',
            rate: ratePerSecond,
            timeUnit: '1s',
            duration: `${seconds}s`,
            preAllocatedVUs: connections,
            maxVUs: 10 * connections,
          }
        : { executor: 'constant-vus', vus: connections, duration: `${seconds}s` };
      const script = `import http from 'k6/http';
export const options = { discardResponseBodies: true, scenarios: { load: ${JSON.stringify(executor)} } };
export default () => { http.post(${JSON.stringify(url)}, ${JSON.stringify(requestBody)}, { headers: { 'content-type': 'application/json' } }); };
`;
      return run(
        'run',
        '--quiet',
        '--no-usage-report',
        '--no-color',
        writeScript(cache, 'load.k6.js', script),
      );
    }
    case 'locust': {
      // Each user sends one request a second where a rate is asked for.
      const users = rate ? Math.min(ratePerSecond as number, 1000) : connections;
      const wait = rate ? `    wait_time = constant_throughput(${(ratePerSecond as number) / users})\n` : '';
      const script = `from locust import FastHttpUser, constant_throughput, task
BODY = ${JSON.stringify(requestBody)}
class Load(FastHttpUser):
${wait}    @task
    def post(self):
        self.client.post("/", data=BODY, headers={"content-type": "application/json"})
`;
      return run(
        '-f',
        writeScript(cache, 'locustfile.py', script),
        '--headless',
        '--only-summary',
        '-u',
        String(users),
        '-r',
        String(users),
        '-t',
        `${seconds}s`,
        '-H',
        url,
      );
    }
    default:
      return undefined;
  }
}
