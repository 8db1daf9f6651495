import { execa } from 'execa';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Peer } from './peers.ts';

export interface StreamLoad {
  url: string;
  concurrency: number;
  tokensPerStream: number;
  /** How long, or a single request: what is left then is the start of the program. */
  for: { seconds: number } | { requests: 1 };
}

/** The command of an LLM load generator, and how to read the TTFT (p50, ms) that it reports. */
export interface StreamRun {
  command: string[];
  reportedTtftP50(): number | undefined;
}

const promptTokens = 64;

export function streamRun(peer: Peer, load: StreamLoad, cache: string, tokenizer: string): StreamRun {
  const { url, concurrency, tokensPerStream } = load;
  const folder = join(cache, `${peer.name}-results`);
  mkdirSync(folder, { recursive: true });
  if (peer.name === 'guidellm') {
    const file = join(folder, 'result.json');
    const bound =
      'seconds' in load.for
        ? `kind=max_duration,seconds=${load.for.seconds}`
        : `kind=max_requests,count=${load.for.requests}`;
    return {
      command: [
        ...peer.command,
        'run',
        ...['--backend', `kind=openai_http,target=${url},model=bench`],
        ...['--profile', `kind=concurrent,streams=${concurrency}`],
        ...['--constraint', bound],
        ...['--tokenizer', `kind=hf_auto,model=${tokenizer}`],
        ...['--data', `kind=synthetic_text,prompt_tokens=${promptTokens},output_tokens=${tokensPerStream}`],
        ...['--output', `kind=json,path=${file}`],
        '--disable-console',
      ],
      reportedTtftP50: () =>
        (
          readJson(file) as {
            benchmarks?: { metrics: { time_to_first_token_ms: { successful: { median: number } } } }[];
          }
        )?.benchmarks?.[0]?.metrics.time_to_first_token_ms.successful.median,
    };
  }
  return {
    command: [
      ...peer.command,
      'profile',
      ...['--model-names', 'bench', '--url', url, '--endpoint-type', 'chat', '--streaming'],
      ...('seconds' in load.for
        ? ['--concurrency', String(concurrency), '--benchmark-duration', String(load.for.seconds)]
        : ['--concurrency', '1', '--request-count', String(load.for.requests)]),
      ...['--tokenizer', tokenizer, '--synthetic-input-tokens-mean', String(promptTokens)],
      ...['--output-tokens-mean', String(tokensPerStream), '--wait-for-model-timeout', '0'],
      ...['--output-artifact-dir', folder, '--ui', 'none'],
    ],
    reportedTtftP50: () =>
      (
        readJson(join(folder, 'profile_export_aiperf.json')) as {
          time_to_first_token?: { p50: number };
        }
      )?.time_to_first_token?.p50,
  };
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** A tokenizer folder, made once with the libraries that the peer brings along; the reason in words where that fails. */
export async function makeTokenizer(peer: Peer, cache: string): Promise<{ folder: string } | string> {
  const folder = join(cache, 'tokenizer');
  if (existsSync(join(folder, 'tokenizer.json'))) return { folder };
  const python = join(dirname(peer.command[0] as string), 'python');
  const script = join(import.meta.dirname, 'clients', 'make-tokenizer.py');
  const { failed, stderr } = await execa(python, [script, folder], { reject: false });
  return failed ? `no tokenizer could be made: ${stderr.trim().split('\n').at(-1)}` : { folder };
}
