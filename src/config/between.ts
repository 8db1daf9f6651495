import { z } from 'zod';
import type { Between } from '../model/media.ts';
import { message, quote } from './problem.ts';

const pattern = /^(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?$/;

/** A number, or two with a dash: `320-1920`. Both ends belong to the range. */
export function between({ least, most, whole }: { least: number; most: number; whole: boolean }) {
  const example = whole ? "a whole number, or two with a dash: '320-1920'" : "a number, or two: '1-30'";
  return z
    .union([z.number(), z.string()], {
      error: ({ input }) => message(`is ${quote(input)}`, `Write ${example}.`),
    })
    .transform((written, context): Between => {
      const refuse = (fact: string, remedy: string) => {
        context.addIssue({ code: 'custom', message: message(fact, remedy) });
        return z.NEVER;
      };
      const [, low, high = low] = pattern.exec(String(written).trim()) ?? [];
      const [from, to] = [Number(low), Number(high)];
      const isNumber = !Number.isNaN(from) && (!whole || (Number.isInteger(from) && Number.isInteger(to)));
      if (!isNumber) return refuse(`is ${quote(written)}`, `Write ${example}.`);
      if (from > to)
        return refuse(
          `is ${quote(written)}, which goes down`,
          `Write the smaller one first: '${to}-${from}'.`,
        );
      if (from < least || to > most) return refuse(`is ${quote(written)}`, `Use ${least} to ${most}.`);
      return { from, to };
    });
}
