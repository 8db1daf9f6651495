#!/usr/bin/env node
import { runCommandLine } from './gate/command-line.ts';

process.exitCode = await runCommandLine(process.argv);
