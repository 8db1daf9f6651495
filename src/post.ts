import { runPost } from './gate/post.ts';

await runPost();
