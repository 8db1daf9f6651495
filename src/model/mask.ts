/** Takes secrets out of texts that come from elsewhere: a server's answers and logs, messages of tools. */
export interface Mask {
  /** The text with `***` in place of each secret, and of the beginning of one that the text was cut off in. */
  hide(text: string): string;
  /** The same without the second: for a text that goes on. */
  hideWhole(text: string): string;
  /** How many characters at the end of the text may be the beginning of a secret. */
  openCharacters(text: string): number;
}

/** Shorter ones would be found within words, and are no secrets: `none`, `EMPTY`, `dummy`. */
export const leastSecretCharacters = 6;

const shown = '***';
/** One expression for all is many times faster, and there is an end to how large one may be. */
const mostExpressionCharacters = 65_536;

/** @param secrets as they are; they are found as well as a URL, JSON, base64 or the bytes of UTF-8 writes them */
export function createMask(secrets: Iterable<string>): Mask {
  const forms = [...new Set([...secrets].flatMap(formsOf))]
    .filter(({ length }) => length >= leastSecretCharacters)
    .sort((a, b) => b.length - a.length);
  if (forms.length === 0) return { hide: (text) => text, hideWhole: (text) => text, openCharacters: () => 0 };
  const source = forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  const any = source.length > mostExpressionCharacters ? undefined : new RegExp(source, 'g');
  const hideWhole = (text: string): string =>
    any ? text.replace(any, shown) : forms.reduce((rest, form) => rest.replaceAll(form, shown), text);
  const openCharacters = (text: string): number =>
    Math.max(...forms.map((form) => longestOverlap(text, form)));
  return {
    hideWhole,
    openCharacters,
    hide(text) {
      const whole = hideWhole(text);
      const [ending = ''] = /(?:…|\.\.\.)?$/.exec(whole) ?? [];
      const rest = whole.slice(0, whole.length - ending.length);
      const open = openCharacters(rest);
      return open < leastSecretCharacters ? whole : rest.slice(0, rest.length - open) + shown + ending;
    },
  };
}

function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const latin = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return [
    ...asLines(secret),
    latin,
    JSON.stringify(secret).slice(1, -1),
    ...urlForms(secret),
    ...base64Forms(latin),
  ];
}

/** A key of several lines may be shown line by line, or as one. */
function asLines(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1 ? [secret] : [secret, secret.replace(/\p{Cc}+/gu, ' ').trim(), ...lines];
}

/** As `encodeURIComponent` and as a form writes it. A lone surrogate is in no url. */
function urlForms(secret: string): string[] {
  if (!secret.isWellFormed()) return [];
  const encoded = encodeURIComponent(secret);
  return [encoded, encoded.replaceAll('%20', '+')];
}

/** What does not depend on what stands before and after it, at each of the three offsets that it can have. */
function base64Forms(latin: string): string[] {
  return [0, 1, 2].map((offset) => {
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + latin.length) * 8) / 6);
    return btoa('\0'.repeat(offset) + latin).slice(first, last);
  });
}

/** A text that ends within a longer secret than this shows it: the longest keys have a few thousand characters. */
const mostOverlap = 8192;

/** Of the text's end with the form's beginning, the whole form left out. */
function longestOverlap(text: string, form: string): number {
  const first = Math.max(0, text.length - Math.min(form.length - 1, mostOverlap));
  const begin = form.charAt(0);
  for (let at = text.indexOf(begin, first); at !== -1; at = text.indexOf(begin, at + 1))
    if (form.startsWith(text.slice(at))) return text.length - at;
  return 0;
}
