import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { ResolvedEndpoint } from './resolved-endpoint.ts';

/** What the TLS connections to one server share. */
export interface TlsMaterial {
  /** Made once: each connection would otherwise load all trusted certificates anew. */
  context: SecureContext;
  /** The last session of the server, to be taken up again. */
  session: Buffer | undefined;
}

/** Null where the endpoint is spoken to without TLS. */
export function createTlsMaterial({ secure, ca }: ResolvedEndpoint): TlsMaterial | null {
  if (!secure) return null;
  // Naming any authority replaces all known ones, so those are named too (NODE_EXTRA_CA_CERTS is among them).
  const context = createSecureContext(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] });
  return { context, session: undefined };
}
