/** Tells which tests passed only when they were tried again, and why, so that a second try hides no test that a busy machine breaks. */
import type { Reporter, TestModule } from 'vitest/node';

export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const told = modules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => {
          const [first] = test.result().errors ?? [];
          return `  ${module.relativeModuleId} > ${test.fullName}: ${first?.message.split('\n', 1)[0] ?? 'no error kept'}`;
        }),
    );
    if (told.length > 0) console.log(`Passed at the second try only:\n${told.join('\n')}`);
  }
}
