import type { ProtocolPlan } from '../../model/plan.ts';
import { createHttpJson } from './http-json.ts';
import { createOpenAi } from './openai.ts';
import type { Protocol } from './protocol.ts';

export function createProtocol(plan: ProtocolPlan): Protocol {
  switch (plan.kind) {
    case 'http-json':
      return createHttpJson(plan);
    case 'openai-chat':
    case 'openai-completions':
      return createOpenAi(plan);
  }
}
