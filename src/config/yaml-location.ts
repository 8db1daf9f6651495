import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node, YAMLError } from 'yaml';
import { SluiceError } from '../model/error.ts';

/**
 * The line, from 1, where a setting was written: that of its key for `key`, else that of its value.
 * For what is not there, the line of the nearest setting around it.
 */
export function lineOf(
  { document, lines }: { document: Document; lines: LineCounter },
  path: readonly PropertyKey[],
  key = false,
): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const found = childOf(node, part);
    if (!found) break;
    const isLast = depth === path.length - 1;
    // A map or list begins below its key; the key is where the eye looks for it.
    const isBlock = isMap(found.value) || isSeq(found.value);
    offset =
      (isLast && key) || isBlock
        ? (found.keyOffset ?? offset)
        : (offsetOf(found.value) ?? found.keyOffset ?? offset);
    node = found.value;
  }
  return lines.linePos(offset).line || 1;
}

function childOf(
  node: unknown,
  part: PropertyKey,
): { keyOffset: number | undefined; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(part)];
    return value === undefined ? undefined : { keyOffset: offsetOf(value), value };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
  return pair && { keyOffset: offsetOf(pair.key), value: pair.value };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
}

const remedies: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML takes no tabs.',
  BAD_INDENT: 'Close every bracket and quote, and indent the keys of one map equally.',
  MULTIPLE_DOCS: 'Keep one document: remove what follows the line `---`.',
  TAG_RESOLVE_FAILED: 'Remove the tag; quote the value if its `!` is meant as text.',
};

/** All syntax errors of the file as one error, the first in front. */
export function yamlError(faults: readonly YAMLError[], name: string, lines: LineCounter): SluiceError {
  const described = faults.map((fault) => ({
    location: `${name}:${lines.linePos(fault.pos[0]).line}`,
    fact: `YAML error in column ${lines.linePos(fault.pos[0]).col}: ${fault.message.replaceAll('\n', ' ')}.`,
    remedy:
      remedies[fault.code] ??
      'Correct the line; a value with `:`, `#`, `{` or `%` in front often needs quotes.',
  }));
  const [first = { location: name, fact: 'YAML error.', remedy: '' }] = described;
  const evidence = described
    .slice(0, 20)
    .map(({ location, fact, remedy }) => `${location}: ${fact} ${remedy}`);
  return new SluiceError('config-yaml', {
    ...first,
    ...(evidence.length > 1 && { evidence }),
    cause: faults[0],
  });
}
