/** Inputs and sluice.yml into a plan. The action's inputs have a file of their own, `action-inputs.ts`, which the CLI does not need. */
export { completePlan } from './complete-plan.ts';
export { draftFiles } from './draft-files.ts';
export type { Draft, DraftFacts } from './draft-files.ts';
export { readLimits, strictestLimits } from './limits-schema.ts';
export { loadGate } from './load-gate.ts';
export { loadPlan } from './load-plan.ts';
export { acceptanceLabelIn, movedBar, type MovedSetting } from './moved-bar.ts';
export { peekSuite } from './peek-suite.ts';
export type { Overrides } from './overrides.ts';
export { settingsJsonSchema } from './settings-schema.ts';
