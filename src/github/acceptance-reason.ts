const maximumCharacters = 500;

/**
 * Why a regression is taken, out of a pull request's text: the line that starts with `Sluice:`, else the first paragraph
 * that is no heading. Comments are left out. One line of at most 500 characters, empty where there is none. It is still
 * the author's text: whoever shows it has to escape it.
 */
export function reasonOf(text: string): string {
  // Bounded first: a pull request's text may have 65,536 characters, and nothing beyond the first screens is its reason.
  const visible = text
    .slice(0, 20_000)
    .replace(/<!--[^]*?(-->|$)/g, '')
    .replace(/\r\n?/g, '\n');
  const marked = /^[ \t]*sluice:[ \t]*(\S.*)$/im.exec(visible)?.[1];
  const paragraph = visible
    .split(/\n[ \t]*\n/)
    .map((block) => block.replace(/^[ \t]*#{1,6}[ \t].*$/gm, '').trim())
    .find((block) => block !== '');
  return oneLine(marked ?? paragraph ?? '');
}

function oneLine(text: string): string {
  const points = [
    ...text
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim(),
  ];
  return points.length > maximumCharacters
    ? `${points.slice(0, maximumCharacters - 1).join('')}…`
    : points.join('');
}
