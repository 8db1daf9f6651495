import type { z } from 'zod';
import type { ExportsPlan } from '../model/export.ts';
import { closed } from './closed-object.ts';
import { clearmlSchema, planClearml } from './exports/clearml-schema.ts';
import { mlflowSchema, planMlflow } from './exports/mlflow-schema.ts';
import { otlpSchema, planOtlp } from './exports/otlp-schema.ts';
import { planPrometheus, prometheusSchema } from './exports/prometheus-schema.ts';
import { planWandb, wandbSchema } from './exports/wandb-schema.ts';
import { planWebhook, webhookSchema } from './exports/webhook-schema.ts';
import { present } from './present.ts';

export const exportSchema = closed({
  mlflow: mlflowSchema.optional().describe('A run with metrics, parameters, tags and the report.'),
  wandb: wandbSchema.optional().describe('A run of Weights & Biases.'),
  clearml: clearmlSchema.optional().describe('A task of ClearML.'),
  prometheus: prometheusSchema
    .optional()
    .describe('Metrics while the gate runs, and at its end for a push gateway or remote write.'),
  otlp: otlpSchema.optional().describe('Spans and metrics for an OpenTelemetry collector.'),
  webhook: webhookSchema
    .optional()
    .describe('One signed message with the verdict; also for Slack and Teams.'),
});

/** @param suite stands for names that were not given */
export function planExports(
  written: z.output<typeof exportSchema> | undefined,
  suite: string,
): ExportsPlan | undefined {
  if (!written) return undefined;
  const { mlflow, wandb, clearml, prometheus, otlp, webhook } = written;
  return present({
    mlflow: mlflow && planMlflow(mlflow, suite),
    wandb: wandb && planWandb(wandb, suite),
    clearml: clearml && planClearml(clearml, suite),
    prometheus: prometheus && planPrometheus(prometheus),
    otlp: otlp && planOtlp(otlp),
    webhook: webhook && planWebhook(webhook),
  });
}
