import type { ErrorKind } from '../../model/sample.ts';
import type { ResponseReader, ResponseResult } from './protocol.ts';

/** A reader of answers whose refusals mean something else than their status says; undefined: what it says. */
export function readRefusal(
  reader: ResponseReader,
  kindOf: (status: number, message: string) => ErrorKind | undefined,
): ResponseReader {
  let answered = 0;
  return {
    onHeaders(status, headers) {
      answered = status;
      reader.onHeaders(status, headers);
    },
    onChunk: (bytes, atMs) => reader.onChunk(bytes, atMs),
    onEnd(): ResponseResult {
      const result = reader.onEnd();
      if (result.outcome !== 'ok') result.outcome = kindOf(answered, result.message) ?? result.outcome;
      return result;
    },
  };
}
