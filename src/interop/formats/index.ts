import { aiperfCsv, aiperfSummary } from './aiperf-summary.ts';
import { aiperf } from './aiperf.ts';
import { autocannon } from './autocannon.ts';
import type { ResultFormat } from './format.ts';
import { gatling, gatlingBinary } from './gatling.ts';
import { guidellm } from './guidellm.ts';
import { hey } from './hey.ts';
import { jmeterCsv } from './jmeter-csv.ts';
import { jmeterXml } from './jmeter-xml.ts';
import { k6Summary } from './k6-summary.ts';
import { k6 } from './k6.ts';
import { llmperfResponses, llmperfSummary } from './llmperf.ts';
import { locustHistory, locustStats } from './locust.ts';
import { ohaCsv, ohaJson } from './oha.ts';
import { sglang } from './sglang.ts';
import { vegetaCsv, vegetaJson } from './vegeta.ts';
import { vllm } from './vllm.ts';

/** Every form of file that is read. No two recognise the same file; a test holds them to it. */
export const formats: readonly ResultFormat[] = [
  vllm,
  sglang,
  guidellm,
  aiperf,
  aiperfSummary,
  aiperfCsv,
  llmperfResponses,
  llmperfSummary,
  k6,
  k6Summary,
  locustStats,
  locustHistory,
  jmeterCsv,
  jmeterXml,
  gatling,
  gatlingBinary,
  vegetaJson,
  vegetaCsv,
  ohaJson,
  ohaCsv,
  autocannon,
  hey,
];
