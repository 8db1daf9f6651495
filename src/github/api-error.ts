import { SluiceError } from '../model/error.ts';
import { renewToken, type Failure } from './failure.ts';

/**
 * The error of a call that the step cannot do without.
 * @param what the beginning of the sentence: `The artifacts of run 7 cannot be listed`
 * @param permission what the token needs for it: `actions: read`
 * @param otherWays what may be done instead, after a denial and after any other failure
 */
export function toApiError(
  what: string,
  permission: string,
  failure: Failure,
  otherWays?: { denied: string; failed: string },
): SluiceError {
  const fact = `${what}: ${failure.fact}`;
  switch (failure.kind) {
    case 'permission':
    case 'not-found':
      return new SluiceError('github-permission', {
        fact,
        remedy: `Add \`${permission}\` under \`permissions:\` of the job${otherWays ? `, or ${otherWays.denied}` : ''}.`,
      });
    case 'unauthorised':
      return new SluiceError('github-permission', {
        fact,
        remedy: otherWays ? `${renewToken} Or ${otherWays.denied}.` : renewToken,
      });
    default:
      return new SluiceError('github-api', {
        fact,
        remedy: `Run the job again${otherWays ? `, or ${otherWays.failed}` : ''}.`,
      });
  }
}
