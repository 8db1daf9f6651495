import { execa } from 'execa';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { writeScript, type Peers } from './peers.ts';
import type { BenchServer } from './server-process.ts';

/** nginx with one worker that answers a small JSON to any POST; or the reason why there is none. */
export async function startNginx(peers: Peers, cache: string): Promise<BenchServer | string> {
  const nginx = await peers.find('nginx');
  if (typeof nginx === 'string') return nginx;
  const port = await freePort();
  const folder = join(cache, 'nginx');
  mkdirSync(folder, { recursive: true });
  const configuration = writeScript(
    folder,
    'nginx.conf',
    `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 100000000; keepalive_timeout 60s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '{"label":"ok"}'; } }
}
`,
  );
  const child = execa(nginx.command[0] as string, ['-c', configuration], { reject: false });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 50; attempt++) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await child;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
