import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { withoutHttp2 } from './program.ts';
import { testFiles } from './test-files.ts';

/** etcd takes objects of 1.5 MiB, and a ConfigMap may have 1 MiB. */
const mostConfigMapBytes = 1_000_000;
/** The user of k6's own image. */
const k6User = 12345;

/**
 * A `TestRun` for k6-operator (k6.io/v1alpha1) and the ConfigMap with the files of the test. Each runner writes its results
 * into a folder of its own on one volume, which is not made here. Larger tests are read from a volume as well.
 * @param secrets variables that come from a Secret
 */
export function testRunManifest(
  folder: string,
  {
    name,
    segments,
    secrets,
    forceHttp1,
  }: { name: string; segments: number; secrets: readonly string[]; forceHttp1: boolean },
): string {
  const data = Object.fromEntries(
    Object.values(testFiles).map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  const bytes = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const fits = bytes <= mostConfigMapBytes;
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
  const testRun = {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: { name },
    spec: {
      parallelism: segments,
      // Processes that share a machine take CPU from one another.
      separate: true,
      script: fits
        ? { configMap: { name, file: testFiles.script } }
        : { volumeClaim: { name: `${name}-test`, file: testFiles.script, readOnly: true } },
      arguments: `--config=/test/${testFiles.options}`,
      // It only reads the test, and has no place for results.
      initializer: {},
      runner: {
        env: [
          { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'K6_LOG_FORMAT', value: 'raw' },
          { name: 'K6_CONSOLE_OUTPUT', value: '/results/requests.ndjson' },
          ...(forceHttp1 ? [{ name: 'GODEBUG', value: withoutHttp2 }] : []),
        ],
        ...(secrets.length > 0 ? { envFrom: [{ secretRef: { name: `${name}-headers` } }] } : {}),
        securityContext: { fsGroup: k6User },
        volumes: [{ name: 'results', persistentVolumeClaim: { claimName: `${name}-results` } }],
        volumeMounts: [{ name: 'results', mountPath: '/results', subPathExpr: '$(POD_NAME)' }],
      },
    },
  };
  const notes = [
    `A PersistentVolumeClaim ${name}-results (ReadWriteMany) must be there: it takes a folder for each runner.`,
    ...(fits
      ? []
      : [
          `So must ${name}-test, with ${Object.values(testFiles).join(', ')} in it: they are too large for a ConfigMap.`,
        ]),
    ...(secrets.length > 0 ? [`And a Secret ${name}-headers with ${secrets.join(', ')}.`] : []),
  ];
  const documents = [...(fits ? [configMap] : []), testRun].map((each) => stringify(each, { lineWidth: 0 }));
  return [...notes.map((note) => `# ${note}\n`), documents.join('---\n')].join('');
}
