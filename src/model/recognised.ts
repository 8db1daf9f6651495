/** What a running server was found to speak. */
export interface Recognised {
  protocol:
    | 'openai-chat'
    | 'openai-embeddings'
    | 'ollama'
    | 'llama.cpp'
    | 'tgi'
    | 'triton-generate'
    | 'oip-v2'
    | 'tf-serving'
    | 'torchserve';
  /** As requests name it; the first one where the server has several. */
  model?: string;
  /** The tensors that the model takes, where the server describes them. */
  inputs?: { name: string; datatype: string }[];
  /** Its name, with its version where it tells one: `vLLM 0.11.0`. */
  server?: string;
  /** The paths whose answers told it. */
  evidence: string[];
}

/** As a guess is told: `openai-chat, model tiny, because /v1/models answered (vLLM 0.11.0)`. */
export function describeRecognised({ protocol, model, server, evidence }: Recognised): string {
  const what = model === undefined ? protocol : `${protocol}, model ${model}`;
  return `${what}, because ${evidence.join(' and ')} answered${server === undefined ? '' : ` (${server})`}`;
}
