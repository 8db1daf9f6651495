import { createHash } from 'node:crypto';
import { answerPattern, sessionMarker } from '../../model/conversation.ts';
import type { SessionOrder } from '../messages.ts';
import type { ResponseResult } from '../protocols/protocol.ts';
import type { RequestSource } from './request-source.ts';
import { sessionOfRows } from './session-arrivals.ts';
import type { WireRequest } from './wire-requests.ts';

/** More is no cookie of a session any longer. */
const mostCookies = 50;
const mostCookieCharacters = 4096;

/** What is known of one session. */
interface Session {
  /** In a JSON text, by turn. */
  answers: string[];
  cookies: Map<string, string>;
}

/**
 * The requests of sessions: the prepared request of a turn, in which the server's own answers to the turns before stand in
 * the place of their markers, with the session's name and the cookies that it was given.
 */
export class SessionRequests implements RequestSource {
  readonly #prepared: RequestSource;
  readonly #salt: string;
  readonly #firstRow: Uint32Array;
  readonly #sessionOf: Uint32Array;
  readonly #sessions = new Map<number, Session>();

  constructor(prepared: RequestSource, { firstRow }: SessionOrder, rows: number, salt: string) {
    this.#prepared = prepared;
    this.#salt = salt;
    this.#firstRow = firstRow;
    this.#sessionOf = sessionOfRows(firstRow, rows);
  }

  optionsOf(item: number, row: number): WireRequest {
    const request = this.#prepared.optionsOf(item, row);
    const session = this.#sessionOf[row] as number;
    const { answers, cookies } = this.#sessions.get(session) ?? { answers: [], cookies: new Map() };
    const name = nameOf(session, this.#salt);
    const named = (text: string) => text.replaceAll(sessionMarker, name);
    const body = request.body && Buffer.from(withAnswers(named(request.body.toString('utf8')), answers));
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = (request.headers as string[]).map(named);
    if (cookie !== '') headers.push('cookie', cookie);
    const written = { ...request, path: named(request.path), headers, body };
    if (!request.fields) return written;
    const fields = Object.entries(request.fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? named(value) : value,
    ]);
    return {
      ...written,
      fields: {
        ...Object.fromEntries(fields),
        ...(body ? { 'content-length': body.length } : {}),
        ...(cookie === '' ? {} : { cookie }),
      },
    };
  }

  onAnswered(row: number, { answer = '' }: ResponseResult, headers: readonly Buffer[]): void {
    const session = this.#sessionOf[row] as number;
    if (this.#sessionOf[row + 1] !== session) {
      this.#sessions.delete(session);
      return;
    }
    const known = this.#sessions.get(session) ?? { answers: [], cookies: new Map() };
    // Without its quotes: the marker stands inside a text.
    known.answers[row - (this.#firstRow[session] as number)] = JSON.stringify(answer).slice(1, -1);
    for (let i = 0; i + 1 < headers.length; i += 2) {
      if (/^set-cookie$/i.test(String(headers[i]))) keepCookie(known.cookies, String(headers[i + 1]));
    }
    this.#sessions.set(session, known);
  }
}

/** The answer to a turn that is not there (it was cut from the dataset) is empty. */
const withAnswers = (text: string, answers: readonly string[]): string =>
  text.replace(answerPattern, (_, turn: string) => answers[parseInt(turn, 16)] ?? '');

/** Name and value alone (RFC 6265, 5.2): path, age and domain mean nothing for the length of a block. */
function keepCookie(cookies: Map<string, string>, setCookie: string): void {
  const [pair = ''] = setCookie.split(';', 1);
  const at = pair.indexOf('=');
  if (at <= 0 || pair.length > mostCookieCharacters || !/^[\x21-\x7e]+$/.test(pair.trim())) return;
  const name = pair.slice(0, at).trim();
  if (cookies.size < mostCookies || cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
}

const nameOf = (session: number, salt: string): string =>
  createHash('sha256').update(`${salt}\0${session}`).digest('hex').slice(0, sessionMarker.length);
