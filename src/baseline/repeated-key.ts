/**
 * The first key that stands twice in one object, and where. Of two, JSON takes the later one without a word: after a merge
 * that kept both sides, half of a history would be gone.
 * @param json valid JSON
 */
export function findRepeatedKey(json: string): { key: string; offset: number } | undefined {
  const open: Set<string>[] = [];
  for (const match of json.matchAll(/("(?:[^"\\]+|\\.)*")(\s*:)?|[{}]/g)) {
    const [token, text, colon] = match;
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (text !== undefined && colon !== undefined) {
      const key = JSON.parse(text) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return { key, offset: match.index };
      keys?.add(key);
    }
  }
  return undefined;
}
