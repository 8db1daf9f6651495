import { SluiceError } from '../../model/error.ts';
import type {
  JsonValue,
  RequestedTensor,
  TensorDatatype,
  TensorParameters,
  TensorPlan,
} from '../../model/protocol.ts';
import { elementNoun, isElement } from './oip-datatype.ts';
import { flatten, settleShape, show } from './oip-shape.ts';
import { excerpt } from './response-check.ts';
import { fillJson, type TemplateContext } from './template.ts';

/** An input as it is sent: every element is of the type, and there are as many as the shape takes. */
export interface Tensor extends RequestedTensor {
  datatype: TensorDatatype;
  shape: number[];
  /** In row-major order. */
  elements: JsonValue[];
}

/** Fills a declared input from a row. Throws `template-invalid` where the data is none for its type or shape. */
export function makeTensor(plan: TensorPlan, { row, className }: Omit<TemplateContext, 'place'>): Tensor {
  const { name, datatype } = plan;
  const place = `input \`${name}\``;
  const refuse = (what: string, remedy: string) =>
    new SluiceError('template-invalid', {
      fact: `The ${place} of a request of class "${className}" ${what}.`,
      remedy,
    });
  const flat = flatten(fillJson(plan.data, { row, className, place }));
  if (!flat) throw refuse('holds lists of different lengths', 'Give it lists of one length, or a flat list.');
  const wrong = flat.elements.findIndex((element) => !isElement(datatype, element));
  if (wrong !== -1) {
    const shown = excerpt(JSON.stringify(flat.elements[wrong]), 60);
    const what = `holds ${shown} at position ${wrong}, which is not ${elementNoun(datatype)}`;
    throw refuse(what, `Correct its \`data\` or the rows of the data set, or its \`datatype\`, ${datatype}.`);
  }
  const shape = settleShape(plan.shape, flat);
  if (typeof shape === 'string') {
    throw refuse(
      `does not fit the shape ${show(plan.shape ?? [])}: ${shape}`,
      'Correct `shape` (one size may be -1) or the rows of the data set; or leave it out, and nest the data.',
    );
  }
  return { name, datatype, shape, elements: flat.elements, parameters: fillParameters(plan, row, className) };
}

/** Fills the texts among the parameters of a tensor, or of a request. */
export function fillParameters(
  { parameters }: { parameters: TensorParameters },
  row: TemplateContext['row'],
  className: string,
): TensorParameters {
  const filled = fillJson(parameters, { row, className, place: 'parameters' }) as Record<string, JsonValue>;
  for (const [name, value] of Object.entries(filled)) {
    if (value !== null && typeof value !== 'object') continue;
    throw new SluiceError('template-invalid', {
      fact: `The parameter \`${name}\` of a request of class "${className}" is ${excerpt(JSON.stringify(value), 60)}.`,
      remedy: 'A parameter is a text, a number, true or false: name a column of such values.',
    });
  }
  return filled as TensorParameters;
}
