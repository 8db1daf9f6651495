/** The rooms of the floor plan (docs/architecture.md) as rules: who may know whom. */
const rooms =
  'config|target|workload|scenario|load|telemetry|stats|verdict|baseline|interop|report|github|gitlab|export';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Data flows one way; a cycle means that a line stands in the wrong room.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'model-imports-nothing',
      comment: 'model/ holds the types that cross rooms. It knows nobody, no package included.',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { pathNot: '^src/model/' },
    },
    {
      name: 'rooms-know-only-model',
      comment:
        'A room imports itself and model/ (verdict/ also stats/). What joins two rooms belongs in gate/.',
      severity: 'error',
      from: { path: `^src/(${rooms})/` },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/model/', '^src/stats/'] },
    },
    {
      name: 'only-verdict-uses-stats',
      severity: 'error',
      from: { path: `^src/(${rooms})/`, pathNot: '^src/(verdict|stats)/' },
      to: { path: '^src/stats/' },
    },
    {
      name: 'entries-are-thin',
      comment: 'main, post, publish and cli import only gate/ and config/ (and types from model/).',
      severity: 'error',
      from: { path: '^src/(main|post|publish|cli)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(gate|config|model)/' },
    },
    {
      name: 'nobody-imports-entries',
      severity: 'error',
      from: {},
      to: { path: '^src/(main|post|publish|cli)\\.ts$' },
    },
    {
      name: 'pure-rooms-touch-no-world',
      comment: 'Pure rooms get time and chance as arguments and do no input or output.',
      severity: 'error',
      from: { path: '^src/(workload|scenario|stats|verdict|interop|report|model)/' },
      to: {
        path: [
          '^(node:)?(fs|net|tls|dns|http|https|http2|child_process|worker_threads|os|process|cluster|dgram|timers|perf_hooks)(/|$)',
          'node_modules/(@actions|undici|execa)/',
        ],
      },
    },
    {
      name: 'only-github-and-config-know-actions',
      comment: 'The toolkit of the platform stays in github/, in the reader of inputs, and in the entries.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(github/|config/(action|publish)-inputs\\.ts$|main\\.ts$|post\\.ts$)',
      },
      to: { path: 'node_modules/@actions/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['node', 'import', 'default'], exportsFields: ['exports'] },
  },
};
