import { pageOf, refuse, type Answers, type Question } from './answer.ts';
import { accountBody } from './bodies.ts';

/** The repository, its pull requests and the account that asks. */
export const repositoryAnswers: Answers = {
  'users/get-authenticated': ({ account, description }) => {
    if (account.type === 'Bot') return refuse(403, 'Resource not accessible by integration');
    const mocked = description.mock('users/get-authenticated', 200);
    return { status: 200, body: { ...mocked, ...accountBody(account) } };
  },

  'repos/get': ({ repository, description }) => ({
    status: 200,
    body: {
      ...description.mock('repos/get', 200),
      name: repository.name,
      full_name: `${repository.owner}/${repository.name}`,
      owner: accountBody({ login: repository.owner, type: 'User' }),
      default_branch: repository.defaultBranch,
    },
  }),

  'pulls/list': (question) => {
    const { query } = question;
    const state = query.get('state') ?? 'open';
    const all = [...question.repository.pulls.values()].filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (query.get('base') ?? pull.base.ref) === pull.base.ref &&
        (query.get('head') ?? '').endsWith(query.has('head') ? `:${pull.head.ref}` : ''),
    );
    return pageOf(question, all, (pull) => pullBody(question, pull.number, 'pulls/list'));
  },

  'pulls/get': (question) => {
    const number = Number(question.parameters['pull_number']);
    if (!question.repository.pulls.has(number)) return refuse(404, 'Not Found');
    return { status: 200, body: pullBody(question, number, 'pulls/get') };
  },
};

export function pullBody(question: Question, number: number, operationId: string): Record<string, unknown> {
  const pull = question.repository.pulls.get(number);
  if (pull === undefined) throw new Error(`no pull request ${number}`);
  const answered = question.description.mock(operationId, 200);
  const mocked = (Array.isArray(answered) ? answered[0] : answered) as Record<
    string,
    Record<string, unknown>
  >;
  const inRepository = (fullName: string, side: Record<string, unknown> | undefined) => ({
    ...(side?.['repo'] as Record<string, unknown>),
    full_name: fullName,
  });
  const own = `${question.repository.owner}/${question.repository.name}`;
  return {
    ...mocked,
    number,
    state: pull.state,
    draft: pull.draft,
    title: pull.title ?? `change ${number}`,
    body: pull.body ?? null,
    user: accountBody(pull.author ?? { login: 'author', type: 'User' }),
    merged_at: pull.mergedAt ?? null,
    html_url: `https://github.com/${own}/pull/${number}`,
    labels: (pull.labels ?? []).map((name, index) => ({
      id: index + 1,
      node_id: `LA_${index}`,
      url: `https://api.github.com/repos/${own}/labels/${encodeURIComponent(name)}`,
      name,
      description: '',
      color: 'ededed',
      default: false,
    })),
    head: {
      ...mocked['head'],
      ref: pull.head.ref,
      sha: pull.head.sha,
      repo: inRepository(pull.head.repository, mocked['head']),
    },
    base: {
      ...mocked['base'],
      ref: pull.base.ref,
      sha: pull.base.sha,
      repo: inRepository(own, mocked['base']),
    },
  };
}
