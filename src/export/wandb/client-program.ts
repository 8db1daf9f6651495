/**
 * What the official Python client is asked to do: Weights & Biases documents no HTTP interface that runs could be written
 * through, so that its own client is the one way that keeps working. Reads a `WandbDocument` from its input and prints the
 * address of the run as its last line.
 */
export const clientProgram = `
import json, sys
try:
    import wandb
except ImportError as missing:
    sys.exit(f"no wandb: {missing}")
told = json.load(sys.stdin)
try:
    run = wandb.init(
        entity=told["entity"],
        project=told["project"],
        name=told["name"],
        notes=told["notes"],
        tags=told["tags"],
        config=told["config"],
        job_type="performance-gate",
    )
    for series in told["series"]:
        axis = series["group"] + "/" + series["axis"]
        run.define_metric(axis, hidden=True)
        run.define_metric(series["group"] + "/*", step_metric=axis)
        for point in series["points"]:
            run.log({series["group"] + "/" + name: value for name, value in point.items()})
    run.summary.update(told["summary"])
    with open(told["report"], encoding="utf-8") as page:
        run.log({"report": wandb.Html(page, inject=False)})
    run.save(told["result"], base_path=told["folder"], policy="now")
    run.finish(exit_code=told["exitCode"])
    print(json.dumps({"url": run.url}))
except Exception as fault:
    sys.exit(type(fault).__name__ + ": " + str(fault).partition("\\n")[0])
`;

/** What the program reads. */
export interface WandbDocument {
  entity: string | null;
  project: string;
  name: string;
  notes: string;
  tags: string[];
  config: Record<string, string>;
  /** One number, or text, each. */
  summary: Record<string, number | string>;
  series: { group: string; axis: string; points: Record<string, number>[] }[];
  /** Absolute paths. */
  report: string;
  result: string;
  folder: string;
  exitCode: number;
}
