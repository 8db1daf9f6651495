import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import type { LimitsPlan } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { message, quote, written } from './problem.ts';
import type { TargetSettings } from './target-schema.ts';
import { parseYaml, plainData } from './yaml-document.ts';

/** More than most staging systems are made for; whoever needs more says so on the base branch. */
const usualRatePerSecond = 1000;
const usualRequests = 1_000_000;

const host = z
  .string()
  .regex(/^(?!-)[A-Za-z0-9._-]{1,253}$|^\[?[0-9A-Fa-f:.]{2,45}\]?$/, {
    error: ({ input }) =>
      message(`is ${quote(input)}`, 'Write the name or address of a host, without scheme, port and path.'),
  })
  .transform(bareHost);

/** What a pull request cannot change for itself: there, the base branch's own text of it holds. */
export const limitsSchema = closed({
  hosts: z.array(host).optional().describe('Hosts that a url target may be on, besides those named by url.'),
  rate: z.number().positive().max(1_000_000).optional().describe('Most requests a second to a url target.'),
  requests: z.number().int().positive().optional().describe('Most requests of one gate to a url target.'),
  'docker-arguments': z
    .array(z.string().min(1))
    .optional()
    .describe('`extra-arguments`, as they are written there, that are taken although they open the host.'),
});

type LimitsSettings = z.output<typeof limitsSchema>;
type UrlOf = Pick<TargetSettings, 'url'>;

/** Nothing but what any change may do: where the base branch has no settings. */
export const strictestLimits: LimitsPlan = planLimits({}, undefined, 'the defaults');

/**
 * The limits of one settings file. A host that its own targets name is allowed by that, and one that an input names too:
 * inputs stand in the workflow.
 */
export function planLimits(
  settings: {
    limits?: LimitsSettings | undefined;
    target?: UrlOf | undefined;
    base?: UrlOf | undefined;
  },
  inputUrl: string | undefined,
  source: string,
): LimitsPlan {
  const { limits, target, base } = settings;
  const named = [inputUrl, addressOf(target?.url), addressOf(base?.url)].map(hostOf);
  return {
    source,
    hosts: [...new Set([...(limits?.hosts ?? []), ...named].filter((each) => each !== undefined))],
    mostRatePerSecond: limits?.rate ?? usualRatePerSecond,
    mostRequests: limits?.requests ?? usualRequests,
    dockerArguments: limits?.['docker-arguments'] ?? [],
    foreignNetworks: true,
  };
}

const urlForm = z.union([z.string(), z.looseObject({ address: z.string().optional() })]);
const armForm = z.looseObject({ url: urlForm.optional() });
/** Only this much is asked of the base branch's file: the rest of it is not what is measured. */
const baseForm = z.looseObject({
  limits: limitsSchema.optional(),
  target: armForm.optional(),
  base: armForm.optional(),
});

/**
 * The limits of settings that are not the ones to be measured: those of the base branch.
 * @param name of the file, for messages
 * @throws SluiceError config-yaml, config-invalid
 */
export function readLimits(text: string, name: string, inputUrl: string | undefined): LimitsPlan {
  const parsed = baseForm.safeParse(plainData(parseYaml(text, name), name));
  if (parsed.success) return planLimits(parsed.data, inputUrl, name);
  const { path, message: said } = parsed.error.issues[0]!;
  throw new SluiceError('config-invalid', {
    location: name,
    fact: `\`${written(path)}\` ${said.split('\n')[0]}, and the limits of a pull request are read there.`,
    remedy: 'Correct it on the base branch, in a change of its own.',
  });
}

function addressOf(url: z.output<typeof urlForm> | UrlOf['url']): string | undefined {
  return typeof url === 'string' ? url : url?.address;
}

function hostOf(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed ? bareHost(parsed.hostname) : undefined;
}

function bareHost(text: string): string {
  return text
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
