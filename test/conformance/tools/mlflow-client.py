"""MLflow's own client: makes a model version with an alias (`prepare`), or prints what the server knows of a run (`read`)."""

import json
import sys

import mlflow

url, command, *rest = sys.argv[1:]
client = mlflow.MlflowClient(tracking_uri=url, registry_uri=url)
model = "ticket-routing"

if command == "prepare":
    experiment = client.create_experiment("models")
    run = client.create_run(experiment).info
    client.create_registered_model(model)
    version = client.create_model_version(model, run.artifact_uri, run.run_id).version
    client.set_registered_model_alias(model, "champion", version)
else:
    mlflow.set_tracking_uri(url)
    run = client.get_run(rest[0])
    names = sorted(item.path for item in client.list_artifacts(run.info.run_id))
    history = client.get_metric_history(run.info.run_id, "ramp/latency.p95_ms")
    told = {
        "status": run.info.status,
        "name": run.info.run_name,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "metrics": run.data.metrics,
        "params": run.data.params,
        "tags": run.data.tags,
        "ramp": sorted([point.step, point.value] for point in history),
        "artifacts": {
            name: mlflow.artifacts.load_text(f"{run.info.artifact_uri}/{name}") for name in names
        },
        "version": client.get_model_version_by_alias(model, "champion").tags,
    }
    print(json.dumps(told))
