import { addressesOf, type Addresses } from './bodies.ts';
import type { Description, Matched } from './description.ts';
import type { Account, Repository } from './repository.ts';

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface Question extends Matched {
  body: Record<string, unknown>;
  account: Account;
  repository: Repository;
  apiUrl: string;
  /** Path and query, for the links to further pages. */
  address: string;
  description: Description;
}

/** What an operation does with the remembered repository, and answers. */
export type Answers = Record<string, (question: Question) => Answer | Promise<Answer>>;

export function refuse(status: number, message: string, headers: Record<string, string> = {}): Answer {
  const documentation = 'https://docs.github.com/rest';
  return { status, body: { message, documentation_url: documentation, status: String(status) }, headers };
}

export function addresses({ repository, apiUrl }: Question): Addresses {
  return addressesOf(repository, apiUrl);
}

/** One page with the `Link` header that leads to the next, as GitHub pages: 30 a page unless asked, never over 100. */
export function pageOf<T>(question: Question, all: readonly T[], toBody: (item: T) => unknown): Answer {
  const size = Math.min(Number(question.query.get('per_page') ?? 30), 100);
  const page = Number(question.query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const body = all.slice((page - 1) * size, page * size).map(toBody);
  if (page >= last) return { status: 200, body };
  const linkTo = (number: number) => {
    const url = new URL(question.address, question.apiUrl);
    url.searchParams.set('page', String(number));
    return url.href;
  };
  return {
    status: 200,
    body,
    headers: { link: `<${linkTo(page + 1)}>; rel="next", <${linkTo(last)}>; rel="last"` },
  };
}
