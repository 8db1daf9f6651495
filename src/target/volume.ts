import { SluiceError } from '../model/error.ts';
import { resolveInWorkspace } from './workspace-path.ts';

const setting = 'target.container.volumes';

/**
 * `host-path:container-path[:ro]` as the value of `docker create --mount`. `--volume` would create a missing host
 * folder as root without a word; a mount is refused instead. The value is one line of CSV, so parts are quoted.
 */
export function mountArgument(volume: string, workspace: string): string {
  const match = /^(?<host>[^:]+):(?<inside>\/[^:]*)(?::(?<access>ro|rw))?$/u.exec(volume);
  const { host, inside, access } = match?.groups ?? {};
  if (host === undefined || inside === undefined) {
    throw new SluiceError('config-invalid', {
      fact: `\`${setting}\` has \`${volume}\`, which is not \`host-path:/container-path[:ro]\`.`,
      remedy: 'Write it as `models/small:/models:ro`; the host path starts from the workspace.',
    });
  }
  const source = resolveInWorkspace(workspace, host, setting, 'container-start-failed');
  const parts = [
    'type=bind',
    `source=${source}`,
    `target=${inside}`,
    ...(access === 'ro' ? ['readonly'] : []),
  ];
  return parts.map((part) => (/[",]/u.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(',');
}
