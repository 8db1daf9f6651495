import { startServer } from '../load/server-process.ts';

export interface HeldStreams {
  url: string;
  /** The most streams that were open at one time. */
  mostOpen(): Promise<number>;
  stop(): Promise<void>;
}

/** A server whose streams stay open until so many are, each with a token now and then. */
export async function startHeldStreams(streams: number): Promise<HeldStreams> {
  const { url, stop } = await startServer('../../held/streams-server.ts', String(streams));
  return {
    url,
    stop,
    async mostOpen() {
      const answer = await fetch(`${url}/most`);
      return ((await answer.json()) as { mostOpen: number }).mostOpen;
    },
  };
}
