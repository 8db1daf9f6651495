import { extname } from 'node:path';

const known: Record<string, string> = { '.html': 'text/html', '.json': 'application/json' };

/** Of the files that a gate writes. */
export const contentTypeOf = (file: string): string => known[extname(file)] ?? 'application/octet-stream';
