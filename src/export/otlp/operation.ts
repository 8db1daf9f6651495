import type { ProtocolPlan } from '../../model/protocol.ts';

/** What a request does, in the words of the semantic conventions: they differ for generative models and all else. */
export type Operation =
  | {
      kind: 'gen-ai';
      name: 'chat' | 'text_completion' | 'embeddings';
      provider: string;
      model: string | null;
    }
  | { kind: 'http'; method: string };

/** By the protocol that the server speaks. */
export function operationOf(protocol: ProtocolPlan): Operation {
  const generative = (name: Extract<Operation, { kind: 'gen-ai' }>['name'], provider: string): Operation => ({
    kind: 'gen-ai',
    name,
    provider,
    model: modelOf(protocol),
  });
  switch (protocol.kind) {
    case 'openai-chat':
      return generative('chat', 'openai');
    case 'openai-completions':
      return generative('text_completion', 'openai');
    case 'openai-embeddings':
      return generative('embeddings', 'openai');
    case 'ollama':
      return generative(protocol.path.endsWith('/chat') ? 'chat' : 'text_completion', protocol.kind);
    case 'llama.cpp':
    case 'tgi':
    case 'triton-generate':
      return generative('text_completion', protocol.kind);
    default:
      return { kind: 'http', method: 'method' in protocol ? protocol.method : 'POST' };
  }
}

function modelOf(protocol: ProtocolPlan): string | null {
  const body = 'body' in protocol ? protocol.body : undefined;
  const model = typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
  return typeof model === 'string' ? model : null;
}
