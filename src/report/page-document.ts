import { createHash } from 'node:crypto';
import { markup, trusted, type Markup } from './markup.ts';

export interface PageDocument {
  title: string;
  style: string;
  /** It has forms, which are sent to where it came from; else none may be sent anywhere. */
  forms?: boolean;
  /** What stands in the main part; absent parts leave nothing. */
  body: (Markup | undefined)[];
}

/** A whole HTML file: no script, no network, one style element that the content policy names by its hash. */
export function pageDocument({ title, style, forms, body }: PageDocument): string {
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action '${forms ? 'self' : 'none'}'`;
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} - Sluice</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.html;
}

/** The content policy that a page of ours carries, for the header of an answer that serves it. */
export const contentPolicyOf = (html: string): string =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "default-src 'none'";
