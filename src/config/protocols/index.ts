import { z } from 'zod';
import type { ProtocolPlan } from '../../model/protocol.ts';
import type { Recognised } from '../../model/recognised.ts';
import { closed } from '../closed-object.ts';
import { completeCheck } from '../complete-check.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { binary } from './binary.ts';
import type { ProtocolContext, ProtocolDefinition, ProtocolReadiness } from './definition.ts';
import { httpJson } from './http-json.ts';
import { llamaCpp } from './llama-cpp.ts';
import { multipart } from './multipart.ts';
import { oip, oipGrpc } from './oip.ts';
import { ollama } from './ollama.ts';
import { openAiChat, openAiCompletions } from './openai.ts';
import { openAiEmbeddings } from './openai-embeddings.ts';
import { script } from './script.ts';
import { tensorFlowServing } from './tf-serving.ts';
import { tgi } from './tgi.ts';
import { torchServe } from './torchserve.ts';
import { tritonGenerate } from './triton-generate.ts';

/** In the order in which they are named to the user. A new protocol is one file and one entry here. */
const definitions: readonly ProtocolDefinition[] = [
  httpJson,
  openAiChat,
  openAiCompletions,
  openAiEmbeddings,
  ollama,
  llamaCpp,
  tgi,
  tritonGenerate,
  oip,
  oipGrpc,
  tensorFlowServing,
  torchServe,
  script,
  binary,
  multipart,
];

const kinds = definitions.map(({ kind }) => kind);

/** The settings that a protocol cannot do without. */
function missingIn({ schema }: ProtocolDefinition): string[] {
  const issues = schema.safeParse({}).error?.issues ?? [];
  return issues.map(({ path }) => `\`${String(path[0])}\``);
}

/** What is wrong with a name that stands alone; undefined where it is the name of no protocol. */
function describeBare(name: unknown): string | undefined {
  const definition = definitions.find(({ kind }) => kind === name);
  if (!definition) return undefined;
  const needed = missingIn(definition).join(' and ');
  return message(
    `is '${definition.kind}', which needs ${needed}`,
    `Write them below: \`protocol: { ${definition.kind}: { ... } }\`.`,
  );
}

/** The name alone, or the name with its settings. */
export const protocolSchema = z.union([
  closed(Object.fromEntries(definitions.map(({ kind, schema }) => [kind, schema.optional()])))
    .refine((named) => kinds.filter((kind) => named[kind] !== undefined).length === 1, {
      error: () => message('does not name one protocol', `Write one of ${kinds.join(', ')}.`),
    })
    .meta({ minProperties: 1, maxProperties: 1 }),
  z.enum(
    definitions.flatMap((definition) => (missingIn(definition).length === 0 ? definition.kind : [])),
    { error: ({ input }) => describeBare(input) },
  ),
]);

export type ProtocolSettings = z.output<typeof protocolSchema>;

/** `http-json` where nothing is said: POST / with the dataset's `text` column. */
export function planProtocol(
  settings: ProtocolSettings | undefined,
  guesses: string[],
  context: ProtocolContext = {},
): ProtocolPlan {
  if (settings === undefined) {
    guesses.push('protocol: http-json, because none is named');
    return httpJson.plan({}, guesses, context);
  }
  const { definition, written } = chosenOf(settings);
  const plan = definition.plan(written, guesses, context);
  return context.paths ? completeCheck(plan, definition.streams(plan), context.paths) : plan;
}

/**
 * The protocol that a server was found to speak, with its model; the rest is guessed.
 * @returns undefined where it cannot do without settings, or is not known here
 */
export function planRecognised(
  found: Recognised,
  guesses: string[],
  context: ProtocolContext,
): ProtocolPlan | undefined {
  const settings = settingsOf(found);
  const definition = definitions.find(({ kind }) => kind === found.protocol);
  return settings && definition?.plan(definition.schema.parse(settings), guesses, context);
}

/**
 * What is to be written below the name of the protocol that a server was found to speak.
 * @returns undefined where it cannot do without settings that nobody knows
 */
export function settingsOf({ protocol, model, inputs }: Recognised): object | undefined {
  const definition = definitions.find(({ kind }) => kind === protocol);
  // Not every protocol names a model in its requests, and few describe their inputs.
  const possible = [{ model, inputs }, { model }, {}].map((settings) => present(settings));
  return possible.find((settings) => definition?.schema.safeParse(settings).success);
}

function chosenOf(settings: ProtocolSettings): { definition: ProtocolDefinition; written: unknown } {
  const named: Record<string, unknown> = typeof settings === 'string' ? { [settings]: {} } : settings;
  const definition = definitions.find(({ kind }) => named[kind] !== undefined) ?? httpJson;
  return { definition, written: named[definition.kind] };
}

/** How servers of the protocol tell that they are ready; undefined where that is not known. */
export function readinessOf(settings: ProtocolSettings | undefined): ProtocolReadiness | undefined {
  if (settings === undefined) return undefined;
  const { definition, written } = chosenOf(settings);
  return definition.ready(written);
}

/** Whether answers come token by token, so that there is a time to the first one. */
export function streams(plan: ProtocolPlan): boolean {
  return definitions.some(({ kind, streams }) => kind === plan.kind && streams(plan));
}
