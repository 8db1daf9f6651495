/** An endpoint whose name is resolved and whose HTTP version is known, so that no request waits for either. */
export interface ResolvedEndpoint {
  /** `http://model.example:8080` */
  origin: string;
  /** Put in front of every request's path; empty or without a trailing slash. */
  basePath: string;
  secure: boolean;
  /** As the url names it: for the TLS certificate. */
  hostname: string;
  /** The address to connect to: the server's, or the proxy's where there is one. */
  address: string;
  port: number;
  http: '1.1' | '2';
  socketPath?: string;
  /** PEM, trusted besides the certificates of this machine. */
  ca?: string;
  proxy?: ResolvedProxy;
}

export interface ResolvedProxy {
  /** `host:port` of the proxy, for messages. */
  name: string;
  /** `host:port` of the server, which a tunnel is asked for; absent where each request names its url to the proxy. */
  tunnelTo?: string;
  /** Value of the `Proxy-Authorization` header. */
  authorization?: string;
}
