import { describe, expect, test } from 'vitest';
import { findProxy } from '../../src/target/proxy.ts';
import { SluiceError } from '../../src/model/error.ts';

const all = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://secure:3129' };
const nameOf = (url: string, environment: Record<string, string>): string | undefined => {
  const proxy = findProxy(new URL(url), environment);
  return proxy && `${proxy.host}:${proxy.port}`;
};

/** The environment; the url; the proxy. */
const choices: [environment: Record<string, string>, url: string, proxy: string | undefined][] = [
  [{}, 'https://model.example', undefined],
  [all, 'http://model.example', 'plain:3128'],
  [all, 'https://model.example', 'secure:3129'],
  [{ https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:1' }, 'https://model.example', 'lower:1'],
  [{ https_proxy: '', HTTPS_PROXY: 'http://upper:1' }, 'https://model.example', 'upper:1'],
  [{ HTTPS_PROXY: 'http://secure:3129' }, 'http://model.example', undefined],
  [{ ALL_PROXY: 'http://any:1' }, 'http://model.example', 'any:1'],
  [{ http_proxy: 'bare:3128' }, 'http://model.example', 'bare:3128'],
  [{ http_proxy: 'http://no-port' }, 'http://model.example', 'no-port:80'],
  [{ http_proxy: 'http://[::1]:8' }, 'http://model.example', '::1:8'],
  [{ ...all, ALL_PROXY: 'http://any:1' }, 'http://localhost:8080', undefined],
  [all, 'http://api.localhost', undefined],
  [all, 'http://127.0.0.1:8080', undefined],
  [all, 'http://127.8.9.1', undefined],
  [all, 'https://[::1]', undefined],
  [all, 'http://10.0.0.1', 'plain:3128'],
];

test.each(choices)('with %j, %s goes through %s', (environment, url, proxy) => {
  expect(nameOf(url, environment)).toBe(proxy);
});

describe('NO_PROXY', () => {
  /** The list; the url; whether the url is spoken to directly. */
  const lists: [list: string, url: string, direct: boolean][] = [
    ['*', 'http://model.example', true],
    ['model.example', 'http://model.example', true],
    ['model.example', 'http://MODEL.example:8080', true],
    ['model.example', 'http://eu.model.example', true],
    ['model.example', 'http://notmodel.example', false],
    ['.model.example', 'http://eu.model.example', true],
    ['*.model.example', 'http://eu.model.example', true],
    ['other.example, model.example', 'http://model.example', true],
    ['other.example model.example', 'http://model.example', true],
    ['model.example:8080', 'http://model.example:8080', true],
    ['model.example:8080', 'http://model.example', false],
    ['model.example:443', 'https://model.example', true],
    ['10.1.2.3', 'http://10.1.2.3', true],
    ['10.1.0.0/16', 'http://10.1.2.3:80', true],
    ['10.1.0.0/16', 'http://10.2.2.3', false],
    ['10.1.0.0/99', 'http://10.1.2.3', false],
    ['fd00::/8', 'http://[fd00::1]', true],
    ['[fd00::1]', 'http://[fd00::1]', true],
    ['fd00::1', 'http://[fd00::1]', true],
    [',,', 'http://model.example', false],
  ];

  test.each(lists)('%s for %s: direct is %s', (list, url, direct) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(nameOf(url, { ...all, [name]: list }) === undefined).toBe(direct);
    }
  });
});

test('the user of the proxy becomes a header, percent-encoded or not', () => {
  const authorization = (proxy: string) =>
    findProxy(new URL('http://model.example'), { http_proxy: proxy })?.authorization;
  expect(authorization('http://me:hush@proxy:1')).toBe(`Basic ${btoa('me:hush')}`);
  expect(authorization('http://me%40home:a%3Ab@proxy:1')).toBe(`Basic ${btoa('me@home:a:b')}`);
  expect(authorization('http://proxy:1')).toBeUndefined();
});

test.each(['socks5://me:hush@proxy:1', 'https://me:hush@proxy:1', 'http://', 'http://me:hush@:1'])(
  'a proxy that cannot be used is an error without its password: %s',
  (proxy) => {
    let thrown: unknown;
    try {
      findProxy(new URL('https://model.example'), { HTTPS_PROXY: proxy });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SluiceError);
    expect(thrown).toMatchObject({ code: 'input-invalid' });
    expect((thrown as SluiceError).fact).toContain('HTTPS_PROXY');
    expect(`${(thrown as SluiceError).fact} ${(thrown as SluiceError).remedy}`).not.toContain('hush');
  },
);
