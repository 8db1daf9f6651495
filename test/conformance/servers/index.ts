import type { ConformanceServer } from '../server.ts';
import { litserve } from './litserve.ts';
import { llamaCpp } from './llama-cpp.ts';
import { llm } from './llm.ts';
import { mlserver } from './mlserver.ts';
import { ollama } from './ollama.ts';
import { ticketRouting } from './ticket-routing.ts';
import { torchServe } from './torchserve.ts';
import { triton } from './triton.ts';
import { vllm } from './vllm.ts';

export const servers: Record<string, ConformanceServer> = {
  'ticket-routing': ticketRouting,
  llm,
  mlserver,
  litserve,
  torchserve: torchServe,
  triton,
  vllm,
  ollama,
  'llama.cpp': llamaCpp,
};
