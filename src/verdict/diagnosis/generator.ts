import { mostInvalid } from '../validity.ts';
import type { DiagnosisInput, Rule } from './input.ts';

/** The load itself could not be made: what is beyond it nobody has seen. */
export const generator: Rule = ({ spoiled }) => {
  if (!isSpoiled(spoiled)) return undefined;
  return {
    bottleneck: 'generator',
    strength: 0.95,
    sentence: 'the generator is at its own limit, and what is beyond it was not measured',
    evidence: [
      `${spoiled.blocks} of ${spoiled.of} ${spoiled.scenario} blocks were invalid, most often: ${spoiled.example}`,
    ],
  };
};

/** More than chance spoils. */
export const isSpoiled = (
  spoiled: DiagnosisInput['spoiled'],
): spoiled is NonNullable<DiagnosisInput['spoiled']> =>
  spoiled !== undefined && spoiled.blocks > mostInvalid * spoiled.of;
