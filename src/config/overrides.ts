import type { z } from 'zod';
import type { BaselinePlan, GateMode, Plan } from '../model/plan.ts';
import type { GateVerdict } from '../model/verdict.ts';
import { parseDuration } from './duration.ts';
import { gateModes } from './gate-schema.ts';
import { nearest } from './nearest.ts';
import { quote } from './problem.ts';
import type { Problems } from './problem.ts';
import { parseShard } from './shards-schema.ts';
import type { ShardWish } from './shards-schema.ts';
import { imagePattern, url } from './target-schema.ts';
import { artifactName, failOnVerdict, recordChoice } from './telling-schema.ts';

/** What was said outside sluice.yml, as it was typed: the action's inputs, or the options of the CLI. */
export interface Overrides {
  /** Folder that the user's paths start from. */
  workspace: string;
  config?: string;
  image?: string;
  baseImage?: string;
  url?: string;
  profile?: string;
  mode?: string;
  baselines?: string;
  record?: string;
  failOn?: string;
  comment?: string;
  artifactName?: string;
  /** `3/8`: the part of the load that is sent here. */
  shard?: string;
  /** ISO time at which all shards begin. */
  startAt?: string;
  /** Folder with the runs of all shards, which are judged in place of a measurement. */
  mergeShards?: string;
  /** Folder for what is written. */
  out?: string;
  budget?: string;
  /** `key.key=value` of the CLI's --set: settings that go before those of the file. */
  set?: readonly string[];
}

/** The overrides that are more than text, parsed. What is absent was not said, or is among the problems. */
export interface ParsedOverrides {
  image?: string;
  baseImage?: string;
  url?: string;
  mode?: GateMode;
  record?: BaselinePlan['record'];
  failOn?: readonly GateVerdict[];
  comment?: Plan['telling']['comment'];
  artifactName?: string;
  budgetMs?: number;
  shard?: ShardWish;
}

const comments: readonly Plan['telling']['comment'][] = ['auto', 'joint', 'never'];
const durationRemedy = 'Write a duration with its unit, such as `3m`.';
const imageRemedy = 'Write the name of an image, such as `app:candidate`.';

export function parseOverrides(overrides: Overrides, problems: Problems): ParsedOverrides {
  const parsed: ParsedOverrides = {};
  const refuse = (input: string, value: string, remedy: string) =>
    problems.add('input-invalid', { input }, `\`${input}\` is ${quote(value)}.`, remedy);
  const oneOf = <Choice extends string>(
    input: string,
    value: string | undefined,
    choices: readonly Choice[],
  ) => {
    const choice = choices.find((each) => each === value);
    if (value !== undefined && choice === undefined) refuse(input, value, choiceRemedy(value, choices));
    return choice;
  };
  const matching = (input: string, value: string | undefined, schema: z.ZodType<string>) => {
    if (value === undefined) return undefined;
    const result = schema.safeParse(value);
    if (!result.success) refuse(input, value, result.error.issues[0]?.message.split('\n')[1] ?? '');
    return result.success ? value : undefined;
  };
  const image = (input: string, value: string | undefined) => {
    if (value !== undefined && !imagePattern.test(value)) refuse(input, value, imageRemedy);
    return value;
  };
  const budgetMs = overrides.budget === undefined ? undefined : parseDuration(overrides.budget);
  if (overrides.budget !== undefined && !budgetMs) refuse('budget', overrides.budget, durationRemedy);
  const given = {
    image: image('image', overrides.image),
    baseImage: image('base-image', overrides.baseImage),
    url: matching('url', overrides.url, url),
    mode: oneOf('mode', overrides.mode, gateModes),
    record: oneOf('record', overrides.record, recordChoice.options),
    comment: oneOf('comment', overrides.comment, comments),
    artifactName: matching('artifact-name', overrides.artifactName, artifactName),
    failOn: overrides.failOn === undefined ? undefined : parseFailOn(overrides.failOn, refuse),
    budgetMs,
    shard: parseShard(overrides.shard, overrides.startAt, problems),
  };
  if (overrides.shard !== undefined && overrides.mergeShards !== undefined)
    problems.add(
      'input-invalid',
      { input: 'merge-shards' },
      'One job cannot both be a shard and merge them.',
      'Merge in a job of its own, which needs those of the shards.',
    );
  return Object.assign(
    parsed,
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
}

function choiceRemedy(value: string, choices: readonly string[]): string {
  const near = nearest(value, choices);
  return `${near ? `Did you mean \`${near}\`? ` : ''}Choices: ${choices.join(', ')}.`;
}

/** `fail, invalid`, or `none` for a gate that only tells. */
function parseFailOn(
  text: string,
  refuse: (input: string, value: string, remedy: string) => void,
): GateVerdict[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'none') return [];
  const verdicts: readonly GateVerdict[] = failOnVerdict.options;
  const unknown = words.find((word) => !(verdicts as readonly string[]).includes(word));
  if (unknown !== undefined || words.length === 0) {
    refuse('fail-on', text, `List some of ${verdicts.join(', ')}, or write \`none\`.`);
  }
  return verdicts.filter((verdict) => words.includes(verdict));
}
