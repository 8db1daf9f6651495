import { z } from 'zod';
import { between } from './between.ts';
import { closed } from './closed-object.ts';

const count = z.number().int().min(1).max(10_000);
const side = between({ least: 1, most: 16_384, whole: true });

export const imageSchema = closed({
  width: side,
  height: side,
  format: z.enum(['jpeg', 'png']).optional(),
  content: z.enum(['photo-like', 'gradient', 'noise']).optional(),
  count: count.optional(),
}).describe('Generated images; a side is a number of pixels, or a range such as `320-1920`.');

export const audioSchema = closed({
  seconds: between({ least: 0.1, most: 3600, whole: false }),
  rate: z.number().int().min(1000).max(192_000).optional(),
  channels: z.literal([1, 2]).optional(),
  count: count.optional(),
}).describe('Generated recordings, as WAV files of 16 bits.');

export const filesSchema = z
  .string()
  .min(1)
  .describe('Files of a folder as they are: `images/*.jpg`, `audio/**/*.wav`.');

export type ImageSettings = z.output<typeof imageSchema>;
export type AudioSettings = z.output<typeof audioSchema>;
