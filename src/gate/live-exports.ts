import { exportMeasured, openLiveExports } from '../export/index.ts';
import type { LiveExports, LiveSubject } from '../export/index.ts';
import type { Plan } from '../model/plan.ts';
import type { GateContext, GateOptions } from './context.ts';
import { sluiceVersion } from './version.ts';

/** What is known of a gate before it begins. */
export const liveSubject = ({ suite, profile, shard }: Plan): LiveSubject => ({
  suite,
  profile,
  sluiceVersion,
  ...(shard && { shard: { index: shard.index, of: shard.of } }),
});

/** A gate's options, with the exports that watch it told of every event and block; without such exports as they were. */
export async function watchedLive<T extends GateOptions>(
  plan: Plan,
  options: T,
): Promise<{ options: T; live?: LiveExports }> {
  const live = await openLiveExports(plan.exports, liveSubject(plan), (text) =>
    options.tell({ kind: 'note', text }),
  );
  if (!live) return { options };
  const { onEvent, onBlock } = live;
  const tell: GateOptions['tell'] = (event) => {
    options.tell(event);
    onEvent(event);
  };
  return { options: { ...options, tell, onBlock }, live };
}

/** What is measured and not judged, watched in the same way; whatever becomes of the exports, it stands. */
export async function measuredLive<T extends GateOptions, M extends { context: GateContext }>(
  plan: Plan,
  given: T,
  measureIt: (options: T) => Promise<M>,
): Promise<M> {
  const { options, live } = await watchedLive(plan, given);
  try {
    const measured = await measureIt(options);
    const { tell, signal } = measured.context;
    if (live)
      for (const text of await exportMeasured(live, process.env, signal)) tell({ kind: 'note', text });
    return measured;
  } finally {
    await live?.close();
  }
}
