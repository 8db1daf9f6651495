import * as core from '@actions/core';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  message: string;
  title?: string;
  /** Relative to the repository, where the annotation belongs to a line of a file. */
  file?: string;
  line?: number;
}

/** GitHub shows ten of each level a step and drops the rest without a word. */
const shownPerLevel = 10;

/** Writes annotations of the job. Messages and properties are escaped by the toolkit. */
export function annotate(annotations: readonly Annotation[]): void {
  for (const level of ['error', 'warning', 'notice'] as const) {
    const all = annotations.filter((annotation) => annotation.level === level);
    const shown = all.length > shownPerLevel ? all.slice(0, shownPerLevel - 1) : all;
    for (const annotation of shown) write(annotation);
    if (all.length > shown.length) {
      write({ level, message: `${all.length - shown.length} more like this are in the report.` });
    }
  }
}

function write({ level, message, title, file, line }: Annotation): void {
  core[level](message, {
    ...(title !== undefined && { title }),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { startLine: line }),
  });
}
