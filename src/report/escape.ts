/**
 * Class names, error messages, image names and suite names come from users and servers, and are hostile until shown
 * otherwise. Each place that text can be put has its own function here; nothing else in this room escapes anything.
 *
 * All of them start with `cleanText`: one line, bounded, without characters that act instead of being seen.
 */

/** Invisible, zero wide, forbids a line break: put inside `@name`, `#12`, `http://` so that GitHub sees no reference. */
const wordJoiner = '\u2060';

export const longText = 400;
export const shortText = 60;

/** Controls, line ends and the empty pattern of Braille, which become a space. */
const blanks = /[\p{Cc}\p{Zl}\p{Zp}\s\u2800]+/gu;
/** Bidirectional marks, zero-width characters, fillers, tags, private use, lone surrogates and noncharacters: removed. */
const invisible = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\uFFFD]/gu;
/** Marks stacked on one letter to overprint the lines around it. */
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/** One line of visible characters, at most `maximum` code points, the cut shown by an ellipsis. */
export function cleanText(text: string, maximum = longText): string {
  // Cut first: a message of megabytes must not be searched by every pattern below.
  const head = text.slice(0, maximum * 8).toWellFormed();
  const cleaned = head
    .replace(blanks, ' ')
    .replace(invisible, '')
    .replace(stackedMarks, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
  const points = [...cleaned];
  const isCut = points.length > maximum || (head.length < text.length && points.length > 0);
  return isCut
    ? `${points
        .slice(0, maximum - 1)
        .join('')
        .trimEnd()}…`
    : cleaned;
}

/** Text within a paragraph, list item, heading or table cell of GitHub's markdown. */
export function escapeMarkdown(text: string, maximum = longText): string {
  return breakReferences(cleanText(text, maximum)).replace(
    /[&<>|`$\\*_[\]~^]/g,
    (sign) => entities[sign] ?? `\\${sign}`,
  );
}

/** The same, with what stands between two backticks as code: `--ctx-size`. */
export const escapeProse = (text: string, maximum = longText): string =>
  escapeMarkdown(text, maximum).replace(/&#96;(.+?)&#96;/g, '<code>$1</code>');

/** A backslash before these is not enough for every reader of tables and formulas; an entity is. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '`': '&#96;',
  $: '&#36;',
};

/** GitHub looks for references after rendering, where an escape is gone already: only another character helps. */
function breakReferences(text: string): string {
  return (
    text
      .replace(/@/g, `@${wordJoiner}`)
      .replace(/#(?=\w)/g, `#${wordJoiner}`)
      .replace(/\b(?:GH|GHSA|CVE)-(?=\w)/gi, `$&${wordJoiner}`)
      .replace(/:(?=\/\/)|\b(mailto|xmpp):/gi, `$&${wordJoiner}`)
      // Before the dot: a host may contain a word joiner, and browsers drop it.
      .replace(/www(?=\.)/gi, `$&${wordJoiner}`)
      // `:tada:` would become a picture; the second colon may be ours. A line of a file, `:12:`, does not.
      .replace(/:(?=(?:[\w+-]*[a-z+-][\w+-]*|100|1234)(?::|$))/gi, `:${wordJoiner}`)
      // A bare commit hash would become a link, and seven digits of it are enough.
      .replace(/(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/gi, (hash) =>
        hash.replace(/.{6}(?=.)/g, `$&${wordJoiner}`),
      )
      // What begins a list, a heading or an underline at the start of a line.
      .replace(/^(?=[-+=#>]|\d+[.)](?:\s|$))/, wordJoiner)
  );
}

/** A name shown as code: `long`. Safe in table cells. */
export function markdownCode(text: string, maximum = shortText): string {
  const cleaned = cleanText(text, maximum);
  if (cleaned === '') return '(empty)';
  // A code span neutralises everything but a backtick, and a pipe where it stands in a table.
  return /[`|\\]/.test(cleaned) ? `<code>${escapeMarkdown(cleaned, maximum)}</code>` : `\`${cleaned}\``;
}

/** A fenced block that its content cannot close. One line: no command of ours has more. */
export function markdownBlock(text: string, language: string, maximum = 1000): string {
  const line = cleanText(text, maximum);
  const longest = Math.max(2, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${line}\n${fence}`;
}

/** Text and attribute values in HTML, SVG and XML 1.0. */
export const escapeHtml = (text: string, maximum = longText): string => escapeSigns(cleanText(text, maximum));

/**
 * Text within a drawing, which the chart library escapes. It keeps what it knows of texts in plain objects, where one name is not
 * a key but the way to every object of the program.
 */
export const drawnText = (text: string, maximum = 40): string =>
  cleanText(text, maximum).replaceAll('__proto__', `__${wordJoiner}proto__`);

/** Text in an HTML element that stands in markdown, where GitHub looks for references too: the head of a folded section. */
export const escapeSummary = (text: string, maximum = longText): string =>
  escapeSigns(breakReferences(cleanText(text, maximum)));

const escapeSigns = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

/**
 * Text on a terminal or in a job's log, where `::name::` at a line's start and `##[name]`, `##vso[name]` (Azure Pipelines) or
 * `##teamcity[name]` anywhere are commands. Any word may come to stand at a line's start when the text is wrapped.
 */
export function escapeTerminal(text: string, maximum = longText): string {
  return cleanText(text, maximum)
    .replace(/##(?=\w*\[)/g, `##${wordJoiner}`)
    .replace(/(?<=^| )::/g, `:${wordJoiner}:`);
}

/** JSON that may be printed: what a terminal or a job's log would act on is written as an escape, which means the same. */
export const escapeJson = (value: unknown): string =>
  JSON.stringify(value, null, 2)
    .replace(/##(\w*)\[/g, '##$1\\u005b')
    .replace(/[\u007F-\u009F\u2028\u2029]|\p{Cf}/gu, (sign) =>
      sign.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );

/** A quoted label in a Mermaid picture: letters, digits and a few signs, all else a space. */
export function mermaidLabel(text: string, maximum = 24): string {
  const label = cleanText(text, maximum * 2).replace(/[^\p{L}\p{M}\p{N} .,()/+·-]/gu, ' ');
  return cleanText(label, maximum) || 'unnamed';
}

/** A link target: only http and https, else undefined. Nothing in it can end a markdown link or an attribute. */
export function safeUrl(url: string | undefined): string | undefined {
  if (url === undefined || url.length > 2000 || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return undefined;
  return parsed.href.replace(
    /[<>()[\]"'`|\\\s*_]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The hidden first line by which the comment of a suite is found again. */
export function commentMarker(suite: string): string {
  // Percent-encoded, two hyphens in a row included: they would be an error inside an HTML comment.
  const encoded = encodeURIComponent(cleanText(suite, 100)).replace(/-(?=-)|-$/g, '%2D');
  return `<!-- sluice:suite=${encoded} -->`;
}

/** Text of a chat that takes it as it is, and looks for nothing in it. What would call a whole channel is broken all the same. */
export const plainChatText = (text: string, maximum = longText): string =>
  cleanText(text, maximum).replace(/<(?=[!@#])/g, `<${wordJoiner}`);

/** Text of Slack where it looks for links and mentions, which stand between angle brackets there. */
export const escapeSlack = (text: string, maximum = longText): string =>
  cleanText(text, maximum).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
