import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Scalar } from 'yaml';
import { SluiceError } from '../model/error.ts';
import { quote } from './problem.ts';
import { yamlError } from './yaml-location.ts';

export interface YamlText {
  document: Document;
  lines: LineCounter;
}

/** More uses of anchors than anybody writes by hand: a "billion laughs" file. */
const mostAliases = 100;
/** Characters of a name, for messages. */
const mostShown = 60;

/**
 * Parses a settings file, without its meaning.
 * @throws SluiceError config-yaml with file and line, for unknown tags and anchors too
 */
export function parseYaml(text: string, name: string): YamlText {
  return guarded(name, () => {
    const lines = new LineCounter();
    // The parser holds each key against all before it, which takes minutes for the most that is read; see `checkKeys`.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length > 0) throw yamlError(faults, name, lines);
    checkAliases(document, name, lines);
    checkKeys(document, name, lines);
    return { document, lines };
  });
}

/** The document as plain data. An empty one is an empty map. */
export function plainData({ document }: YamlText, name: string): unknown {
  return guarded(name, () => {
    keepScalarsAsWritten(document);
    return document.toJS({ maxAliasCount: mostAliases }) ?? {};
  });
}

/** What the parser throws by itself: a stack that overflows, anchors that multiply. */
function guarded<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw new SluiceError('config-yaml', {
      location: name,
      fact: `It cannot be read as YAML: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Write the settings without anchors that repeat each other, and without deep nesting.',
      cause,
    });
  }
}

/** The parser tells an unknown anchor without its line, and looks each alias up in the whole file. */
function checkAliases(document: Document, name: string, lines: LineCounter): void {
  const anchors = new Set<string>();
  let aliases = 0;
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias: (_, { source, range }) => {
      aliases += 1;
      if (anchors.has(source) && aliases <= mostAliases) return;
      throw new SluiceError('config-yaml', {
        location: `${name}:${lines.linePos(range?.[0] ?? 0).line}`,
        fact: anchors.has(source)
          ? `The settings use anchors more than ${mostAliases} times.`
          : `The anchor \`&${source.slice(0, mostShown)}\` is not set above this line.`,
        remedy: 'Correct the name behind `*`, quote the value if its `*` is meant as text, or write it out.',
      });
    },
  });
}

/** Of two equal keys the first would be dropped without a word, and `__proto__` would never become a key. */
function checkKeys(document: Document, name: string, lines: LineCounter): void {
  const refuse = ({ range }: Scalar, fact: string, remedy: string) => {
    const location = `${name}:${lines.linePos(range?.[0] ?? 0).line}`;
    throw new SluiceError('config-yaml', { location, fact, remedy });
  };
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        // As it will be the key of an object: `1` and `'1'` are one.
        const written = String(key.value);
        if (written === '__proto__')
          refuse(key, 'The key `__proto__` cannot be used.', 'Give it another name.');
        if (seen.has(written))
          refuse(key, `The key ${quote(written)} is set twice in one map.`, 'Keep one of the two keys.');
        seen.add(written);
      }
    },
  });
}

/** `VERSION: 1.10` in `env` is meant as the text 1.10; as a number it would arrive as 1.1. */
function keepScalarsAsWritten(document: Document): void {
  for (const arm of ['target', 'base']) {
    for (const kind of ['container', 'process']) {
      // An alias or a scalar on the way has no such child; the schema tells what is wrong with it.
      const env = document.hasIn([arm, kind, 'env']) ? document.getIn([arm, kind, 'env'], true) : undefined;
      for (const { value } of isMap(env) ? env.items : []) {
        const isText = isScalar(value) && typeof value.value === 'string';
        if (isScalar(value) && !isText && value.value !== null && value.source) value.value = value.source;
      }
    }
  }
}
