import tseslint from 'typescript-eslint';

/** Of every source: what would hand a text over to be read as a program. */
const noShell = [
  {
    selector: 'Property[key.name="shell"]:not([value.value=false])',
    message: 'No shell: give the arguments as an array.',
  },
  {
    selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
    message: 'Throw a SluiceError: code, fact, remedy, cause.',
  },
];
const doors = { message: 'No shell, and nothing that waits: `execa` or `spawn` with an array of arguments.' };

const pureRooms = ['workload', 'scenario', 'stats', 'verdict', 'interop', 'report', 'model'];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'build',
      'out',
      'schema',
      'test/fixtures',
      'test/golden',
      '**/node_modules',
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/model/error.ts'],
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:child_process',
              importNames: ['default', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork', 'spawnSync'],
              ...doors,
            },
            { name: 'child_process', ...doors },
            {
              name: 'execa',
              importNames: ['$', 'execaCommand', 'execaCommandSync', 'execaSync', 'execaNode'],
              ...doors,
            },
            { name: '@actions/exec', ...doors },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...noShell,
        {
          selector: 'CatchClause > BlockStatement[body.length=0]',
          message: 'A catch that swallows hides a fault.',
        },
      ],
    },
  },
  {
    // Time and chance are passed in: what is pure today stays testable tomorrow.
    files: pureRooms.map((room) => `src/${room}/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'crypto'].map(
          (name) => ({
            name,
            message: 'A pure room touches no clock, chance, process or network: take it as an argument.',
          }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance is passed in: take `random: Random`.' },
        { object: 'Date', property: 'now', message: 'Time is passed in.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time is passed in.' },
        ...noShell,
      ],
    },
  },
);
