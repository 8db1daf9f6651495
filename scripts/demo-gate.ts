/** What `npm run demo` and its repetition in bench/demo both gate. Paths start from the repository's root. */
export const demoConfig = 'examples/ticket-routing/demo.yml';

/** `--set` for the build whose long inputs are 30 % slower. */
export const slowerSettings = [
  'target.process.env.SLOWDOWN=1.3',
  'target.process.env.SLOWDOWN_FROM_WORDS=61',
];
