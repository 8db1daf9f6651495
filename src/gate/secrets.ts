import { createMask } from '../model/mask.ts';
import type { Mask } from '../model/mask.ts';
import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { GateEvent } from '../model/progress.ts';
import type { TargetPlan } from '../model/target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** One of these words in a name says that its value is a secret ... */
const secretWords = new Set(
  'token secret secrets password passwd passphrase pass pwd apikey key auth authorization credential credentials cookie signature sig bearer pat'.split(
    ' ',
  ),
);
/** ... unless another says that it only leads to one. */
const pointerWords = new Set('file path dir sock url uri name id type length size count endpoint'.split(' '));

/** `x-api-key`, `OPENAI_API_KEY`, `authToken`; not `MAX_TOKENS`, `TOKENIZER`, `SSH_AUTH_SOCK` or the shell's own `PWD`. */
export function isSecretName(name: string): boolean {
  if (name === 'PWD') return false;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word) => secretWords.has(word)) && !words.some((word) => pointerWords.has(word));
}

/** Everything in the plan and in our own environment that by its name is nobody else's business. */
export function secretsOf(plan: Plan, environment: Environment): string[] {
  const { protocol, candidate, base } = plan;
  const found = [
    ...namedIn(environment),
    ...proxyPasswords(environment),
    ...exportSecrets(plan.exports, environment),
    ...[candidate, ...(base ? [base] : [])].flatMap(ofTarget),
    // Headers, the template of the body, and all else that may hold a key.
    ...namedIn(protocol),
    ...('path' in protocol ? queryValues(protocol.path) : []),
    ...('fields' in protocol ? protocol.fields.flatMap(({ name, value }) => namedIn({ [name]: value })) : []),
  ];
  return [...new Set(found.flatMap(partsOf))];
}

export const maskOf = (plan: Plan): Mask => createMask(secretsOf(plan, process.env));

function ofTarget(target: TargetPlan): string[] {
  const paths = [target.ready.path, ...(target.metrics ? [target.metrics.path] : [])].flatMap(queryValues);
  switch (target.kind) {
    case 'container':
      return [
        ...paths,
        ...namedIn(target.env),
        ...namedIn(target.build?.args),
        ...inArguments([...target.command, ...target.extraArguments]),
      ];
    case 'process':
      return [...paths, ...namedIn(target.env), ...inArguments(target.command)];
    case 'url':
      return [...paths, ...queryValues(target.url)];
  }
}

/** `--api-key X`, `--api-key=X` and `--env=API_KEY=X`. */
function inArguments(arguments_: readonly string[]): string[] {
  return arguments_.flatMap((argument, i) => {
    const [, name = '', value] = /^(?:--env=)?([\w-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (!isSecretName(name)) return [];
    return value ?? arguments_[i + 1] ?? [];
  });
}

/** The texts at secret names, at any depth. */
function namedIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' ? (isSecretName(name) ? [inner] : []) : namedIn(inner),
  );
}

function queryValues(address: string): string[] {
  const query = URL.parse(address, 'http://localhost')?.searchParams ?? [];
  // `code` is the key of Azure's functions.
  return [...query].filter(([name]) => name === 'code' || isSecretName(name)).map(([, value]) => value);
}

/** What the variables hold that `export:` names. Of a chat's address its path is the secret, and is shown without its host too. */
function exportSecrets(exports: Plan['exports'], environment: Environment): string[] {
  const variables = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) => {
          if (key.endsWith('Variable') && typeof inner === 'string') return [inner];
          return key === 'headerVariables'
            ? Object.values(inner as Record<string, string>)
            : variables(inner);
        });
  return variables(exports).flatMap((name) => {
    const value = environment[name] ?? '';
    const path = /^https?:/.test(value) ? URL.parse(value)?.pathname : undefined;
    return [value, ...(path === undefined ? [] : [path])];
  });
}

function proxyPasswords(environment: Environment): string[] {
  return Object.entries(environment)
    .filter(([name]) => /_proxy$/i.test(name))
    .flatMap(([, value]) => (URL.parse(value ?? '') ?? { password: '' }).password);
}

/** `Bearer X` as X, `Basic X` also as its password, cookies one by one, and what stands around a `{{column}}`. */
function partsOf(value: string): string[] {
  return value.split(/\{\{.*?\}\}/).flatMap((piece) => {
    const [, scheme, rest = ''] = /^(Basic|Bearer|Token|ApiKey)\s+(\S+)$/i.exec(piece.trim()) ?? [];
    const bare = scheme === undefined ? piece.trim() : rest;
    const pair = scheme?.toLowerCase() === 'basic' ? Buffer.from(rest, 'base64').toString('utf8') : '';
    const password = pair.slice(pair.indexOf(':') + 1);
    const cookies = bare.includes('=')
      ? bare.split(/;\s*/).map((each) => each.slice(each.indexOf('=') + 1))
      : [];
    return [bare, password, ...cookies].filter((part) => part !== '');
  });
}

/** What a gate tells while it works, of what others said. */
export function hideInEvent(event: GateEvent, mask: Mask): GateEvent {
  switch (event.kind) {
    case 'note':
      return { ...event, text: mask.hide(event.text) };
    case 'starting':
    case 'ready':
      return { ...event, target: mask.hide(event.target) };
    default:
      return event;
  }
}

export function hideInError(error: SluiceError, mask: Mask): SluiceError {
  const { code, fact, remedy, location, evidence, cause } = error;
  return new SluiceError(code, {
    fact: mask.hide(fact),
    remedy: mask.hide(remedy),
    evidence: evidence.map(mask.hide),
    ...(location === undefined ? {} : { location: mask.hide(location) }),
    ...(cause === undefined
      ? {}
      : { cause: new Error(mask.hide(cause instanceof Error ? cause.message : String(cause)), { cause }) }),
  });
}
