import type { SloLimit } from '../model/plan.ts';

/** Where errors begin, if nobody says what is too many: the breaking point of a ramp. */
const mostErrors = 0.01;

/**
 * The limits with one on errors among them, of 1 % where the settings give none: a server that refuses every second request
 * answers the others in time.
 */
export const boundErrors = (limits: readonly SloLimit[]): readonly SloLimit[] =>
  limits.some(({ metric }) => metric === 'error-rate')
    ? limits
    : [...limits, { metric: 'error-rate', limit: mostErrors }];
