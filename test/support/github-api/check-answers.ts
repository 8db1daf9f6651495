import { addresses, pageOf, refuse, type Answers, type Question } from './answer.ts';
import { checkBody } from './bodies.ts';
import type { StoredCheck } from './repository.ts';

/** Check runs. */
export const checkAnswers: Answers = {
  'checks/create': (question) => {
    const check: StoredCheck = {
      id: question.repository.nextId(),
      name: '',
      headSha: '',
      status: 'queued',
      conclusion: null,
      detailsUrl: null,
      externalId: '',
      output: { title: null, summary: null, text: null },
    };
    if (question.account.type !== 'Bot') return refuse(403, 'You must authenticate via a GitHub App.');
    question.repository.checks.push(check);
    return { status: 201, body: checkBody(changeCheck(check, question.body), addresses(question)) };
  },

  'checks/get': (question) => {
    const check = findCheck(question);
    return check ? { status: 200, body: checkBody(check, addresses(question)) } : refuse(404, 'Not Found');
  },

  'checks/update': (question) => {
    const check = findCheck(question);
    if (check === undefined) return refuse(404, 'Not Found');
    return { status: 200, body: checkBody(changeCheck(check, question.body), addresses(question)) };
  },

  'checks/list-for-ref': (question) => {
    const sha = question.repository.resolve(question.parameters['ref'] ?? '') ?? question.parameters['ref'];
    const name = question.query.get('check_name');
    const all = question.repository.checks.filter(
      (check) => check.headSha === sha && (name === null || check.name === name),
    );
    const page = pageOf(question, all, (check) => checkBody(check, addresses(question)));
    return { ...page, body: { total_count: all.length, check_runs: page.body } };
  },
};

function findCheck({ repository, parameters }: Question) {
  return repository.checks.find((check) => check.id === Number(parameters['check_run_id']));
}

function changeCheck(check: StoredCheck, body: Record<string, unknown>): StoredCheck {
  const output = body['output'] as { title?: string; summary?: string; text?: string } | undefined;
  check.name = String(body['name'] ?? check.name);
  check.headSha = String(body['head_sha'] ?? check.headSha);
  check.conclusion = (body['conclusion'] as string | undefined) ?? check.conclusion;
  // A conclusion completes the check run, as GitHub's documentation says.
  check.status = String(body['status'] ?? (body['conclusion'] === undefined ? check.status : 'completed'));
  check.detailsUrl = (body['details_url'] as string | undefined) ?? check.detailsUrl;
  check.externalId = String(body['external_id'] ?? check.externalId);
  check.output = { ...check.output, ...output };
  return check;
}
