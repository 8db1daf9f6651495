import type { RequestClassPlan } from '../../model/plan.ts';
import type { ProtocolContext } from './definition.ts';

/** Whether Sluice writes the texts of a class, to token counts that include the salt. */
export function hasMadeTexts({ source }: RequestClassPlan): boolean {
  return source.kind === 'synthetic' || (source.kind === 'file' && source.text === 'synthetic');
}

/** The prompt where none is written. */
export function defaultPrompt({ classes = [] }: ProtocolContext): string {
  return classes.some(hasMadeTexts) ? '{{salt}} {{text}}' : '{{text}}';
}

/** Without a bound the first run would measure whatever length the model likes. */
const usualMaxTokens = 128;

/** The bound of the answers where none is written: what each input asks where all of them do. Told in `guesses`. */
export function guessMaxTokens({ classes = [] }: ProtocolContext, guesses: string[]): number | string {
  const asking = classes.filter(
    ({ source }) => source.kind === 'synthetic' && source.outputTokens !== undefined,
  );
  if (asking.length > 0 && asking.length === classes.length) {
    const mayEnd = 'a model may end before it, unless its server is told to ignore that (`ignore-eos`)';
    guesses.push(`max-tokens: '{{output_tokens}}', because none is given; ${mayEnd}`);
    return '{{output_tokens}}';
  }
  const some = asking.length > 0 ? ' and not every class has `output-tokens`' : '';
  guesses.push(`max-tokens: ${usualMaxTokens}, because none is given${some}`);
  return usualMaxTokens;
}
