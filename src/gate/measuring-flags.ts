import type { Command } from 'commander';
import type { Overrides } from '../config/index.ts';

/** Of the commands that measure. */
export interface MeasuringFlags {
  config?: string;
  profile?: string;
  image?: string;
  baseImage?: string;
  url?: string;
  mode?: string;
  budget?: string;
  baselines?: string;
  set: string[];
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

/** The options that all of them have. */
export function measuring(command: Command): Command {
  return command
    .option('--config <file>', 'settings (default: sluice.yml where there is one)')
    .option('--profile <name>', 'which profile of the settings')
    .option('--image <image>', 'container image of the candidate')
    .option('--base-image <image>', 'container image of the base, run beside the candidate')
    .option('--url <url>', 'a server that runs already')
    .option('--mode <mode>', 'auto, paired, baseline or slo')
    .option('--budget <duration>', 'wall-clock for everything, e.g. 3m')
    .option('--baselines <dir>', 'folder of the committed baselines')
    .option('--set <key=value...>', 'overrides one setting, e.g. target.process.env.WORKERS=2', [])
    .option('--quiet', 'no live progress');
}

export const overridesOf = (flags: MeasuringFlags, out?: string): Overrides => ({
  workspace: process.cwd(),
  ...(flags.config ? { config: flags.config } : {}),
  ...(flags.profile ? { profile: flags.profile } : {}),
  ...(flags.image ? { image: flags.image } : {}),
  ...(flags.baseImage ? { baseImage: flags.baseImage } : {}),
  ...(flags.url ? { url: flags.url } : {}),
  ...(flags.mode ? { mode: flags.mode } : {}),
  ...(flags.budget ? { budget: flags.budget } : {}),
  ...(flags.baselines ? { baselines: flags.baselines } : {}),
  ...(out ? { out } : {}),
  set: flags.set,
});
