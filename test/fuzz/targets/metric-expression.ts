import { namesIn, parseMetricExpression } from '../../../src/model/metric-expression.ts';
import { parseMetrics } from '../../../src/telemetry/metrics-text.ts';
import { readExpression } from '../../../src/telemetry/read-expression.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds } from '../properties.ts';

/** How a setting names a value on a page of metrics: what is taken for an expression can be read. */
export const metricExpression: FuzzTarget = {
  name: 'metric-expression',
  covers: ['src/model/metric-expression', 'src/telemetry/read-expression'],
  seeds: () => [
    'a',
    'a{b="1",c="\\"x\\\\"} / 100',
    'used / total',
    'increase(a_sum) / increase(a_count)',
    'a * 1e6',
  ],
  words: ['{', '}', '"', '\\', ' / ', '*', 'increase(', ')', '="', ','],
  check(bytes) {
    const expression = parseMetricExpression(bytes.toString());
    if (!expression) return;
    const names = namesIn(expression);
    holds(
      names.every((name) => /^[\w:]+$/.test(name)),
      `the names are ${names.join()}`,
    );
    const page = parseMetrics(names.map((name) => `${name}{b="1"} 3\n`).join(''), new Set(names));
    const value = readExpression(expression, 'sum', page, page);
    holds(value === undefined || typeof value === 'number', `the value is ${value}`);
  },
};
