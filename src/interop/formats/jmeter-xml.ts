import { malformed } from './fault.ts';
import type { ImportedRequest, LineReader, ResultFormat } from './format.ts';
import { jmeterOrigin, jmeterRequest } from './jmeter-sample.ts';

/** A JTL of JMeter as XML (`jmeter.save.saveservice.output_format=xml`). */
export const jmeterXml: ResultFormat = {
  tool: 'jmeter',
  title: 'jmeter, JTL as XML',
  recognise: (head) => /^(<\?xml[^>]*>\s*)?<testResults\b/.test(head),
  reading: 'lines',
  start: (name) => new JmeterXmlReader(name),
};

const tag = /<(\/?)(httpSample|sample)\b((?:\s+[\w:]+="[^"]*")*)\s*(\/?)>/g;

/**
 * JMeter writes each start and end of a sample on a line of its own; texts inside are escaped. Samples inside of samples
 * (redirects, embedded resources) are parts of the outer one.
 */
class JmeterXmlReader implements LineReader {
  readonly #name: string;
  #depth = 0;
  #ended = false;
  #last = 1;

  constructor(name: string) {
    this.#name = name;
  }

  read(text: string, line: number): ImportedRequest | undefined {
    this.#last = line;
    if (text.includes('</testResults>')) this.#ended = true;
    let found: ImportedRequest | undefined;
    for (const [, closes, , attributes = '', empty] of text.matchAll(tag)) {
      if (closes) {
        this.#depth--;
        continue;
      }
      if (this.#depth === 0) {
        if (found) throw malformed(this.#name, 'the line holds two samples', { line });
        found = this.#sample(attributes, line);
      }
      if (!empty) this.#depth++;
    }
    return found;
  }

  #sample(attributes: string, line: number): ImportedRequest | undefined {
    const read = (key: string) => new RegExp(`\\s${key}="([^"]*)"`).exec(attributes)?.[1];
    const [elapsed, time] = [read('t'), read('ts')];
    if (!/^\d+$/.test(elapsed ?? '') || !/^\d+$/.test(time ?? ''))
      throw malformed(this.#name, 'a sample has no elapsed time (t) or no time stamp (ts)', { line });
    const message = unescaped(read('rm') ?? '');
    if (message.startsWith('Number of samples in transaction')) return undefined;
    return jmeterRequest({
      label: unescaped(read('lb') ?? ''),
      startedAtMs: Number(time),
      elapsedMs: Number(elapsed),
      succeeded: read('s') === 'true',
      code: unescaped(read('rc') ?? ''),
      message,
    });
  }

  close() {
    if (!this.#ended || this.#depth !== 0)
      throw malformed(this.#name, 'the file ends before </testResults>', { line: this.#last });
    return jmeterOrigin;
  }
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name]!);
