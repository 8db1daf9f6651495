import { styleText } from 'node:util';

export interface TerminalOptions {
  colour: boolean;
  columns: number;
}

export type Colour = 'green' | 'red' | 'yellow' | 'magenta';
export type Paint = (colour: Colour | 'bold' | 'dim', text: string) => string;

/** Whether colours fit the stream was decided by the caller, who knows the stream. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** Of a line: what the terminal has, within reason. */
export const widthOf = (columns: number): number =>
  Math.max(40, Math.min(Number.isFinite(columns) ? Math.floor(columns) : 80, 160));
