import type { ChatMessages, ExportOrigin } from '../../model/export.ts';
import type { ReportInput } from '../../model/report.ts';
import { renderSlack } from './slack.ts';
import { renderTeams } from './teams.ts';

/** The verdict as each chat takes it. */
export const renderChats = (input: ReportInput, origin: ExportOrigin): ChatMessages => ({
  slack: renderSlack(input, origin),
  teams: renderTeams(input, origin),
});
