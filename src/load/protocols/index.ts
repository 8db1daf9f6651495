import type { ProtocolPlan } from '../../model/protocol.ts';
import { createBinary } from './binary.ts';
import { createHttpJson } from './http-json.ts';
import { createMultipart } from './multipart.ts';
import { createLlamaCpp } from './llama-cpp.ts';
import { createOip } from './oip-v2.ts';
import { createOipGrpc } from './oip-v2-grpc.ts';
import { createOllama } from './ollama.ts';
import { createOpenAi } from './openai.ts';
import { createOpenAiEmbeddings } from './openai-embeddings.ts';
import { noteAnswerAt } from './answer-text.ts';
import type { AnswerPlan, Protocol } from './protocol.ts';
import { createScript } from './script.ts';
import { createTensorFlowServing } from './tf-serving.ts';
import { createTgi } from './tgi.ts';
import { createTorchServe } from './torchserve.ts';
import { createTritonGenerate } from './triton-generate.ts';

/** @param answers that the texts of answers are kept; of `http-json` and the completions of OpenAI */
export function createProtocol(plan: ProtocolPlan, answers?: AnswerPlan): Protocol {
  switch (plan.kind) {
    case 'http-json':
      return createHttpJson(plan, answers && noteAnswerAt(answers));
    case 'openai-chat':
    case 'openai-completions':
      return createOpenAi(plan, answers);
    case 'openai-embeddings':
      return createOpenAiEmbeddings(plan);
    case 'ollama':
      return createOllama(plan);
    case 'llama.cpp':
      return createLlamaCpp(plan);
    case 'tgi':
      return createTgi(plan);
    case 'triton-generate':
      return createTritonGenerate(plan);
    case 'oip-v2':
      return createOip(plan);
    case 'oip-v2-grpc':
      return createOipGrpc(plan);
    case 'tf-serving':
      return createTensorFlowServing(plan);
    case 'torchserve':
      return createTorchServe(plan);
    case 'script':
      return createScript(plan);
    case 'binary':
      return createBinary(plan);
    case 'multipart':
      return createMultipart(plan);
  }
}

/** Whether requests are calls of gRPC, which has a client of its own. */
export function speaksGrpc(plan: ProtocolPlan): boolean {
  return plan.kind === 'oip-v2-grpc';
}
