import { z } from 'zod';
import { message } from '../problem.ts';

/** http or https, without user and password: those would stand in the repository. */
export const webAddress = z.string().refine(
  (text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  },
  {
    error: () =>
      message(
        'is no http or https address without user and password',
        'Write an address such as `https://mlflow.example.com`.',
      ),
  },
);
