import type { CompletionKind } from './completion-request.ts';

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export const modelName = 'random-llama';

/** The JSON of OpenAI's two completion APIs. */
export class CompletionAnswer {
  readonly #kind: CompletionKind;
  readonly #common: { id: string; created: number; model: string };

  constructor(kind: CompletionKind, id: string, createdSeconds: number) {
    this.#kind = kind;
    const prefix = kind === 'chat' ? 'chatcmpl' : 'cmpl';
    this.#common = { id: `${prefix}-${id}`, created: createdSeconds, model: modelName };
  }

  /** Chat streams begin with the role and no text. */
  opening(): object | undefined {
    return this.#kind === 'chat' ? this.#chatChunk({ role: 'assistant', content: '' }, null) : undefined;
  }

  token(text: string): object {
    return this.#kind === 'chat' ? this.#chatChunk({ content: text }, null) : this.#textChunk(text, null);
  }

  end(finishReason: string): object {
    return this.#kind === 'chat' ? this.#chatChunk({}, finishReason) : this.#textChunk('', finishReason);
  }

  usage(usage: Usage): object {
    return { ...this.#common, object: this.#chunkObject, choices: [], usage };
  }

  whole(text: string, finishReason: string, usage: Usage): object {
    if (this.#kind === 'text') return { ...this.#textChunk(text, finishReason), usage };
    const message = { role: 'assistant', content: text };
    const choices = [{ index: 0, message, finish_reason: finishReason }];
    return { ...this.#common, object: 'chat.completion', choices, usage };
  }

  get #chunkObject(): string {
    return this.#kind === 'chat' ? 'chat.completion.chunk' : 'text_completion';
  }

  #chatChunk(delta: object, finishReason: string | null): object {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    return { ...this.#common, object: this.#chunkObject, choices };
  }

  #textChunk(text: string, finishReason: string | null): object {
    const choices = [{ index: 0, text, finish_reason: finishReason }];
    return { ...this.#common, object: this.#chunkObject, choices };
  }
}
