import { z } from 'zod';
import { message, quote } from './problem.ts';

/** One slash only: `//host` would lead to another host. */
const pathPattern = /^\/(?!\/)[^\s#]*$/;

export const httpPath = z.string().regex(pathPattern, {
  error: ({ input }) =>
    message(`is ${quote(input)}`, 'Write a path that begins with one `/`, such as `/health`.'),
});

export const port = z.number().int().min(1).max(65535);
