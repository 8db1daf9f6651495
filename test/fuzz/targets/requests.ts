import { createProtocol } from '../../../src/load/protocols/index.ts';
import type { PreparedRequest, Protocol } from '../../../src/load/protocols/protocol.ts';
import type { ProtocolPlan } from '../../../src/model/protocol.ts';
import { parseJsonLine } from '../../../src/workload/index.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds, same, unlessRefused } from '../properties.ts';

const headers = { 'x-row': '{{text}}', 'x-salt': 'a{{salt}}' };
const check = {};
const plans: readonly ProtocolPlan[] = [
  {
    kind: 'http-json',
    method: 'POST',
    path: '/v1/{{text}}?a={{words}}',
    headers,
    body: { all: ['{{text}}', '{{words}}', 'a {{deep.er}}'] },
    check,
  },
  {
    kind: 'openai-chat',
    path: '/',
    headers: {},
    body: { messages: [{ role: 'user', content: '{{text}}' }], n: '{{words}}' },
    check,
  },
  { kind: 'binary', method: 'POST', path: '/', headers, column: 'file', check },
  {
    ...{ kind: 'multipart', method: 'POST', path: '/', headers, check },
    fields: [
      { name: 'a"\r\n', value: '{{text}}' },
      { name: 'file', value: '{{file}}', filename: '{{text}}' },
    ],
  },
  ...(['oip-v2', 'oip-v2-grpc'] as const).map((kind): ProtocolPlan => ({
    ...{
      kind,
      path: '/m',
      headers,
      model: 'm',
      parameters: { a: '{{words}}' },
      outputs: [],
      encoding: 'binary',
      check,
    },
    inputs: [
      { name: 'x', datatype: 'FP16', shape: [-1, 2], data: '{{numbers}}', parameters: {} },
      { name: 't', datatype: 'BYTES', data: ['{{text}}'], parameters: {} },
    ],
  })),
];
const protocols: readonly Protocol[] = plans.map((plan) => createProtocol(plan));

/** A row of a dataset in the requests of every kind: nothing of it becomes a line of the head. */
export const requests: FuzzTarget = {
  name: 'requests',
  covers: ['src/load/protocols'],
  seeds: () => [
    JSON.stringify({
      ...{
        text: 'a b',
        words: 3,
        deep: { er: null },
        numbers: [
          [1, 2.5],
          [3, -4],
        ],
      },
      file: { base64: 'aGVsbG8=', type: 'image/png', name: 'x.png' },
    }),
    JSON.stringify({ text: 'žluť 🐎', words: '3', deep: { er: [1] }, numbers: [1, 2], file: 'plain' }),
  ],
  words: ['"base64":"', '"type":"', '"name":"', '\\r\\n', '\\u0000', '{{salt}}', '[[]]', '1e300', '"text":'],
  check(bytes) {
    const parsed = parseJsonLine(bytes.toString());
    if (!('value' in parsed)) return;
    for (const protocol of protocols) {
      const prepare = () => unlessRefused(() => protocol.prepare({ classIndex: 0, row: parsed.value }, 'a'));
      const request = prepare();
      if (request) checkHead(request);
      same(prepare(), request, 'prepared again');
    }
  },
};

function checkHead({ path, headers: lines }: PreparedRequest): void {
  holds(/^\/[!-~]*$/.test(path), `the path is ${path}`);
  for (const text of lines)
    holds(/^[\t\x20-\x7e\x80-\xff]*$/.test(text), `a header holds ${JSON.stringify(text)}`);
}
