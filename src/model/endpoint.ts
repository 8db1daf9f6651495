/** `auto`: over TLS what the server prefers (ALPN), without TLS HTTP/1.1. `2` without TLS is by prior knowledge. */
export type HttpVersion = 'auto' | '1.1' | '2';

/** How a running target is reached: what the readiness probe and the load engine need to open a connection to it. */
export interface Endpoint {
  /** `http://127.0.0.1:8080`, with a path if the API lies under one. */
  baseUrl: string;
  /** Absent: `auto`. */
  http?: HttpVersion;
  /** The addresses of the url's host, looked up once: connections go to no other. Absent: looked up when needed. */
  addresses?: readonly string[];
  /** Absolute path of a unix socket to connect to; the url then only names the host in the requests. */
  socketPath?: string;
  /** Certificates (PEM) of authorities that are trusted besides those of this machine. */
  ca?: string;
  proxy?: ProxyAddress;
}

/** An HTTP proxy that connections go through. */
export interface ProxyAddress {
  host: string;
  port: number;
  /** Value of the `Proxy-Authorization` header: a secret, never shown. */
  authorization?: string;
}
