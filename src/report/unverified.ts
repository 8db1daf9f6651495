import type { GateVerdict } from '../model/verdict.ts';
import { verdictTitles } from './wording.ts';

/** Stands first among the warnings of everything that is posted from the artifact of a pull request's own run. */
export const unverifiedWarning =
  "Measured in the pull request's own workflow run, whose token may not post: a changed workflow or changed settings could change the measurement.";

/** Title of such a check run, without a word from the artifact. */
export const unverifiedTitle = (verdict: GateVerdict): string =>
  `${verdictTitles[verdict]}, as measured by the pull request's own workflow run`;
