/** A model server that tells everything it knows: its environment and arguments, and of each request all that came. */
import { createServer } from 'node:http';

const spread = (text) => {
  // In two pieces, as a pipe may deliver it.
  const middle = Math.floor(text.length / 2);
  process.stdout.write(text.slice(0, middle));
  setTimeout(() => process.stdout.write(`${text.slice(middle)}\n`), 20);
};

for (const [name, value] of Object.entries(process.env)) console.log(`${name}=${value}`);
console.log(process.argv.join(' '));
console.log(Buffer.from(`user:${process.env.API_KEY}`).toString('base64'));
if (process.env.EXIT === '1') process.exit(3);
spread(`still ${process.env.API_KEY} and more`);

let requests = 0;
createServer((request, response) => {
  if (request.url.startsWith('/health')) return response.end('{}');
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    requests += 1;
    const all = JSON.stringify({ url: request.url, headers: request.headers, body });
    if (requests < 20) console.log(all);
    response.statusCode = requests % 10 === 0 ? 500 : 200;
    // Cut off at another place each time, by whoever shows only so much of it.
    const padded = '.'.repeat((requests * 7) % 250) + all;
    setTimeout(() => response.end(response.statusCode === 500 ? padded : '{}'), 10);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
