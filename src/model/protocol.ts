export interface HttpJsonPlan {
  kind: 'http-json';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  path: string;
  headers: Record<string, string>;
  /** A JSON value whose strings may hold `{{column}}`; a string that is exactly `{{column}}` takes the column's own type. */
  body?: JsonValue;
  check: ResponseCheck;
}

/** Widened by one member for each protocol. */
export type ProtocolPlan =
  | HttpJsonPlan
  | OpenAiPlan
  | ServerApiPlan
  | ScriptPlan
  | BinaryPlan
  | MultipartPlan
  | OipPlan
  | ServedJsonPlan;

/** Streamed completions: `POST /v1/chat/completions` or `/v1/completions`, answered by server-sent events. */
export interface OpenAiPlan {
  kind: 'openai-chat' | 'openai-completions';
  path: string;
  headers: Record<string, string>;
  /** A template as for `http-json`; `stream` and `stream_options.include_usage` are added unless it holds them. */
  body: JsonValue;
  /** `matches` is held against the generated text. */
  check: ResponseCheck;
}

/** A model server's own API: a POST of JSON that is answered in one piece or as a stream. */
export interface ServerApiPlan {
  kind: 'openai-embeddings' | 'ollama' | 'llama.cpp' | 'tgi' | 'triton-generate';
  path: string;
  headers: Record<string, string>;
  /** A template as for `http-json`, and complete: nothing is added to it. */
  body: JsonValue;
  /** Whether the answer is asked for token by token. */
  streamed: boolean;
  check: ResponseCheck;
}

/** A module of the user's, whose default export is called once a request and makes as many calls as it needs. */
export interface ScriptPlan {
  kind: 'script';
  /** Relative to the workspace. */
  file: string;
  /** SHA-256 of the file, in hexadecimal: another script is another workload. */
  digest: string;
  headers: Record<string, string>;
  /** The script tells when its first token came. */
  streams: boolean;
}

/** The bytes of one column as the whole body. */
export interface BinaryPlan {
  kind: 'binary';
  method: 'POST' | 'PUT';
  path: string;
  headers: Record<string, string>;
  /** Holds a `FileCell`, or a text that is sent as UTF-8. */
  column: string;
  check: ResponseCheck;
}

/** A form with files (`multipart/form-data`, RFC 7578). */
export interface MultipartPlan {
  kind: 'multipart';
  method: 'POST' | 'PUT';
  path: string;
  headers: Record<string, string>;
  fields: MultipartField[];
  check: ResponseCheck;
}

export interface MultipartField {
  name: string;
  /** A text with `{{column}}`; exactly one column that holds a `FileCell` makes the field a file. */
  value: string;
  /** Templates; they win over what the file itself says, and a name makes a file of any text. */
  filename?: string;
  type?: string;
}

/** Tensors by the Open Inference Protocol (KServe V2): one JSON answer to a POST, or one call of gRPC. */
export interface OipPlan {
  kind: 'oip-v2' | 'oip-v2-grpc';
  /** Of gRPC: the path of the method. */
  path: string;
  headers: Record<string, string>;
  model: string;
  version?: string;
  inputs: TensorPlan[];
  /** Without any, the server answers with all that it has. */
  outputs: RequestedTensor[];
  parameters: TensorParameters;
  /** `binary`: raw bytes beside the JSON, or beside the message of gRPC, which knows no other. */
  encoding: 'json' | 'binary';
  check: ResponseCheck;
}

export interface TensorPlan {
  name: string;
  datatype: TensorDatatype;
  /** -1: as many as the data has. Absent: as the data is nested. */
  shape?: number[];
  /** A template as for `http-json`, of elements flat or nested. */
  data: JsonValue;
  parameters: TensorParameters;
}

export interface RequestedTensor {
  name: string;
  parameters: TensorParameters;
}

/** Texts may hold `{{column}}`. */
export type TensorParameters = Record<string, string | number | boolean>;

export const tensorDatatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'BF16',
  'FP32',
  'FP64',
  'BYTES',
] as const;

export type TensorDatatype = (typeof tensorDatatypes)[number];

/** JSON by a server's own convention: one answer to `POST path`. */
export interface ServedJsonPlan {
  kind: 'tf-serving' | 'torchserve';
  path: string;
  headers: Record<string, string>;
  /** A template as for `http-json`. */
  body: JsonValue;
  check: ResponseCheck;
}

export interface ResponseCheck {
  /** Accepted status codes; default: any 2xx. */
  status?: number[];
  /** Dotted path that must be there in the JSON answer: `choices.0.text`. */
  jsonPath?: string;
  /** What must stand at `jsonPath`. */
  jsonEquals?: JsonValue;
  /** Regular expression that the body must match. */
  matches?: string;
  /** JSON Schema (2020-12, or draft 7 where it says so) that the JSON answer must fit. */
  schema?: JsonValue;
  /** The file that `schema` was read from, relative to the workspace. */
  schemaFile?: string;
  /** A completion of fewer tokens is a bad response; of protocols that count tokens. */
  minOutputTokens?: number;
}

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
