import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  renderComment,
  renderJUnit,
  renderResultJson,
  renderSummary,
  renderTerminal,
} from '../../src/report/index.ts';
import { renderHtml } from '../../src/report/html.ts';
import {
  failInput,
  firstRunInput,
  inconclusiveInput,
  invalidInput,
  noSuccessInput,
  passInput,
} from '../support/report-inputs.ts';
import { scenariosInput } from '../support/scenario-inputs.ts';

/** Written anew by `npx vitest run test/report -u`; look at what changed before committing it. */
const golden = (name: string): string => join(import.meta.dirname, '..', 'golden', name);

const inputs = {
  pass: passInput,
  fail: failInput,
  inconclusive: inconclusiveInput,
  invalid: invalidInput,
  'first-run': firstRunInput,
  'no-success': noSuccessInput,
};

describe.each(Object.entries(inputs))('the report of %s is as it was last looked at', (name, makeInput) => {
  test('comment', async () => {
    await expect(renderComment(makeInput())).toMatchFileSnapshot(golden(`${name}.comment.md`));
  });

  test('terminal', async () => {
    const text = renderTerminal(makeInput(), { colour: false, columns: 120 });
    await expect(text).toMatchFileSnapshot(golden(`${name}.terminal.txt`));
  });

  test('JUnit', async () => {
    await expect(renderJUnit(makeInput())).toMatchFileSnapshot(golden(`${name}.junit.xml`));
  });

  test('the same input gives the same bytes', () => {
    expect(renderHtml(makeInput())).toBe(renderHtml(makeInput()));
  });
});

test('summary, page and JSON of a failing run are as they were last looked at', async () => {
  await expect(renderSummary(failInput())).toMatchFileSnapshot(golden('fail.summary.md'));
  await expect(renderHtml(failInput())).toMatchFileSnapshot(golden('fail.report.html'));
  await expect(renderResultJson(failInput())).toMatchFileSnapshot(golden('fail.result.json'));
});

test('comment, page and terminal of a run of all scenarios are as they were last looked at', async () => {
  const terminal = renderTerminal(scenariosInput(), { colour: false, columns: 120 });
  await expect(renderComment(scenariosInput())).toMatchFileSnapshot(golden('scenarios.comment.md'));
  await expect(renderHtml(scenariosInput())).toMatchFileSnapshot(golden('scenarios.report.html'));
  await expect(terminal).toMatchFileSnapshot(golden('scenarios.terminal.txt'));
});
