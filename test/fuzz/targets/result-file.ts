import { decodeError, decodeVerdict, encodeError } from '../../../src/interop/index.ts';
import { SluiceError } from '../../../src/model/error.ts';
import { renderErrorComment, renderJointComment, renderResultJson } from '../../../src/report/index.ts';
import { failInput, passInput } from '../../support/report-inputs.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { finite, same, unlessRefused } from '../properties.ts';

/** `result.json` and `error.json` of an artifact that anybody may have written: read, and told in a comment. */
export const resultFile: FuzzTarget = {
  name: 'result-file',
  covers: ['src/interop/result-file', 'src/interop/verdict-schema', 'src/report'],
  seeds: () => [
    renderResultJson({ verdict: failInput().verdict }).replace(
      '"units"',
      '"estimator": "matched-requests",\n"units"',
    ),
    renderResultJson({
      verdict: { ...passInput().verdict, metrics: passInput().verdict.metrics.slice(0, 2) },
    }),
    encodeError(
      'tickets',
      new SluiceError('target-never-ready', { fact: 'No 200', remedy: 'Wait', evidence: ['log'] }),
    ),
  ],
  words: ['"verdict":"pass"', '"schema":', '"sluice.verdict/1"', '"sluice.error/1"', '@octocat', '<b>', '|'],
  check(bytes) {
    const text = bytes.toString();
    const verdict = unlessRefused(() => decodeVerdict(text, 'result.json'));
    if (verdict) {
      finite(verdict);
      const written = renderResultJson({ verdict });
      same(
        renderResultJson({ verdict: decodeVerdict(written, 'again') }),
        written,
        'written, read and written again',
      );
      same(JSON.parse(written), JSON.parse(JSON.stringify(verdict)), 'what was written');
      renderJointComment([{ suite: 'a', verdict: verdict.verdict, sentence: verdict.sentence, summary: '' }]);
    }
    const error = unlessRefused(() => decodeError(text, 'error.json'));
    if (error) renderErrorComment(error.suite, error);
  },
};
