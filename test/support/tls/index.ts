import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** Key and certificate of a server on this machine, and the authority that signed it. See README.md. */
export const certificate = { key: read('server.key'), cert: read('server.crt') };
export const authority = read('ca.crt');
export const authorityFile = join(import.meta.dirname, 'ca.crt');
