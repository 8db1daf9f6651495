/**
 * A model server that is told what to do wrong. By its environment: PORT; DELAY_MS, the service time; FAULT, what goes
 * wrong with every EVERY-th answer (the functions of `answers` and `starts` below) from request AFTER on; METRICS, what is
 * wrong with /metrics. Plain JavaScript, to be copied anywhere.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

const { FAULT = '', METRICS = 'good', PORT = '8080', HOST = '127.0.0.1' } = process.env;
const after = Number(process.env.AFTER ?? 0);
const every = Number(process.env.EVERY ?? 1);
const delayMs = Number(process.env.DELAY_MS ?? 20);
const body = '{"label":"billing"}';
const megabyte = 'x'.repeat(1024 * 1024 - 1) + '\n';
let requests = 0;

function good(response) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(body);
}

const event = (content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

function stream(response, ...contents) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of contents) response.write(event(content));
}

function endStream(response) {
  response.write('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n');
  response.end('data: [DONE]\n\n');
}

/** Of what has come so far, all in one piece, past everything that Node would put right. */
function raw(response, text) {
  const { socket } = response;
  response.detachSocket(socket);
  socket.write(text);
  return socket;
}

const head = (length) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

/** In place of a good answer. */
const answers = {
  die: () => process.exit(7),
  hang: () => undefined,
  burst: (response) => {
    // Of every 900 ms the last 300 are bad.
    if (Date.now() % 900 < 600) return good(response);
    response.writeHead(503).end('{"error":"busy"}');
  },
  errors: (response) => response.writeHead(500).end('{"error":"no weights"}'),
  'slow-head': (response) => setTimeout(() => good(response), 10_000),
  half: (response) => raw(response, head(1000) + body).end(),
  'length-short': (response) => raw(response, head(body.length - 5) + body),
  'length-long': (response) => raw(response, head(body.length + 5) + body),
  reset: (response) => response.socket.resetAndDestroy(),
  garbage: (response) => raw(response, '\x00\x01 this is not HTTP \xff\r\n\r\n').end(),
  'huge-head': (response) =>
    raw(response, `HTTP/1.1 200 OK\r\nx-noise: ${'n'.repeat(1024 * 1024)}\r\ncontent-length: 2\r\n\r\n{}`),
  // The answer is good, and then the connection is gone without a word: the next request may be on its way.
  'keep-alive': (response) => {
    const { socket } = response;
    good(response);
    setTimeout(() => socket.destroy(), requests % 4);
  },
  stall: (response) => stream(response, 'a', 'b'),
  'stream-cut': (response) => {
    stream(response, 'a', 'b');
    setTimeout(() => response.end(), 5);
  },
  'stream-error': (response) => {
    stream(response, 'a');
    response.end('data: {"error":{"message":"CUDA out of memory","code":500}}\n\n');
  },
  'huge-token': (response) => {
    stream(response, 'x'.repeat(10 * 1024 * 1024));
    endStream(response);
  },
  log: (response) => {
    for (let written = 0; written < 40; written += 1) process.stdout.write(megabyte);
    good(response);
  },
  leak: (response) => {
    leaked.push(Buffer.alloc(24 * 1024 * 1024, 1));
    good(response);
  },
};
const leaked = [];

const metrics = {
  good: (response) => response.end(page(requests)),
  huge: (response) => {
    let left = 64;
    const more = () => {
      while (left-- > 0) if (!response.write(`# ${megabyte}`)) return response.once('drain', more);
      response.end();
    };
    more();
  },
  slow: (response) => {
    response.write('# HELP a\n');
    const timer = setInterval(() => response.write('a 1\n'), 200);
    response.on('close', () => clearInterval(timer));
  },
  malformed: (response) =>
    response.end(
      `vllm:num_requests_running{model="\xff\x00 ${'{'.repeat(500)}\nvllm:num_requests_waiting NaN\nvllm:kv_cache_usage_perc 1e999\n` +
        'vllm:prompt_tokens_total -5 zzz\n}}}}\nvllm:num_requests_waiting{a="b" 3\n\n\r\r\n',
    ),
  gone: (response) => (requests < 20 ? response.end(page(requests)) : response.writeHead(404).end()),
  reset: (response) => response.socket.resetAndDestroy(),
  // Each sample says that it is from another year, and the counters run backwards.
  skewed: (response) => {
    response.setHeader('date', 'Thu, 01 Jan 1970 00:00:00 GMT');
    response.end(page(1_000_000 - requests, requests % 2 ? -62_135_596_800_000 : 4_102_444_800_000));
  },
};

function page(count, timestamp = '') {
  return (
    `vllm:num_requests_running{model_name="m"} 1 ${timestamp}\nvllm:num_requests_waiting{model_name="m"} 0 ${timestamp}\n` +
    `vllm:prompt_tokens_total{model_name="m"} ${count} ${timestamp}\nvllm:prefix_cache_queries_total{model_name="m"} ${count} ${timestamp}\n`
  );
}

function serve() {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  server.keepAliveTimeout = 60_000;
  // As the first process of a container it would ignore it.
  if (FAULT !== 'deaf-to-sigterm') process.on('SIGTERM', () => process.exit(0));
  server.listen(Number(PORT), HOST, () => console.log('listening'));
}

function answer(request, response) {
  if (request.url === '/metrics') return metrics[METRICS](response);
  if (request.url === '/health') {
    if (FAULT === 'never-ready') return response.writeHead(503).end();
    if (FAULT === 'silent') return undefined;
    good(response);
    if (FAULT === 'ready-then-dies') setTimeout(() => process.exit(5), 1);
    return undefined;
  }
  requests += 1;
  const wrong = requests > after && requests % every === 0 ? answers[FAULT] : undefined;
  if (wrong) return wrong(response);
  if (!request.url.startsWith('/v1/')) return setTimeout(() => good(response), delayMs);
  stream(response, 'a', 'b');
  return setTimeout(() => endStream(response), delayMs);
}

/** A supervisor as many an image has one: the server dies at request AFTER, and is there again a moment later. */
function supervise() {
  const child = spawn(process.execPath, process.argv.slice(1), {
    env: { ...process.env, FAULT: 'die' },
    stdio: 'inherit',
  });
  child.on('exit', () => setTimeout(supervise, 200));
}

const starts = {
  'exits-at-once': () => {
    console.error('fatal: weights not found');
    process.exit(3);
  },
  restart: supervise,
  'deaf-to-sigterm': () => {
    process.on('SIGTERM', () => console.log('not now'));
    serve();
  },
  // A helper in a session of its own, as a daemon makes one.
  daemon: () => {
    spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], {
      detached: true,
      stdio: 'ignore',
    }).unref();
    serve();
  },
};

(starts[FAULT] ?? serve)();
