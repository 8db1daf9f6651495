import type { z } from 'zod';
import type { RequestClassPlan } from '../../model/plan.ts';
import type { ReadinessPlan } from '../../model/target.ts';
import type { ProtocolPlan } from '../../model/protocol.ts';
import type { PathChecker } from '../path-checker.ts';

/** What a protocol's plan may need besides its own settings. */
export interface ProtocolContext {
  /** Absent where files do not matter, because nothing will be sent. */
  paths?: PathChecker;
  /** The classes whose inputs are sent; absent where none are. */
  classes?: readonly RequestClassPlan[];
  /** Inputs are turns of conversations. */
  sessions?: boolean;
}

/** How servers of a protocol tell that they are ready. */
export type ProtocolReadiness = Pick<ReadinessPlan, 'path' | 'otherPaths' | 'grpc' | 'contains'>;

/** What a protocol is called, what may be written below its name, and what becomes of it. */
export interface ProtocolDefinition {
  kind: ProtocolPlan['kind'];
  schema: z.ZodType;
  /** What is not said is guessed, and the guess is added to `guesses`. */
  plan(written: unknown, guesses: string[], context: ProtocolContext): ProtocolPlan;
  /** Whether answers come token by token, so that there is a time to the first one. */
  streams(plan: ProtocolPlan): boolean;
  /** By what is written below its name; undefined where its servers have nothing in common. */
  ready(written: unknown): ProtocolReadiness | undefined;
}

/** Ties the schema's output to what the plan is made from. */
export function defineProtocol<Schema extends z.ZodType, Plan extends ProtocolPlan>(definition: {
  kind: Plan['kind'];
  schema: Schema;
  plan(written: z.output<Schema>, guesses: string[], context: ProtocolContext): Plan;
  streams?(plan: Plan): boolean;
  ready?(written: z.output<Schema>): ProtocolReadiness;
}): ProtocolDefinition {
  const { kind, schema, plan, streams = () => false, ready } = definition;
  return {
    kind,
    schema,
    plan: (written, guesses, context) => plan(written as z.output<Schema>, guesses, context),
    streams: (planned) => streams(planned as Plan),
    ready: (written) => ready?.(written as z.output<Schema>),
  };
}
