import { runPublish } from './gate/publish.ts';

await runPublish();
