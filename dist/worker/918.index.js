export const id = 918;
export const ids = [918];
export const modules = {

/***/ 4918:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  GrpcPool: () => (/* binding */ GrpcPool)
});

// EXTERNAL MODULE: ./build/load/worker/connection-pool.js
var connection_pool = __webpack_require__(1473);
// EXTERNAL MODULE: ./node_modules/@grpc/grpc-js/build/src/index.js
var src = __webpack_require__(3033);
// EXTERNAL MODULE: ./build/load/worker/connection.js
var connection = __webpack_require__(1342);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./build/load/worker/grpc-client.js


// What goes wrong is told of the request that it befell, and not on the terminal besides.
(0,src/* setLogVerbosity */.sH)(src/* logVerbosity */.WV.NONE);
/** So wide that a large answer never waits for our permission to go on. */
const windowBytes = 8 * 2 ** 20;
const options = {
    // Clients of one address would otherwise share one connection.
    'grpc.use_local_subchannel_pool': 1,
    // What is sent again behind our back would be measured as one request.
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_channelz': 0,
    // Which proxy to use was settled before.
    'grpc.enable_http_proxy': 0,
    'grpc.max_send_message_length': -1,
    'grpc.max_receive_message_length': -1,
    'grpc-node.flow_control_window': windowBytes,
    // A client that failed to connect is replaced by a new one; it shall not try again in the meantime.
    'grpc.initial_reconnect_backoff_ms': 60_000,
    'grpc.max_reconnect_backoff_ms': 60_000,
};
/** A client with one connection of its own, to the address that was resolved beforehand. It is not opened yet. */
function openGrpcClient({ endpoint, tls }) {
    const { origin, secure, hostname, proxy } = endpoint;
    const security = tls ? src/* credentials */.z3.createFromSecureContext(tls.context) : src/* credentials */.z3.createInsecure();
    return new src/* Client */.Kj(placeOf(endpoint), security, {
        ...options,
        'grpc.default_authority': new URL(origin).host,
        // An address is no server name (RFC 6066, 3).
        ...(secure && !(0,external_node_net_.isIP)(hostname) ? { 'grpc.ssl_target_name_override': hostname } : {}),
        ...(proxy?.tunnelTo === undefined ? {} : { 'grpc.http_connect_target': `dns:${proxy.tunnelTo}` }),
        ...(proxy?.authorization === undefined
            ? {}
            : { 'grpc.http_connect_creds': credentialsOf(proxy.authorization) }),
    });
}
function placeOf({ address, port, socketPath }) {
    if (socketPath !== undefined)
        return `unix:${socketPath}`;
    return (0,external_node_net_.isIP)(address) === 6 ? `ipv6:[${address}]:${port}` : `ipv4:${address}:${port}`;
}
/** `user:password` of `Basic …`, which the client encodes anew. */
function credentialsOf(authorization) {
    return Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
}

// EXTERNAL MODULE: ./build/load/protocols/refusal.js
var refusal = __webpack_require__(2047);
// EXTERNAL MODULE: ./build/load/worker/transport-fault.js
var transport_fault = __webpack_require__(944);
;// CONCATENATED MODULE: ./build/load/worker/grpc-fault.js



/**
 * Tells from the status of a call what happened to it. The client reports what befell the connection as a status, too:
 * such a one has none of the server's metadata, or the client's own words after the answer has begun.
 */
function classifyCallFault(error, progress) {
    if (progress.phase === 'connecting')
        return unanswered(connectFault(error.details));
    const http = /^Received HTTP status code (\d+)/.exec(error.details)?.[1];
    if (http !== undefined)
        return notGrpc(Number(http));
    const answered = progress.phase === 'receiving'
        ? !clientsWords.test(error.details)
        : error.metadata.get('content-type').length > 0;
    return answered ? statusFault(error) : unanswered(connectionFault(error, progress));
}
const unanswered = (fault) => ({ ...fault, httpStatus: 0 });
const answer = (outcome, message, httpStatus) => ({
    outcome,
    message,
    httpStatus,
    local: false,
    unanswered: false,
});
/** The mapping of google.rpc.Code to HTTP, as far as the kinds of errors differ; what is not named is the server's fault. */
const httpStatusOf = {
    [src/* status */.h5.INVALID_ARGUMENT]: 400,
    [src/* status */.h5.NOT_FOUND]: 404,
    [src/* status */.h5.ALREADY_EXISTS]: 409,
    [src/* status */.h5.PERMISSION_DENIED]: 403,
    [src/* status */.h5.RESOURCE_EXHAUSTED]: 503,
    [src/* status */.h5.FAILED_PRECONDITION]: 400,
    [src/* status */.h5.OUT_OF_RANGE]: 400,
    [src/* status */.h5.UNIMPLEMENTED]: 404,
    [src/* status */.h5.UNAVAILABLE]: 503,
    [src/* status */.h5.UNAUTHENTICATED]: 401,
};
function statusFault({ code, details }) {
    return answer(statusKind(code, details), `gRPC ${src/* status */.h5[code] ?? code}: ${details}`, 200);
}
function statusKind(code, details) {
    if (code === src/* status */.h5.DEADLINE_EXCEEDED)
        return 'timeout';
    if (code === src/* status */.h5.CANCELLED)
        return 'aborted';
    // A limit of the server for the size of one message has nothing to do with its load.
    if (code === src/* status */.h5.RESOURCE_EXHAUSTED && details.includes('larger than max'))
        return 'client-error';
    return (0,refusal/* refusalKind */.lU)(httpStatusOf[code] ?? 500, details);
}
function notGrpc(httpStatus) {
    const kind = (0,refusal/* refusalKind */.lU)(httpStatus, '');
    return answer(kind, `HTTP ${httpStatus}, which is no answer of gRPC`, httpStatus);
}
/** `No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:9. Resolution note: `, and a date. */
function connectFault(details) {
    const last = lastErrorIn(details);
    const wrongPort = /protocol error/i.test(last) ? '; does the server speak gRPC on this port?' : '';
    const error = new Error(last + wrongPort);
    const code = codeOf(last);
    return (0,transport_fault/* classifyTransportFault */.c)(code === undefined ? error : Object.assign(error, { code }), 'connecting');
}
function lastErrorIn(details) {
    const [begin, end] = ['Last error: ', '. Resolution note:'];
    const from = details.indexOf(begin);
    const to = details.indexOf(end, from);
    if (from === -1 || to === -1)
        return details;
    return details
        .slice(from + begin.length, to)
        .replace(/^Error: /, '')
        .replace(/ \(\d{4}-[^()]*Z\)$/, '');
}
/** What the client leaves of an error is its text. */
function codeOf(text) {
    if (/altnames/.test(text))
        return 'ERR_TLS_CERT_ALTNAME_INVALID';
    if (/certificate/.test(text))
        return 'CERT_UNTRUSTED';
    return /\bE[A-Z]{3,}\b/.exec(text)?.[0];
}
/** The words of the client for a stream or a connection that ended by itself, with the code of the stream's end. */
const streamEnds = [
    [/^Stream refused by server/, 7],
    [/^Call cancelled/, 8],
    [/^Bandwidth exhausted or memory limit exceeded/, 11],
    [/^Protocol not secure enough/, 12],
];
const streamReset = /^Received RST_STREAM with code (\d+)/;
const connectionLost = /^(?:Connection dropped|Write |read E|write E|Failed to start HTTP\/2 stream)/;
const clientsWords = new RegExp([...streamEnds.map(([words]) => words), streamReset, connectionLost].map(({ source }) => source).join('|'));
function connectionFault({ details }, { phase, connected }) {
    const written = streamReset.exec(details)?.[1];
    const resetCode = streamEnds.find(([words]) => words.test(details))?.[1] ?? (written && Number(written));
    if (resetCode) {
        const end = { error: null, resetCode, goAwayCode: null, connectionEnded: !connected };
        return (0,transport_fault/* classifyStreamFault */.t)(end, phase);
    }
    if (connectionLost.test(details)) {
        const code = codeOf(details) ?? 'UND_ERR_SOCKET';
        const message = code === 'UND_ERR_SOCKET' ? 'closed' : details;
        return (0,transport_fault/* classifyTransportFault */.c)(Object.assign(new Error(message), { code }), phase);
    }
    const message = `the answer breaks the rules of gRPC: ${details}`;
    return { outcome: 'bad-response', message, local: false, unanswered: false };
}

;// CONCATENATED MODULE: ./build/load/worker/grpc-connection.js




/**
 * One connection of gRPC with one call at a time. Calls could share a connection, but then one would wait behind the
 * bytes of another, or inside the client for the server's limit of streams, and its wait would count as the model's.
 */
class GrpcConnection extends connection/* Connection */.N {
    #shared;
    #client = null;
    #call = null;
    constructor(shared, reader, clock) {
        super(reader, clock);
        this.#shared = shared;
    }
    dispatch(request) {
        const client = (this.#client ??= openGrpcClient(this.#shared));
        if (stateOf(client) === src/* connectivityState */.LO.READY)
            this.#begin(client, request, false);
        else
            this.#connect(client, request);
    }
    /** The connection is closed with it. */
    discard() {
        this.observer = null;
        this.#call?.cancel();
        this.#close();
    }
    #connect(client, request) {
        const channel = client.getChannel();
        channel.getConnectivityState(true);
        const waitOn = () => channel.watchConnectivityState(stateOf(client), Infinity, () => {
            // Given up in the meantime.
            if (this.#client !== client)
                return;
            switch (stateOf(client)) {
                case src/* connectivityState */.LO.READY:
                    this.#shared.counts.opened++;
                    return this.#begin(client, request, true);
                case src/* connectivityState */.LO.TRANSIENT_FAILURE:
                    // The reason is told to calls only, so this one is made to fail.
                    this.#call = this.#makeCall(client, request);
                    return;
                default:
                    waitOn();
            }
        });
        waitOn();
    }
    #begin(client, request, hadToConnect) {
        this.noteSent(hadToConnect);
        this.#call = this.#makeCall(client, request);
    }
    #makeCall(client, { path, headers, body }) {
        const call = client.makeUnaryRequest(path, asItIs, asItIs, body, metadataOf(headers), {}, (error, message) => {
            if (this.#call !== call)
                return;
            this.#call = null;
            if (error)
                this.#fail(error);
            else
                this.#answer(message);
        });
        call.once('metadata', () => {
            if (this.#call === call)
                this.firstByteAt = this.lastByteAt = this.clock();
        });
        return call;
    }
    #answer(message) {
        const now = this.clock();
        this.status = 200;
        this.bytes = message.length;
        this.reader.onHeaders(200, []);
        this.reader.onChunk(message, now);
        this.noteAnswered();
    }
    #fail(error) {
        const { observer, phase } = this;
        this.observer = null;
        const connected = this.#client !== null && stateOf(this.#client) === src/* connectivityState */.LO.READY;
        const { httpStatus, ...fault } = classifyCallFault(error, { phase, connected });
        this.status = httpStatus;
        if (httpStatus === 0 || !connected)
            this.#close();
        observer?.onFailed(this, fault);
    }
    /** The next request opens another one. */
    #close() {
        const client = this.#client;
        this.#client = null;
        this.#call = null;
        client?.close();
    }
}
function stateOf(client) {
    return client.getChannel().getConnectivityState(false);
}
/** Messages are encoded before the load, and decoded by the reader. */
const asItIs = (bytes) => bytes;
/** Of header lists, which many requests share. */
const known = new WeakMap();
function metadataOf(headers) {
    const before = known.get(headers);
    if (before)
        return before;
    const metadata = new src/* Metadata */.OS();
    for (let index = 0; index + 1 < headers.length; index += 2) {
        const [name, value] = [headers[index].toLowerCase(), headers[index + 1]];
        // A name that ends so holds bytes, which are written in base64 on the wire as in the settings.
        metadata.add(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
    }
    known.set(headers, metadata);
    return metadata;
}

;// CONCATENATED MODULE: ./build/load/worker/grpc-pool.js


/** The connections of gRPC to one server: a call that finds none idle opens one, as over HTTP/1.1. */
class GrpcPool extends connection_pool/* ConnectionPool */.j {
    #idle = [];
    /** The connection that was used last, or a new one. */
    take() {
        return this.#idle.pop() ?? new GrpcConnection(this.shared, this.openReader(), this.clock);
    }
    takeBack(connection) {
        this.#idle.push(connection);
    }
    closeIdle() {
        for (const connection of this.#idle)
            connection.discard();
        this.#idle.length = 0;
    }
}


/***/ })

};
