import { toSluiceError } from '../model/error.ts';
import type { ProtocolPlan } from '../model/protocol.ts';
import type { WorkloadItem } from '../model/schedule.ts';
import { changeRequest } from './change-request.ts';
import { createProtocol } from './protocols/index.ts';

/** Tells what would become of an input, without sending anything. */
export interface RequestTrial {
  /** Why the input cannot be made into a request, in words; undefined where it can. */
  refusalOf(item: WorkloadItem): string | undefined;
  /** Whether the two inputs make two different requests. Both can be sent. */
  differ(one: WorkloadItem, other: WorkloadItem): boolean;
}

/** For the plan of an engine that was created before: what its protocol needs has been loaded. */
export function openRequestTrial(plan: ProtocolPlan): RequestTrial {
  const protocol = createProtocol(plan);
  const make = (item: WorkloadItem) => changeRequest(protocol.prepare(item, 'edge-cases'), item.change);
  return {
    refusalOf(item) {
      try {
        make(item);
        return undefined;
      } catch (thrown) {
        return toSluiceError(thrown).fact;
      }
    },
    differ(one, other) {
      const [a, b] = [make(one), make(other)];
      const line = ({ path, headers }: typeof a) => JSON.stringify([path, headers]);
      const none = Buffer.alloc(0);
      return line(a) !== line(b) || (a.body ?? none).compare(b.body ?? none) !== 0;
    },
  };
}
