"""ClearML's own client: prints the schemas of its API (`schemas`), runs a task (`run`), or prints what it reads of one (`read`)."""

import json
import sys

command, *rest = sys.argv[1:]


def without_prose(schema):
    """What a request must look like; the descriptions are its authors' own."""
    if isinstance(schema, list):
        return [without_prose(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: without_prose(value)
        for key, value in schema.items()
        if key != "description" or not isinstance(value, str)
    }


def reachable(schema):
    definitions = schema.get("definitions", {})
    wanted, todo = set(), [{key: value for key, value in schema.items() if key != "definitions"}]
    while todo:
        text = json.dumps(todo.pop())
        for name in definitions:
            if f'"#/definitions/{name}"' in text and name not in wanted:
                wanted.add(name)
                todo.append(definitions[name])
    return {**schema, "definitions": {name: definitions[name] for name in sorted(wanted)}}


def schemas():
    from clearml.backend_api.services.v2_23 import auth, events, projects, tasks

    requests = {
        "auth.login": auth.LoginRequest,
        "projects.get_all": projects.GetAllRequest,
        "projects.create": projects.CreateRequest,
        "tasks.create": tasks.CreateRequest,
        "tasks.started": tasks.StartedRequest,
        "tasks.completed": tasks.CompletedRequest,
        "tasks.failed": tasks.FailedRequest,
        "tasks.add_or_update_artifacts": tasks.AddOrUpdateArtifactsRequest,
        "events.add": events.AddRequest,
    }
    print(json.dumps({name: reachable(without_prose(request._schema)) for name, request in requests.items()}))


def task_class(url):
    from clearml import Task

    Task.set_credentials(api_host=url, web_host=url, files_host=url, key="ACCESS", secret="SECRET")
    return Task


def run(url, report):
    task = task_class(url).init(
        project_name="ticket-routing",
        task_name="a task of its own",
        task_type="testing",
        reuse_last_task_id=False,
        auto_connect_frameworks=False,
        auto_connect_arg_parser=False,
        auto_connect_streams=False,
        auto_resource_monitoring=False,
        tags=["sluice"],
    )
    task.set_parameters({"General/seed": 7})
    task.set_user_properties(verdict="fail")
    logger = task.get_logger()
    for step in range(2):
        logger.report_scalar("ramp/latency.p95_ms", "latency.p95_ms", 12.5 + step, step)
    logger.report_single_value("all/latency.p95_ms", 12.5)
    task.upload_artifact("report.html", report, wait_on_upload=True)
    task.flush(wait_for_uploads=True)
    task.mark_completed()
    task.close()


def read(url, task_id):
    task = task_class(url).get_task(task_id=task_id)
    told = {
        "status": str(task.status),
        "name": task.name,
        "project": task.get_project_name(),
        "tags": list(task.get_tags()),
        "parameters": task.get_parameters(),
        "properties": {name: item["value"] for name, item in task.get_user_properties().items()},
        "single": task.get_reported_single_values(),
        "scalars": task.get_reported_scalars(),
        "artifacts": {name: open(item.get_local_copy()).read() for name, item in task.artifacts.items()},
    }
    print(json.dumps(told))


{"schemas": schemas, "run": run, "read": read}[command](*rest)
