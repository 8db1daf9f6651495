import type { ConformanceServer } from '../server.ts';
import { litserve } from './litserve.ts';
import { llamaCpp } from './llama-cpp.ts';
import { llm } from './llm.ts';
import { mlserver } from './mlserver.ts';
import { ollama } from './ollama.ts';
import { ticketRouting } from './ticket-routing.ts';
import { vllm } from './vllm.ts';

export const servers: Record<string, ConformanceServer> = {
  'ticket-routing': ticketRouting,
  llm,
  mlserver,
  litserve,
  vllm,
  ollama,
  'llama.cpp': llamaCpp,
};
