import type { GateVerdict } from '../model/verdict.ts';
import type { ToldSuite } from './joint-comment.ts';

/** What the gate tells GitHub. Markdown comes finished from the report; nothing is added to it here. */
export interface Publication {
  suite: string;
  verdict: GateVerdict;
  /** One line: the title of the check run. */
  sentence: string;
  /** The comment, posted byte for byte. Its first line is the hidden marker `<!-- sluice:suite=NAME -->`. */
  comment: string;
  /** Markdown of the check run. */
  summary: string;
  /** `never` leaves the comment out, `joint` keeps one for all suites; the check run is made all the same. */
  commenting: 'auto' | 'never' | 'joint';
  /** With `joint`: makes the one comment of all suites, whose first line is `marker`. */
  joint?: { marker: string; render: (suites: ToldSuite[]) => string };
  /** A `fail` that reviewers took on purpose: its check run is neutral, which blocks nothing and is not green either. */
  accepted?: boolean;
  /**
   * Measured where the author of the pull request could change how: the check run then has a name of its own, so that it
   * never stands in for the gate's, and is never better than neutral.
   */
  unverified?: true;
}

/** What became of it. Notices say what could not be told and why; they never change the verdict. */
export interface PublicationResult {
  commentUrl?: string;
  checkUrl?: string;
  notices: string[];
}

const markerPattern = /^<!-- sluice:suite=[^\r\n]+ -->$/;

/** The comment's first line, or undefined where it is no marker. */
export function markerOf(comment: string): string | undefined {
  const firstLine = comment.split(/\r?\n/, 1)[0] ?? '';
  return markerPattern.test(firstLine) ? firstLine : undefined;
}
