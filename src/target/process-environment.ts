import { isWorkflowVariable } from '../model/workflow-variable.ts';
import { ownerVariable, sessionVariable, targetVariable } from './session.ts';

/**
 * What a process gets from the environment of the gate: what programs need to run at all, where language runtimes and
 * GPU libraries look for their parts, and where models are cached. Everything else stays out, above all the tokens
 * and inputs of the workflow (GITHUB_TOKEN, ACTIONS_*, INPUT_*): the model under test may come from a stranger's PR.
 * What else it needs is written down under `target.process.env`.
 */
const inheritedNames = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'CI',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYTHONPATH',
  'PYTHONHOME',
  'JAVA_HOME',
  'GOPATH',
  'NODE_PATH',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HF_HOME',
  'HF_HUB_CACHE',
  'HF_HUB_OFFLINE',
  'TORCH_HOME',
  'OLLAMA_MODELS',
  'ROCR_VISIBLE_DEVICES',
  'HIP_VISIBLE_DEVICES',
]);
const inheritedPrefixes = ['LC_', 'XDG_', 'CUDA_', 'NVIDIA_', 'OMP_', 'MKL_', 'OPENBLAS_'];

export interface ProcessMarks {
  sessionId: string;
  name: string;
  port: number;
  owner?: string | undefined;
}

/** The complete environment of a process target. The plan's own variables win over inherited ones, ours over both. */
export function processEnvironment(
  inherited: NodeJS.ProcessEnv,
  planned: Record<string, string>,
  marks: ProcessMarks,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && isInherited(name)) environment[name] = value;
  }
  return {
    ...environment,
    ...planned,
    PORT: String(marks.port),
    [sessionVariable]: marks.sessionId,
    [targetVariable]: marks.name,
    ...(marks.owner === undefined ? {} : { [ownerVariable]: marks.owner }),
  };
}

function isInherited(name: string): boolean {
  return inheritedNames.has(name) || inheritedPrefixes.some((prefix) => name.startsWith(prefix));
}

/**
 * The environment of our own tools (docker and its credential helpers): everything but the workflow's tokens and
 * inputs, and marked, so that a cleanup finds a command that outlived us.
 */
export function toolEnvironment(
  inherited: NodeJS.ProcessEnv,
  sessionId: string | undefined,
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (!isWorkflowVariable(name)) environment[name] = value;
  }
  if (sessionId !== undefined) environment[sessionVariable] = sessionId;
  return environment;
}
