import type { Mask } from '../model/mask.ts';

/** Hands on what comes without its secrets; what may be the beginning of one waits for the next piece. */
export function maskStream(
  mask: Mask,
  hand: (chunk: Buffer) => void,
): { take(chunk: Buffer): void; end(): void } {
  let waiting = '';
  const give = (text: string): void => {
    if (text !== '') hand(Buffer.from(text, 'latin1'));
  };
  return {
    take(chunk) {
      // One character a byte: a piece may end within a character.
      const text = mask.hideWhole(waiting + chunk.toString('latin1'));
      const open = mask.openCharacters(text);
      waiting = text.slice(text.length - open);
      give(text.slice(0, text.length - open));
    },
    end() {
      const rest = waiting;
      waiting = '';
      give(mask.hide(rest));
    },
  };
}
