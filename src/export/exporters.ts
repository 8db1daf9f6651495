import type { ExportsPlan } from '../model/export.ts';
import { clearmlExporter } from './clearml/clearml-exporter.ts';
import type { Exporter } from './exporter.ts';
import { mlflowExporter } from './mlflow/mlflow-exporter.ts';
import { wandbExporter } from './wandb/wandb-exporter.ts';
import { webhookExporter } from './webhook/index.ts';

/** Those that the settings ask for. */
export function exporters(plan: ExportsPlan): Exporter[] {
  return [
    ...(plan.clearml ? [clearmlExporter(plan.clearml)] : []),
    ...(plan.mlflow ? [mlflowExporter(plan.mlflow)] : []),
    ...(plan.wandb ? [wandbExporter(plan.wandb)] : []),
    ...(plan.webhook ? [webhookExporter(plan.webhook)] : []),
  ];
}
