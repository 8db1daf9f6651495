import type { OipPlan } from '../../../src/model/protocol.ts';
import type { Workload } from '../../../src/model/schedule.ts';

/** A text beside three numbers, answered with two outputs. */
export const tensorPlan: OipPlan = {
  kind: 'oip-v2',
  path: '/v2/models/tiny/infer',
  headers: {},
  model: 'tiny',
  inputs: [
    { name: 'text', datatype: 'BYTES', shape: [1, -1], data: ['{{text}} {{salt}}'], parameters: {} },
    { name: 'ids', datatype: 'INT32', shape: [-1, 3], data: '{{ids}}', parameters: { kind: 'ids' } },
  ],
  outputs: [{ name: 'scores', parameters: {} }],
  parameters: { sequence_id: '{{sequence}}', start: true, temperature: 0.5 },
  encoding: 'json',
  check: {},
};

export const tensorRow = { text: 'größer', ids: [1, -2, 3], sequence: 7 };

export const tensorWorkload: Workload = {
  classes: [{ name: 'short', share: 1 }],
  items: [0, 1, 2, 3].map((index) => ({ classIndex: 0, row: { ...tensorRow, ids: [index, -2, 3] } })),
};
