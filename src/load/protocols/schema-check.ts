import { SluiceError } from '../../model/error.ts';
import { engineFault } from '../engine-fault.ts';
import type { JsonValue, ProtocolPlan, ResponseCheck } from '../../model/protocol.ts';

/** What is wrong with an answer, or undefined where it fits. */
export type FindSchemaFault = (answer: unknown) => string | undefined;

const importValidators = () => Promise.all([import('ajv'), import('ajv/dist/2020.js')]);
let validators: Awaited<ReturnType<typeof importValidators>> | undefined;

/** Loads the validator where a check needs it, once a thread: it is large, and few checks have a schema. */
export async function loadSchemaValidator(plan: ProtocolPlan): Promise<void> {
  if (!('check' in plan) || plan.check.schema === undefined) return;
  validators ??= await importValidators();
}

/**
 * Compiles a JSON Schema. `loadSchemaValidator` has been awaited.
 * @throws SluiceError template-invalid for a schema that is none, or that refers to what is not in it
 */
export function compileSchema({ schema, schemaFile }: ResponseCheck): FindSchemaFault {
  if (!validators) throw engineFault('A schema was compiled before the validator was loaded.');
  const [{ Ajv }, { Ajv2020 }] = validators;
  // Formats are annotations in 2020-12; nothing is logged, since a log line may forge a command.
  const options = { strict: false, validateFormats: false, logger: false } as const;
  const ajv = isDraft7(schema) ? new Ajv(options) : new Ajv2020(options);
  const named = schemaFile ?? 'the schema of the check';
  try {
    const validate = ajv.compile(schema as object);
    if ('$async' in validate) throw new TypeError('asynchronous schemas are not taken');
    return (answer) => {
      if (validate(answer)) return undefined;
      const [error] = validate.errors ?? [];
      return `the answer does not fit ${named}: ${error?.instancePath || 'the whole of it'} ${error?.message ?? 'is wrong'}`;
    };
  } catch (cause) {
    throw new SluiceError('template-invalid', {
      fact: `${schemaFile ?? 'check.schema'} is no JSON Schema that can be used: ${(cause as Error).message.slice(0, 300)}.`,
      remedy: 'Correct it; it is a JSON Schema of draft 2020-12 or 7, and refers only to what it holds.',
      cause,
    });
  }
}

function isDraft7(schema: JsonValue | undefined): boolean {
  const draft = schema && typeof schema === 'object' && !Array.isArray(schema) ? schema.$schema : undefined;
  return typeof draft === 'string' && /draft-07/.test(draft);
}
