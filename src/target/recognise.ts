import type { Endpoint } from '../model/endpoint.ts';
import type { Recognised } from '../model/recognised.ts';
import { openProbe } from './probe.ts';

/** A server that does not answer a question about itself by then is asked no further. */
const answerTimeoutMs = 2000;
/** For all questions. */
const timeoutMs = 8000;

/** The JSON of a good answer, and undefined for any other. */
type Ask = (path: string, method?: 'GET' | 'POST') => Promise<unknown>;

/**
 * Asks a running server what it is: about ten small questions at most, one after the other, none of them to the model.
 * Undefined where nothing known answers, and where the server is too slow to be asked.
 */
export async function recognise(endpoint: Endpoint, signal: AbortSignal): Promise<Recognised | undefined> {
  const { baseUrl, ...way } = endpoint;
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const ask: Ask = async (path, method = 'GET') => {
    const probe = openProbe(baseUrl + path, way, method);
    try {
      const { status, body } = await probe.read(
        AbortSignal.any([over, AbortSignal.timeout(answerTimeoutMs)]),
      );
      return status >= 200 && status < 300 ? parsed(body) : undefined;
    } finally {
      await probe.close();
    }
  };
  // One that gives no answer, or breaks off, stays unknown: the load will show what is wrong.
  return firstRecognised(ask).catch(() => undefined);
}

async function firstRecognised(ask: Ask): Promise<Recognised | undefined> {
  for (const recogniser of recognisers) {
    const found = await recogniser(ask);
    if (found) return found;
  }
  return undefined;
}

/** The most telling answers first: a server that speaks several protocols is spoken to by the first of them. */
const recognisers: ((ask: Ask) => Promise<Recognised | undefined>)[] = [
  recogniseOpenAi,
  recogniseHuggingFace,
  recogniseOllama,
  recogniseLlamaCpp,
  recogniseOpenInference,
  recogniseTorchServe,
  recogniseTensorFlow,
];

/** By the owner that a server writes beside its models: its name, and where it tells its version. */
const servers: Record<string, { name: string; path: string; field: string }> = {
  vllm: { name: 'vLLM', path: '/version', field: 'version' },
  sglang: { name: 'SGLang', path: '/get_server_info', field: 'version' },
  llamacpp: { name: 'llama.cpp', path: '/props', field: 'build_info' },
  library: { name: 'Ollama', path: '/api/version', field: 'version' },
};

async function recogniseOpenAi(ask: Ask): Promise<Recognised | undefined> {
  const list = await ask('/v1/models');
  const models = field(list, 'data');
  const first: unknown = Array.isArray(models) ? models[0] : undefined;
  const model = text(first, 'id');
  // A server without any model writes none, or null.
  if (model === undefined && !(field(list, 'object') === 'list' && (models === null || first === undefined)))
    return undefined;
  const known = servers[text(first, 'owned_by') ?? ''];
  const version = known && text(await ask(known.path), known.field);
  return {
    protocol: 'openai-chat',
    ...(model === undefined ? {} : { model }),
    ...(known ? { server: named(known.name, version) } : {}),
    evidence: ['/v1/models', ...(version === undefined ? [] : [known?.path ?? ''])],
  };
}

/** text-generation-inference and text-embeddings-inference; the latter speaks OpenAI's embeddings too. */
async function recogniseHuggingFace(ask: Ask): Promise<Recognised | undefined> {
  const info = await ask('/info');
  const model = text(info, 'model_id');
  if (model === undefined) return undefined;
  const found = { model, evidence: ['/info'] };
  const version = text(info, 'version');
  if (field(field(info, 'model_type'), 'embedding') !== undefined) {
    return { protocol: 'openai-embeddings', server: named('text-embeddings-inference', version), ...found };
  }
  if (typeof field(info, 'max_total_tokens') !== 'number') return undefined;
  return { protocol: 'tgi', server: named('text-generation-inference', version), ...found };
}

async function recogniseOllama(ask: Ask): Promise<Recognised | undefined> {
  const models = field(await ask('/api/tags'), 'models');
  const version = Array.isArray(models) ? text(await ask('/api/version'), 'version') : undefined;
  if (version === undefined) return undefined;
  const model = text((models as unknown[])[0], 'name');
  return {
    protocol: 'ollama',
    ...(model === undefined ? {} : { model }),
    server: named('Ollama', version),
    evidence: ['/api/tags', '/api/version'],
  };
}

async function recogniseLlamaCpp(ask: Ask): Promise<Recognised | undefined> {
  const props = await ask('/props');
  if (typeof field(props, 'default_generation_settings') !== 'object') return undefined;
  return {
    protocol: 'llama.cpp',
    server: named('llama.cpp', text(props, 'build_info')),
    evidence: ['/props'],
  };
}

/** Triton, MLServer, KServe. A model from text to text is spoken to by Triton's generate extension. */
async function recogniseOpenInference(ask: Ask): Promise<Recognised | undefined> {
  const metadata = await ask('/v2');
  const name = text(metadata, 'name');
  if (name === undefined || !Array.isArray(field(metadata, 'extensions'))) return undefined;
  const found = { server: named(name, text(metadata, 'version')), evidence: ['/v2'] };
  const index = '/v2/repository/index';
  const models = await ask(index, 'POST');
  const ready = Array.isArray(models) ? models.filter((one) => field(one, 'state') === 'READY') : [];
  const model = text(ready[0], 'name');
  if (model === undefined) return { protocol: 'oip-v2', ...found };
  const path = `/v2/models/${encodeURIComponent(model)}`;
  const described = await ask(path);
  const inputs = tensorsIn(described, 'inputs');
  const holds = (tensors: { name: string }[], wanted: string) => tensors.some(({ name }) => name === wanted);
  const generates = holds(inputs, 'text_input') && holds(tensorsIn(described, 'outputs'), 'text_output');
  return {
    ...found,
    model,
    ...(generates ? { protocol: 'triton-generate' } : { protocol: 'oip-v2', inputs }),
    evidence: ['/v2', index, path],
  };
}

async function recogniseTorchServe(ask: Ask): Promise<Recognised | undefined> {
  const title = text(field(await ask('/api-description'), 'info'), 'title');
  if (!title?.startsWith('TorchServe')) return undefined;
  return { protocol: 'torchserve', server: 'TorchServe', evidence: ['/api-description'] };
}

/** It lists no models; `model` is the name that its image gives to the only one. */
async function recogniseTensorFlow(ask: Ask): Promise<Recognised | undefined> {
  const path = '/v1/models/model';
  if (!Array.isArray(field(await ask(path), 'model_version_status'))) return undefined;
  return { protocol: 'tf-serving', model: 'model', server: 'TensorFlow Serving', evidence: [path] };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** What a server says of itself goes into messages and requests: one line of modest length, or nothing. */
function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' && /^\P{C}{1,200}$/u.test(found) ? found : undefined;
}

const named = (name: string, version: string | undefined): string =>
  version === undefined ? name : `${name} ${version}`;

function tensorsIn(described: unknown, name: 'inputs' | 'outputs'): { name: string; datatype: string }[] {
  const tensors = field(described, name);
  return (Array.isArray(tensors) ? tensors : []).flatMap((tensor) => {
    const [name, datatype] = [text(tensor, 'name'), text(tensor, 'datatype')];
    return name === undefined || datatype === undefined ? [] : [{ name, datatype }];
  });
}
