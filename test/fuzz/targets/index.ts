import type { FuzzTarget } from '../fuzz-target.ts';
import { answers } from './answers.ts';
import { archive } from './archive.ts';
import { baseline } from './baseline.ts';
import { dataset } from './dataset.ts';
import { deltaScan } from './delta-scan.ts';
import { eventStream } from './event-stream.ts';
import { grpcAnswer } from './grpc-answer.ts';
import { histogram } from './histogram.ts';
import { imports } from './imports.ts';
import { jsonLines } from './json-lines.ts';
import { machineLines } from './machine-lines.ts';
import { metricExpression } from './metric-expression.ts';
import { metricsPage } from './metrics-page.ts';
import { parquet } from './parquet.ts';
import { report } from './report.ts';
import { requests } from './requests.ts';
import { resultFile } from './result-file.ts';
import { runFile } from './run-file.ts';
import { samples } from './samples.ts';
import { settings } from './settings.ts';
import { tokenizer } from './tokenizer.ts';
import { trafficLog } from './traffic-log.ts';

/** A new reader of what others write gets a target here. */
export const targets: readonly FuzzTarget[] = [
  eventStream,
  jsonLines,
  deltaScan,
  answers,
  grpcAnswer,
  requests,
  settings,
  baseline,
  runFile,
  resultFile,
  histogram,
  samples,
  imports,
  dataset,
  parquet,
  trafficLog,
  tokenizer,
  metricsPage,
  metricExpression,
  machineLines,
  archive,
  report,
];
