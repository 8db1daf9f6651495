import type { Diagnosis } from '../model/characteristics.ts';
import type { ReportInput } from '../model/report.ts';
import { escapeMarkdown, escapeProse } from './escape.ts';
import { bullets, joinBlocks, type Section } from './markdown.ts';
import { markup, prose, type Markup } from './markup.ts';
import { section } from './page-parts.ts';
import { asOneSentence, asSentence, withoutStop } from './phrases.ts';

const maximumDiagnoses = 6;
const maximumChanges = 20;
const changesAboveFold = 3;

const diagnosesOf = (summary: ReportInput['candidate'] | undefined): Diagnosis[] =>
  summary?.characteristics?.diagnoses?.slice(0, maximumDiagnoses) ?? [];

/**
 * `Bottleneck seen in the candidate: ...` with the first evidence, where the verdict leaves a question and the base does not show
 * the same. It is where the candidate is tight, not why it became slower: that is what changed. Unescaped.
 */
export function bottleneckLine({ verdict, candidate, base }: ReportInput): string | undefined {
  const known = new Set(diagnosesOf(base).map(({ bottleneck }) => bottleneck));
  const first = diagnosesOf(candidate).find(({ bottleneck }) => !known.has(bottleneck));
  if (!first || (verdict.verdict !== 'fail' && verdict.verdict !== 'inconclusive')) return undefined;
  const [evidence] = first.evidence;
  const seenBy = evidence === undefined ? '' : ` (${withoutStop(evidence)})`;
  return `Bottleneck seen in the candidate: ${withoutStop(first.sentence)}${seenBy}.`;
}

/** Unescaped. */
export function changesLine({ changes = [] }: ReportInput): string | undefined {
  if (changes.length === 0) return undefined;
  return `What changed: ${asOneSentence(
    changes.map(({ sentence }) => sentence),
    changesAboveFold,
  )}`;
}

const changeSentences = ({ changes = [] }: ReportInput): string[] =>
  changes.slice(0, maximumChanges).map(({ sentence }) => asSentence(sentence));

/** In one sentence: the same bottleneck in both arms is no news of this change. */
function baseFact({ base }: ReportInput): string | undefined {
  const diagnoses = diagnosesOf(base);
  if (diagnoses.length === 0) return undefined;
  return `The base: ${asOneSentence(
    diagnoses.map(({ sentence }) => sentence),
    maximumDiagnoses,
  )}`;
}

/** What limits the candidate, by what that was seen, what a specialist would try first, and what is not as in the base. */
export function diagnosisSection(input: ReportInput): Section | undefined {
  const diagnoses = diagnosesOf(input.candidate);
  const changes = changeSentences(input);
  if (diagnoses.length === 0 && changes.length === 0) return undefined;
  const lines = (texts: string[]) => bullets(texts.map((text) => escapeProse(text)));
  return {
    title: 'Diagnosis',
    body: joinBlocks([
      ...diagnoses.flatMap(({ sentence, evidence, remedies }) => [
        `**${escapeMarkdown(asSentence(sentence))}**`,
        lines(evidence),
        remedies.length > 0 ? `Try first:\n\n${lines(remedies)}` : undefined,
      ]),
      diagnoses.length > 0 ? escapeMarkdown(baseFact(input) ?? '') : undefined,
      changes.length > 0 ? `Not as in the base:\n\n${lines(changes)}` : undefined,
    ]),
  };
}

/** The same for the page. */
export function diagnosisPageSection(input: ReportInput): Markup | undefined {
  const changes = changeSentences(input);
  const diagnoses = diagnosesOf(input.candidate);
  if (diagnoses.length === 0 && changes.length === 0) return undefined;
  const list = (texts: string[]) => markup`<ul>${texts.map((text) => markup`<li>${prose(text)}</li>`)}</ul>`;
  const base = diagnoses.length > 0 ? baseFact(input) : undefined;
  return section('Diagnosis', [
    ...diagnoses.map(
      ({ sentence, evidence, remedies }) => markup`<h3>${asSentence(sentence)}</h3>
${list(evidence)}${remedies.length > 0 ? markup`<p>Try first:</p>${list(remedies)}` : undefined}`,
    ),
    base === undefined ? undefined : markup`<p class="quiet">${base}</p>`,
    changes.length > 0 ? markup`<h3>Not as in the base</h3>${list(changes)}` : undefined,
  ]);
}
