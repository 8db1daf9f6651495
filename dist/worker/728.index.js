export const id = 728;
export const ids = [728];
export const modules = {

/***/ 6250:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ openConnection)
});

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
// EXTERNAL MODULE: ./build/load/tls-material.js
var tls_material = __webpack_require__(7892);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
;// CONCATENATED MODULE: ./build/load/tunnel.js

/**
 * Asks a proxy for a tunnel to the server (CONNECT, RFC 9110, 9.3.6). Messages name the proxy, so that its faults are not
 * taken for the server's. `done` is called once unless the tunnel is destroyed first.
 */
function openTunnel({ address, port }, { name, tunnelTo, authorization }, done) {
    const request = (0,external_node_http_.request)({
        host: address,
        port,
        method: 'CONNECT',
        path: tunnelTo,
        headers: {
            host: tunnelTo,
            // What Node writes by itself, `close`, would be said of the tunnel.
            connection: 'keep-alive',
            ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
        },
        agent: false,
    });
    request.once('connect', ({ statusCode = 0 }, socket, early) => {
        if (statusCode < 200 || statusCode > 299) {
            socket.destroy();
            const status = `HTTP ${statusCode} ${external_node_http_.STATUS_CODES[statusCode] ?? ''}`.trim();
            return done(new Error(`the proxy at ${name} refused a tunnel to ${tunnelTo}: ${status}`));
        }
        socket.setNoDelay(true);
        // A server may speak first, and the proxy may have sent that along.
        if (early.length > 0)
            socket.unshift(early);
        done(socket);
    });
    request.on('error', (cause) => {
        const fault = new Error(`the proxy at ${name}: ${cause.message}`, { cause });
        done(Object.assign(fault, cause.code === undefined ? {} : { code: cause.code }));
    });
    request.end();
    return request;
}

;// CONCATENATED MODULE: ./build/load/open-connection.js




const alpnNames = { '1.1': 'http/1.1', '2': 'h2' };
/**
 * Opens a connection to the address that was resolved beforehand (no DNS, no happy eyeballs), without Nagle's delay:
 * through a unix socket or a proxy's tunnel where the endpoint says so, with TLS sessions taken up again. Time-outs are
 * the caller's. `done` is called once, never before this returns.
 * @param offered what the server may choose from, the preferred one first; without TLS the first is taken for granted
 */
function openConnection(endpoint, offered, done, tls = (0,tls_material/* createTlsMaterial */.N)(endpoint)) {
    let settled = false;
    let current;
    const settle = (opened) => {
        if (settled)
            return;
        settled = true;
        done(opened);
    };
    const fail = (error) => settle({ ok: false, error });
    const watch = (socket, readyEvent, ready) => {
        current = socket;
        socket.setNoDelay(true);
        socket.once(readyEvent, ready);
        socket.on('error', fail);
        socket.once('close', () => fail(new Error('the connection was closed before it was open')));
    };
    const openPlain = (socket) => {
        const http = offered[0] === '2' ? '2' : '1.1';
        settle({ ok: true, socket, http, resumed: false });
    };
    const secure = (way, material) => {
        const socket = (0,external_node_tls_.connect)({
            ...way,
            secureContext: material.context,
            // An address is no server name (RFC 6066, 3).
            ...((0,external_node_net_.isIP)(endpoint.hostname) ? {} : { servername: endpoint.hostname }),
            ALPNProtocols: offered.map((version) => alpnNames[version === '2' ? '2' : '1.1']),
            ...(material.session ? { session: material.session } : {}),
        });
        socket.on('session', (session) => (material.session = session));
        watch(socket, 'secureConnect', () => {
            const http = socket.alpnProtocol === alpnNames['2'] ? '2' : '1.1';
            if (offered.includes(http)) {
                settle({ ok: true, socket, http, resumed: socket.isSessionReused() });
            }
            else {
                socket.destroy(new Error(noHttp2));
            }
        });
    };
    const { address, port, socketPath, hostname, proxy } = endpoint;
    const place = socketPath === undefined ? { host: address, port, autoSelectFamily: false } : { path: socketPath };
    if (proxy?.tunnelTo !== undefined) {
        current = openTunnel(endpoint, { ...proxy, tunnelTo: proxy.tunnelTo }, (tunnel) => {
            if (tunnel instanceof Error)
                return fail(tunnel);
            if (tls)
                return secure({ socket: tunnel, host: hostname }, tls);
            tunnel.on('error', () => undefined);
            openPlain(tunnel);
        });
    }
    else if (tls) {
        secure(place, tls);
    }
    else {
        const socket = (0,external_node_net_.connect)(place);
        watch(socket, 'connect', () => openPlain(socket));
    }
    return { cancel: () => current.destroy() };
}
const noHttp2 = 'the server offers no HTTP/2 over TLS (ALPN); set `http: auto` or `http: 1.1` for the target';


/***/ }),

/***/ 223:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ emptyResult)
/* harmony export */ });
function emptyResult() {
    return {
        outcome: 'ok',
        message: '',
        firstTokenAtMs: Number.NaN,
        inputTokens: Number.NaN,
        cachedTokens: Number.NaN,
        outputTokens: Number.NaN,
        reasoningTokens: Number.NaN,
        gaps: undefined,
    };
}


/***/ }),

/***/ 2047:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ headerValue),
/* harmony export */   lU: () => (/* binding */ refusalKind),
/* harmony export */   mL: () => (/* binding */ keptRefusalBytes),
/* harmony export */   se: () => (/* binding */ refusalMessage),
/* harmony export */   ud: () => (/* binding */ statedErrorKind)
/* harmony export */ });
/** Of an answer that is no success, so many bytes are kept: Python's tracebacks are long, and tell the fault at their end. */
const keptRefusalBytes = 65_536;
/** How servers say that memory ran out: PyTorch, CUDA, ONNX Runtime, C++, Python, the JVM, vLLM, Ollama. */
const outOfMemory = /out[ _]of[ _]memory|OutOfMemory|\bOOM\b|std::bad_alloc|cannot allocate memory|MemoryError|ALLOC_FAILED|(failed|unable) to allocate|more system memory/i;
/** Of text-generation-inference: the model behind the router failed. */
const failedDependency = 424;
/**
 * The kind of error that an unaccepted answer stands for. 3xx is a bad response because redirects are not followed:
 * a load test that silently measures another address measures nothing.
 */
function refusalKind(status, body) {
    const byServer = status >= 500 || status === failedDependency;
    if (byServer && outOfMemory.test(body))
        return 'out-of-memory';
    if (status === 429 || status === 503)
        return 'overload';
    if (byServer)
        return 'model-error';
    if (status >= 400)
        return 'client-error';
    return 'bad-response';
}
/** The kind of an error that stands inside an answer of status 200: its text is all there is to tell it. */
function statedErrorKind(text) {
    return refusalKind(statedStatus(text), text);
}
/** `code`, `status`, `status_code`, `http_status_code`: as a number, or as a text that holds one. */
const statedCode = /"(?:(?:http_)?(?:status_)?code|status)"\s*:\s*"?([45]\d\d)\b/;
/** `type`, `code`, `error_type`: as a word. */
const statedType = /"(?:error_)?(?:type|code)"\s*:\s*"([^"]*)"/g;
function statedStatus(text) {
    const code = statedCode.exec(text)?.[1];
    if (code !== undefined)
        return Number(code);
    const words = [...text.matchAll(statedType)].map(([, word]) => word).join(' ');
    if (/overload|rate_?limit|unavailable|too_?many/i.test(words))
        return 503;
    return /invalid|validation/i.test(words) ? 400 : 500;
}
function refusalMessage(status, headers, body) {
    const retryAfter = headerValue(headers, 'retry-after');
    const location = status >= 300 && status < 400 ? headerValue(headers, 'location') : undefined;
    const hints = [
        location === undefined ? '' : ` to ${location} (redirects are not followed)`,
        retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`,
    ];
    return `HTTP ${status}${hints.join('')}${body ? `: ${faultIn(body).slice(0, mostShownCharacters)}` : ''}`;
}
/** The recorder cuts it further. */
const mostShownCharacters = 4096;
/** The end of a traceback is what happened; anything else is shown from its beginning. */
function faultIn(body) {
    if (!body.startsWith('Traceback (most recent call last)'))
        return body;
    return body.trimEnd().split('\n').at(-1) ?? body;
}
/** The value of a response header, or undefined. `name` in lower case. */
function headerValue(headers, name) {
    for (let index = 0; index + 1 < headers.length; index += 2) {
        const key = headers[index];
        if (key.length === name.length && key.toString('latin1').toLowerCase() === name) {
            return headers[index + 1].toString('latin1');
        }
    }
    return undefined;
}


/***/ }),

/***/ 2379:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fw: () => (/* binding */ saltMarker)
/* harmony export */ });
/* unused harmony exports blockSalt, saltForms */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

/** Stands in prepared requests where `{{salt}}` was asked for; replaced before each block by a salt of the same width. */
const saltMarker = '5a17ca5e0f5a17ed';
/**
 * The salt of one block: 16 digits. Blocks of one index have the same salt in both arms, and another than the blocks
 * before: a prefix cache sees the reuse that the workload has within a block, not that between blocks.
 * Decimal digits, because tokenizers split them evenly, one by one or in threes, so that every salt has the same number
 * of tokens; hexadecimal ones differ by several.
 */
function blockSalt(salt, scenario, index) {
    const digest = createHash('sha256').update(`${salt}\0${scenario}\0${index}`).digest();
    const digits = digest.readBigUInt64BE() % 10n ** BigInt(saltMarker.length);
    return String(digits).padStart(saltMarker.length, '0');
}
/**
 * What a salt looks like in a body. In base64, of a file that holds it, only the groups of three bytes that lie wholly
 * in it are its own: twelve characters of it from the first, second or third on, by where in a group it begins.
 */
const saltForms = [
    (salt) => salt,
    ...[0, 1, 2].map((first) => (salt) => Buffer.from(salt.slice(first, first + 12), 'latin1').toString('base64')),
];


/***/ }),

/***/ 6780:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ scriptHeaders),
/* harmony export */   s: () => (/* binding */ createScript)
/* harmony export */ });
/* harmony import */ var _protocol_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(223);
/* harmony import */ var _salt_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2379);


/** What goes to a script with each request; the row is the body. */
const scriptHeaders = { className: 'x-sluice-class', salt: 'x-sluice-salt' };
/** No bytes go from here onto a wire: the script makes its own requests, and says itself what came of them. */
function createScript(plan) {
    return {
        kind: plan.kind,
        prepare: (item, className) => ({
            method: 'POST',
            path: '/',
            headers: [scriptHeaders.className, className, scriptHeaders.salt, _salt_js__WEBPACK_IMPORTED_MODULE_0__/* .saltMarker */ .fw],
            body: Buffer.from(JSON.stringify(item.row)),
        }),
        openReader: () => new ScriptReader(),
    };
}
class ScriptReader {
    #result = (0,_protocol_js__WEBPACK_IMPORTED_MODULE_1__/* .emptyResult */ .$)();
    onHeaders() { }
    onChunk() { }
    onEnd() {
        return this.#result;
    }
}


/***/ }),

/***/ 7892:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ createTlsMaterial)
/* harmony export */ });
/* harmony import */ var node_tls__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1692);

/** Null where the endpoint is spoken to without TLS. */
function createTlsMaterial({ secure, ca }) {
    if (!secure)
        return null;
    // Naming any authority replaces all known ones, so those are named too (NODE_EXTRA_CA_CERTS is among them).
    const context = (0,node_tls__WEBPACK_IMPORTED_MODULE_0__.createSecureContext)(ca === undefined ? {} : { ca: [...(0,node_tls__WEBPACK_IMPORTED_MODULE_0__.getCACertificates)('default'), ca] });
    return { context, session: undefined };
}


/***/ }),

/***/ 1473:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ ConnectionPool)
/* harmony export */ });
/* harmony import */ var _tls_material_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7892);

/** What carries requests to one server. There is no upper bound: a request never waits for another one's end. */
class ConnectionPool {
    /** Those that carry a request, in no order. */
    busy = [];
    counts = { opened: 0, resumed: 0 };
    shared;
    clock;
    #protocol;
    constructor(endpoint, protocol, clock) {
        this.shared = { endpoint, tls: (0,_tls_material_js__WEBPACK_IMPORTED_MODULE_0__/* .createTlsMaterial */ .N)(endpoint), counts: this.counts };
        this.clock = clock;
        this.#protocol = protocol;
    }
    acquire() {
        const connection = this.take();
        connection.busyIndex = this.busy.length;
        this.busy.push(connection);
        return connection;
    }
    /** Gives back what has carried its request to the end, whatever became of it. */
    release(connection) {
        this.#leave(connection);
        this.takeBack(connection);
    }
    /** The server closed the kept connection of a request before it answered. To be called before its release. */
    noteLost(_connection) {
        // Only HTTP/1.1 leaves it open to either side when a connection ends.
    }
    /** Gives the request up, and what carries it with it. */
    discard(connection) {
        this.#leave(connection);
        connection.discard();
    }
    close() {
        for (const connection of this.busy)
            connection.discard();
        this.busy.length = 0;
        this.closeIdle();
    }
    openReader() {
        return this.#protocol.openReader();
    }
    #leave(connection) {
        const last = this.busy.pop();
        if (last && last !== connection) {
            this.busy[connection.busyIndex] = last;
            last.busyIndex = connection.busyIndex;
        }
        connection.busyIndex = -1;
    }
}


/***/ }),

/***/ 1342:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ Connection)
/* harmony export */ });
/**
 * What carries one request at a time: a connection of HTTP/1.1, or a stream of HTTP/2. Times are on the shared clock;
 * NaN until they happen.
 */
class Connection {
    reader;
    row = -1;
    dispatchedAt = Number.NaN;
    sentAt = Number.NaN;
    /** How long the request waited for a new connection; 0 on a kept one. */
    connectMs = 0;
    firstByteAt = Number.NaN;
    lastByteAt = Number.NaN;
    /** When the answer before this request was complete; NaN on a connection that has answered nothing yet. */
    answeredAt = Number.NaN;
    status = 0;
    /** Of the final answer: names and values in turn. */
    headers = [];
    bytes = 0;
    /** Position among the busy connections of its pool; -1 when idle. */
    busyIndex = -1;
    clock;
    /** Null once the request was answered, has failed or was given up: nobody hears of it twice. */
    observer = null;
    constructor(reader, clock) {
        this.reader = reader;
        this.clock = clock;
    }
    /** Sends a request; the observer hears of it until it was answered or failed, once. */
    send(row, request, observer) {
        this.row = row;
        this.dispatchedAt = this.clock();
        this.sentAt = Number.NaN;
        this.connectMs = 0;
        this.firstByteAt = Number.NaN;
        this.lastByteAt = Number.NaN;
        this.status = 0;
        this.bytes = 0;
        this.observer = observer;
        this.dispatch(request);
    }
    get phase() {
        if (Number.isNaN(this.sentAt))
            return 'connecting';
        return Number.isNaN(this.firstByteAt) ? 'waiting' : 'receiving';
    }
    /** The final status line and headers are there. */
    noteHeaders(status, headers) {
        this.status = status;
        this.headers = headers;
        this.reader.onHeaders(status, headers);
    }
    /** The request is about to be written. */
    noteSent(hadToConnect) {
        this.sentAt = this.clock();
        if (hadToConnect)
            this.connectMs = this.sentAt - this.dispatchedAt;
        this.observer?.onSent(this);
    }
    noteAnswered() {
        this.lastByteAt = this.answeredAt = this.clock();
        const { observer } = this;
        this.observer = null;
        observer?.onAnswered(this, this.reader.onEnd());
    }
}


/***/ }),

/***/ 7571:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  U: () => (/* binding */ createConnector)
});

// EXTERNAL MODULE: ./build/load/open-connection.js + 1 modules
var open_connection = __webpack_require__(6250);
;// CONCATENATED MODULE: ./build/load/worker/informational.js
const continueLine = Buffer.from('HTTP/1.1 100');
const blankLine = Buffer.from('\r\n\r\n');
/**
 * Takes unasked `100 Continue` answers out of what a socket reads. A client must be able to parse them even where it
 * did not ask (RFC 9110, 15.2); undici breaks the connection instead. `awaitsHeaders` keeps bodies out of this.
 */
function dropContinue(socket, awaitsHeaders) {
    const read = socket.read.bind(socket);
    let held = null;
    socket.read = (size) => {
        for (;;) {
            let chunk = read(size);
            if (chunk === null)
                return null;
            if (held)
                chunk = Buffer.concat([held, chunk]);
            held = null;
            if (!awaitsHeaders() || !startsWithContinue(chunk))
                return chunk;
            const end = chunk.indexOf(blankLine);
            if (end === -1) {
                held = chunk;
                continue;
            }
            const rest = chunk.subarray(end + blankLine.length);
            if (rest.length > 0) {
                if (!startsWithContinue(rest))
                    return rest;
                held = rest;
            }
        }
    };
}
function startsWithContinue(chunk) {
    // The ninth byte tells most answers apart at the price of one comparison.
    return chunk[9] === 0x31 && chunk.length >= 12 && chunk.compare(continueLine, 0, 12, 0, 12) === 0;
}

;// CONCATENATED MODULE: ./build/load/worker/connector.js


/** How an HTTP/1.1 client opens its connection. */
function createConnector({ endpoint, tls, counts }, attempt, awaitsHeaders) {
    return (_, callback) => {
        const done = (opened) => {
            attempt.opening = null;
            if (!opened.ok)
                return callback(opened.error, null);
            counts.opened++;
            if (opened.resumed)
                counts.resumed++;
            dropContinue(opened.socket, awaitsHeaders);
            callback(null, opened.socket);
        };
        attempt.opening = (0,open_connection/* openConnection */.J)(endpoint, ['1.1'], done, tls);
    };
}


/***/ }),

/***/ 6218:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   loadScript: () => (/* binding */ loadScript),
/* harmony export */   strayFault: () => (/* binding */ strayFault)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3136);
/* harmony import */ var _model_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3188);
var __rewriteRelativeImportExtension = (undefined && undefined.__rewriteRelativeImportExtension) || function (path, preserveJsx) {
    if (typeof path === "string" && /^\.\.?\//.test(path)) {
        return path.replace(/\.(tsx)$|((?:\.d)?)((?:\.[^./]+?)?)\.([cm]?)ts$/i, function (m, tsx, d, ext, cm) {
            return tsx ? preserveJsx ? ".jsx" : ".js" : d && (!ext || !cm) ? m : (d + ext + "." + cm.toLowerCase() + "js");
        });
    }
    return path;
};



/**
 * The default export of the user's module. TypeScript is taken as Node takes it: types are stripped, not checked.
 * @throws SluiceError script-invalid
 */
async function loadScript({ file }, workspace) {
    const url = (0,node_url__WEBPACK_IMPORTED_MODULE_1__.pathToFileURL)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(workspace, file)).href;
    const loading = import(__rewriteRelativeImportExtension(/* webpackIgnore: true */ url));
    const { default: script } = await loading.catch((cause) => {
        throw scriptFault(file, `The script cannot be loaded: ${String(cause)}`, cause);
    });
    if (typeof script === 'function')
        return script;
    const found = script === undefined ? 'missing' : `of type ${typeof script}`;
    throw scriptFault(file, `The default export of the script is ${found}, not a function.`);
}
function scriptFault(file, fact, cause) {
    return new _model_error_js__WEBPACK_IMPORTED_MODULE_2__/* .SluiceError */ .ah('script-invalid', {
        location: file,
        fact,
        remedy: 'Export one function: `export default async function ({ row, call }) { ... }`.',
        cause,
    });
}
/** An error that nothing in the script waits for. */
function strayFault({ file }, error) {
    return new _model_error_js__WEBPACK_IMPORTED_MODULE_2__/* .SluiceError */ .ah('script-invalid', {
        location: file,
        fact: `The script left an error to nobody: ${error.message}`,
        remedy: 'Await every promise that the script makes, so that its failure ends that one request.',
        cause: error,
    });
}


/***/ }),

/***/ 728:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runSender: () => (/* binding */ runSender)
});

// EXTERNAL MODULE: ./build/model/error.js
var model_error = __webpack_require__(3188);
// EXTERNAL MODULE: ./build/load/clock.js
var load_clock = __webpack_require__(1107);
// EXTERNAL MODULE: ./build/model/sample.js
var sample = __webpack_require__(4518);
;// CONCATENATED MODULE: ./build/model/distribution.js
/**
 * HDR bucket arithmetic: 3 significant digits at a unit of 1 µs, as in HdrHistogram
 * (Gil Tene; https://hdrhistogram.github.io/HdrHistogram). A value is replaced by the centre of its bucket,
 * which is what HdrHistogram calls the median equivalent value, so that a distribution kept in memory and one
 * read back from a run file are the same numbers.
 */
const subBucketCount = 2048;
/** One hour, in µs: nothing that Sluice waits for takes longer. Fits 32 bits, which the arithmetic below relies on. */
const highestTrackableUs = 3_600_000_000;
const subBucketHalf = subBucketCount / 2;
/** 2048 buckets of width 1 µs, then 1024 of each further power of two, up to an hour. */
const bucketCount = 23 * subBucketHalf;
/** The centre of the bucket that `valueMs` (rounded to 1 µs, clamped to 0 .. 1 h) falls into, in milliseconds. */
function quantise(valueMs) {
    return distribution_centreOf(bucketOf(valueMs));
}
/** The index of the bucket that a time in milliseconds falls into, 0 to `bucketCount` - 1. */
function bucketOf(valueMs) {
    const us = Math.min(Math.max(Math.round(valueMs * 1000), 0), highestTrackableUs);
    const octave = 32 - Math.clz32(Math.floor(us / subBucketCount));
    return octave * subBucketHalf + Math.floor(us / 2 ** octave);
}
/** The centre of a bucket by its index, in milliseconds: what `bucketOf` leads back to. */
function distribution_centreOf(bucket) {
    if (bucket < subBucketCount)
        return bucket / 1000;
    const width = 2 ** (Math.floor(bucket / subBucketHalf) - 1);
    return (((bucket % subBucketHalf) + subBucketHalf) * width + width / 2) / 1000;
}

;// CONCATENATED MODULE: ./build/load/distribution.js

/** Buckets of one power of two. */
const octave = 1024;
/**
 * Counts a value by its HDR bucket. The counts reach as far as the largest value did: 40 KiB up to 0.5 s, 92 KiB at the
 * most, however many values there are.
 * @returns the same counts, or longer ones in their place
 */
function countBucket(counts, bucket) {
    let reaching = counts;
    if (!reaching || bucket >= reaching.length) {
        reaching = new Uint32Array((Math.floor(bucket / octave) + 1) * octave);
        if (counts)
            reaching.set(counts);
    }
    reaching[bucket] = reaching[bucket] + 1;
    return reaching;
}
/** A distribution from counts by HDR bucket. */
function distributionOfCounts(counts) {
    const distribution = { valuesMs: [], counts: [] };
    // A loop: a call for each of thousands of empty buckets is most of what closing a block of many classes takes.
    for (let bucket = 0; bucket < counts.length; bucket++) {
        const count = counts[bucket];
        if (count === 0)
            continue;
        distribution.valuesMs.push(centreOf(bucket));
        distribution.counts.push(count);
    }
    return distribution;
}

;// CONCATENATED MODULE: ./build/load/gap-histograms.js

/** Counts gaps by class and HDR bucket. A class takes memory once it has a gap. */
class GapHistograms {
    counts = [];
    add(classIndex, bucket) {
        this.counts[classIndex] = countBucket(this.counts[classIndex], bucket);
    }
}
/** Of all workers together. */
function mergeGapCounts(ofWorkers) {
    const merged = [];
    for (const counts of ofWorkers) {
        counts.forEach((mine, classIndex) => {
            if (mine)
                merged[classIndex] = addUp(merged[classIndex], mine);
        });
    }
    return merged;
}
function addUp(sum, more) {
    if (!sum)
        return more;
    const [longer, shorter] = sum.length >= more.length ? [sum, more] : [more, sum];
    shorter.forEach((count, bucket) => (longer[bucket] = longer[bucket] + count));
    return longer;
}

;// CONCATENATED MODULE: ./build/load/live-counters.js
/** Cells of the shared counters. */
const cell = { sent: 0, completed: 1, errors: 2, taken: 3, recent: 4 };
const recentSize = 4096;
const recentWindowMs = 3000;
const rateWindowMs = 1000;
function allocateLiveCounters() {
    return {
        counts: new Int32Array(new SharedArrayBuffer(8 * 4)),
        recentEndAtMs: new Float64Array(new SharedArrayBuffer(recentSize * 8)).fill(Number.NaN),
        recentLatencyMs: new Float64Array(new SharedArrayBuffer(recentSize * 8)),
    };
}
/** Ready for the next block. */
function resetLiveCounters(live) {
    live.counts.fill(0);
    live.recentEndAtMs.fill(Number.NaN);
}
function noteLatency(live, endAtMs, latencyMs) {
    const slot = Atomics.add(live.counts, cell.recent, 1) % recentSize;
    live.recentLatencyMs[slot] = latencyMs;
    live.recentEndAtMs[slot] = endAtMs;
}
/** Turns the counters into progress; keeps the short history that a rate needs. */
function createProgressReader(live) {
    const history = [{ atMs: 0, finished: 0 }];
    return (nowMs) => {
        const sent = Atomics.load(live.counts, cell.sent);
        const completed = Atomics.load(live.counts, cell.completed);
        const errors = Atomics.load(live.counts, cell.errors);
        history.push({ atMs: nowMs, finished: completed + errors });
        while (history.length > 2 && (history[1]?.atMs ?? nowMs) <= nowMs - rateWindowMs)
            history.shift();
        const oldest = history[0] ?? { atMs: 0, finished: 0 };
        const spanMs = nowMs - oldest.atMs;
        const recent = recentLatencies(live, nowMs - recentWindowMs);
        return {
            sent,
            completed,
            errors,
            inFlight: Math.max(0, sent - completed - errors),
            ratePerSecond: spanMs > 0 ? ((completed + errors - oldest.finished) * 1000) / spanMs : 0,
            p50Ms: quantileOf(recent, 0.5),
            p95Ms: quantileOf(recent, 0.95),
            p99Ms: quantileOf(recent, 0.99),
        };
    };
}
function recentLatencies(live, sinceMs) {
    return live.recentLatencyMs.filter((_, slot) => (live.recentEndAtMs[slot] ?? Number.NaN) >= sinceMs).sort();
}
/** Nearest rank. */
function quantileOf(sorted, p) {
    return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null;
}

;// CONCATENATED MODULE: ./build/load/worker/deadlines.js
/** Why a request ran out of time at `nowMs`, or undefined while it has some left. */
function findTimeout(connection, timeouts, nowMs) {
    if (nowMs - connection.dispatchedAt > timeouts.totalMs)
        return `no complete answer in ${timeouts.totalMs} ms (total)`;
    switch (connection.phase) {
        case 'connecting':
            return nowMs - connection.dispatchedAt > timeouts.connectMs
                ? `no connection in ${timeouts.connectMs} ms (connect)`
                : undefined;
        case 'waiting':
            return nowMs - connection.sentAt > timeouts.firstByteMs
                ? `no first byte in ${timeouts.firstByteMs} ms (first byte)`
                : undefined;
        case 'receiving':
            return nowMs - connection.lastByteAt > timeouts.betweenChunksMs
                ? `the answer stood still for ${timeouts.betweenChunksMs} ms (between chunks)`
                : undefined;
    }
}
/** How often the requests in flight are looked at: a fiftieth of the shortest time-out, within 1 and 25 ms. */
function deadlineIntervalMs(timeouts) {
    const shortest = Math.min(timeouts.connectMs, timeouts.firstByteMs, timeouts.betweenChunksMs, timeouts.totalMs);
    return Math.min(25, Math.max(1, Math.round(shortest / 50)));
}

;// CONCATENATED MODULE: ./build/load/worker/block-run.js




const outcomeIndex = Object.fromEntries(sample/* outcomes */.K.map((outcome, index) => [outcome, index]));
/** One worker's share of one block, from the first send to the last row written. */
class BlockRun {
    handled = 0;
    localFaults = 0;
    /** Requests on a kept connection that the server closed before it answered. */
    keptConnectionsLost = 0;
    /** Of each measured part of the block. */
    gaps;
    #parts;
    #arrivals;
    #startAtMs = 0;
    #exhausted = false;
    #done = false;
    #deadlines;
    #grace;
    constructor(parts) {
        this.#parts = parts;
        this.gaps = parts.order.measured.map(() => new GapHistograms());
        this.#arrivals = parts.createArrivals(this);
    }
    start(startAtMs) {
        this.#startAtMs = startAtMs;
        this.#deadlines = setInterval(() => this.#checkDeadlines(), deadlineIntervalMs(this.#parts.timeouts));
        this.#arrivals.start(startAtMs);
    }
    /** Ends the block now: nothing more is sent, and what is in flight counts as aborted. */
    stop(reason) {
        this.#arrivals.stop();
        this.#abortAll(reason);
    }
    send(row) {
        const { order, pool, requests } = this.#parts;
        const item = order.columns.itemIndex[row];
        this.handled++;
        Atomics.add(order.live.counts, cell.sent, 1);
        const connection = pool.acquire();
        connection.send(row, requests.optionsOf(item, row), this);
    }
    onExhausted(lastSendAtMs) {
        const { clock, timeouts } = this.#parts;
        this.#exhausted = true;
        const reason = `still in flight ${timeouts.graceMs} ms after the last request of the block`;
        const waitMs = Math.max(0, lastSendAtMs + timeouts.graceMs - clock());
        this.#grace = setTimeout(() => this.#abortAll(reason), waitMs);
        this.#endWhenDone();
    }
    onSent(connection) {
        const { columns } = this.#parts.order;
        columns.sentAtMs[connection.row] = connection.sentAt - this.#startAtMs;
        columns.connectMs[connection.row] = connection.connectMs;
    }
    onAnswered(connection, result) {
        const { columns } = this.#parts.order;
        const row = connection.row;
        columns.firstTokenAtMs[row] = result.firstTokenAtMs - this.#startAtMs;
        columns.inputTokens[row] = result.inputTokens;
        columns.cachedTokens[row] = result.cachedTokens;
        columns.outputTokens[row] = result.outputTokens;
        columns.reasoningTokens[row] = result.reasoningTokens;
        if (result.outcome === 'ok') {
            this.#countGaps(row, result);
            this.#parts.requests.onAnswered?.(row, result, connection.headers);
        }
        this.#parts.pool.release(connection);
        this.#finish(connection, result.outcome, connection.lastByteAt, result.message);
    }
    onFailed(connection, { outcome, message, local, unanswered }) {
        if (local)
            this.localFaults++;
        if (unanswered && connection.connectMs === 0) {
            this.keptConnectionsLost++;
            this.#parts.pool.noteLost(connection);
        }
        // The client opens the connection anew for the next request.
        this.#parts.pool.release(connection);
        this.#finish(connection, outcome, this.#parts.clock(), message);
    }
    /** Only now is it known that the request completed. */
    #countGaps(row, { gaps }) {
        if (!gaps || gaps.count === 0)
            return;
        const { columns, measured } = this.#parts.order;
        const due = this.#arrivals.assignedAtMs?.(row) ?? columns.dueAtMs[row];
        const classIndex = columns.classIndex[row];
        measured.forEach(({ startMs, endMs }, part) => {
            if (due >= startMs && due <= endMs)
                gaps.forEach((bucket) => this.gaps[part]?.add(classIndex, bucket));
        });
    }
    #finish(connection, outcome, endAtMs, message) {
        const { order, examples, classNames } = this.#parts;
        const { columns, live } = order;
        const row = connection.row;
        const endMs = endAtMs - this.#startAtMs;
        // Where no connection could be opened, the generator has done its part when it tried.
        if (connection.phase === 'connecting')
            columns.sentAtMs[row] = connection.dispatchedAt - this.#startAtMs;
        columns.firstByteAtMs[row] = connection.firstByteAt - this.#startAtMs;
        columns.endAtMs[row] = endMs;
        columns.httpStatus[row] = connection.status;
        columns.responseBytes[row] = connection.bytes;
        columns.outcome[row] = outcomeIndex[outcome];
        if (outcome === 'ok') {
            Atomics.add(live.counts, cell.completed, 1);
            noteLatency(live, endMs, endMs - columns.dueAtMs[row] - connection.connectMs);
        }
        else {
            Atomics.add(live.counts, cell.errors, 1);
            const className = classNames[columns.classIndex[row]] ?? '';
            examples.note(outcome, className, connection.status, message);
        }
        this.#arrivals.onFinished(outcome === 'ok', row);
        this.#endWhenDone();
    }
    #checkDeadlines() {
        const now = this.#parts.clock();
        // Backwards, because a connection that is given up leaves the list.
        for (let index = this.#parts.pool.busy.length - 1; index >= 0; index--) {
            const connection = this.#parts.pool.busy[index];
            const message = findTimeout(connection, this.#parts.timeouts, now);
            if (message !== undefined)
                this.#giveUp(connection, 'timeout', message);
        }
    }
    #abortAll(reason) {
        for (const connection of [...this.#parts.pool.busy])
            this.#giveUp(connection, 'aborted', reason);
    }
    #giveUp(connection, outcome, message) {
        this.#parts.pool.discard(connection);
        this.#finish(connection, outcome, this.#parts.clock(), message);
    }
    #endWhenDone() {
        if (this.#done || !this.#exhausted || this.#parts.pool.busy.length > 0)
            return;
        this.#done = true;
        clearInterval(this.#deadlines);
        clearTimeout(this.#grace);
        this.#parts.onDone();
    }
}

;// CONCATENATED MODULE: ./build/load/closed-duration.js


/** After a failure a user waits a little, so that a dead server is not asked thousands of times a second. */
const pauseAfterFailureMs = 20;
/** From an answer to the next request of the same user. */
const pauseAfter = (succeeded, thinkMs) => succeeded ? thinkMs : Math.max(thinkMs, pauseAfterFailureMs);
/**
 * How long a closed loop took for its measured requests: the time that its users spent on them, thinking included, by the
 * number of users. Measured requests over this time are the throughput by the interactive response time law (Denning and
 * Buzen, ACM Computing Surveys 10(3), 1978). The time up to the last answer would be too long, by about one answer in each
 * block: at its start requests of the lead-in are still running, and at its end users wait for nothing any more.
 */
function closedDurationMs(block, { concurrency, thinkMs }, samples) {
    const endMs = block.leadInMs + block.durationMs;
    let spentMs = 0;
    for (const row of measuredRows(block, samples)) {
        const succeeded = outcomes[samples.outcome[row]] === 'ok';
        const answeredMs = samples.endAtMs[row];
        // What was never answered held its user to the end of the block at least.
        spentMs += Number.isNaN(answeredMs)
            ? endMs - samples.dueAtMs[row]
            : answeredMs - samples.dueAtMs[row] + pauseAfter(succeeded, thinkMs?.[row] ?? 0);
    }
    return spentMs / concurrency;
}

;// CONCATENATED MODULE: ./build/load/worker/closed-arrivals.js


/**
 * So many users, each of which sends its next request when the last is answered and the user has thought about it. The
 * requests are taken in their order over the users of all workers, and a think time belongs to the request before it: so
 * the sequence of inputs and think times is the same for any number of workers. Users start one after the other, spread
 * over `staggerMs`.
 */
class ClosedArrivals {
    #order;
    #owner;
    #clock;
    #timers = new Set();
    #users = [];
    #concurrency;
    #maximumMs;
    #staggerMs;
    #thinkMs;
    #leastGapMs;
    #startAtMs = 0;
    #exhausted = false;
    constructor(order, loop, owner, clock) {
        this.#order = order;
        this.#owner = owner;
        this.#clock = clock;
        this.#concurrency = loop.concurrency;
        this.#maximumMs = loop.maximumMs;
        this.#staggerMs = loop.staggerMs;
        this.#thinkMs = loop.thinkMs;
        this.#leastGapMs = loop.mostRatePerSecond === undefined ? 0 : 1000 / loop.mostRatePerSecond;
        for (let user = order.worker; user < this.#concurrency; user += order.workers)
            this.#users.push(user);
    }
    start(startAtMs) {
        this.#startAtMs = startAtMs;
        if (this.#users.length === 0)
            this.stop();
        for (const user of this.#users) {
            const dueAtMs = startAtMs + (this.#staggerMs * user) / this.#concurrency;
            this.#later(dueAtMs - this.#clock(), () => this.#takeAfter(dueAtMs));
        }
        // The bound of the block, also while every user waits for an answer.
        this.#later(startAtMs + this.#maximumMs - this.#clock(), () => this.stop());
    }
    onFinished(succeeded, row) {
        if (this.#exhausted)
            return;
        const waitMs = pauseAfter(succeeded, this.#thinkMs?.[row] ?? 0);
        if (waitMs === 0)
            queueMicrotask(() => this.#takeNext());
        else
            this.#takeAfter(this.#clock() + waitMs);
    }
    stop() {
        if (this.#exhausted)
            return;
        this.#exhausted = true;
        for (const timer of this.#timers)
            clearTimeout(timer);
        this.#timers.clear();
        this.#owner.onExhausted(this.#clock());
    }
    #takeNext() {
        if (this.#exhausted)
            return;
        const nowMs = this.#clock() - this.#startAtMs;
        if (nowMs >= this.#maximumMs)
            return this.stop();
        const { columns, live } = this.#order;
        const soonestMs = Atomics.load(live.counts, cell.taken) * this.#leastGapMs;
        if (soonestMs > nowMs)
            return this.#takeAfter(this.#startAtMs + soonestMs);
        const row = Atomics.add(live.counts, cell.taken, 1);
        if (row >= columns.count)
            return this.stop();
        columns.dueAtMs[row] = nowMs;
        this.#owner.send(row);
    }
    /** Timers ring up to a millisecond early: such a one is set again. A request due before the start would not count. */
    #takeAfter(untilMs) {
        const leftMs = untilMs - this.#clock();
        if (leftMs > 0)
            this.#later(leftMs, () => this.#takeAfter(untilMs));
        else
            this.#takeNext();
    }
    #later(delayMs, action) {
        const timer = setTimeout(() => {
            this.#timers.delete(timer);
            action();
        }, Math.max(0, delayMs));
        this.#timers.add(timer);
    }
}

;// CONCATENATED MODULE: ./build/load/worker/error-examples.js
const examplesPerKind = 5;
const longestMessage = 300;
/**
 * Keeps a few examples of each kind of error: bounded in number and length, and without the values of the request's
 * own headers, which a server may echo.
 */
class ErrorExamples {
    #kept = [];
    #perKind = new Map();
    #secrets;
    constructor(secrets) {
        this.#secrets = secrets;
    }
    note(kind, className, httpStatus, message) {
        const seen = this.#perKind.get(kind) ?? new Set();
        this.#perKind.set(kind, seen);
        if (seen.size >= examplesPerKind)
            return;
        const shown = this.#clean(message);
        const key = `${className}\0${httpStatus}\0${shown}`;
        if (seen.has(key))
            return;
        seen.add(key);
        this.#kept.push({ kind, className, httpStatus, message: shown });
    }
    list() {
        return this.#kept;
    }
    #clean(message) {
        let shown = message;
        for (const secret of this.#secrets)
            shown = shown.replaceAll(secret, '***');
        // Control characters would let a server write into terminals and logs.
        shown = shown.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
        return shown.length > longestMessage ? `${shown.slice(0, longestMessage - 1)}…` : shown;
    }
}
/** The parts of header values that may be secret: the value, and what follows a scheme such as `Bearer`. */
function secretsOf(headers) {
    return Object.entries(headers)
        .filter(([name]) => !/^(content-type|accept|user-agent)$/i.test(name))
        .flatMap(([, value]) => [value, ...value.split(/\s+/)])
        .filter((text) => text.length >= 6)
        .sort((a, b) => b.length - a.length);
}

;// CONCATENATED MODULE: ./build/load/worker/open-arrivals.js
/**
 * Sends on an absolute schedule: when the sender is late, it sends what is due at once and shifts nothing. Rows are
 * dealt to the workers in turn, so the set of all requests is the same for any number of workers.
 */
class OpenArrivals {
    #order;
    #owner;
    #pacer;
    #clock;
    #dueAtMs;
    #rowOf;
    #stop = new Int32Array(new SharedArrayBuffer(4));
    #next;
    #startAtMs = 0;
    #stopped = false;
    #onWake = () => this.#sendDue();
    /** @param starts what is sent on the schedule, where that is not every row of the block */
    constructor(order, owner, pacer, clock, starts = {
        dueAtMs: order.columns.dueAtMs,
        rowOf: (index) => index,
    }) {
        this.#order = order;
        this.#owner = owner;
        this.#pacer = pacer;
        this.#clock = clock;
        this.#dueAtMs = starts.dueAtMs;
        this.#rowOf = starts.rowOf;
        this.#next = order.worker;
    }
    start(startAtMs) {
        this.#startAtMs = startAtMs;
        const dueAtMs = this.#dueAtMs;
        if (this.#next >= dueAtMs.length) {
            this.stop();
            return;
        }
        this.#pacer.thread.on('message', this.#onWake);
        this.#pacer.thread.postMessage({
            dueAtMs,
            first: this.#next,
            step: this.#order.workers,
            startAtMs,
            stop: this.#stop,
            aimEarlyMs: this.#pacer.aim.shared,
            cpuSeconds: this.#pacer.cpuSeconds,
        });
    }
    onFinished() { }
    stop() {
        if (this.#stopped)
            return;
        this.#stopped = true;
        this.#pacer.thread.off('message', this.#onWake);
        Atomics.store(this.#stop, 0, 1);
        Atomics.notify(this.#stop, 0);
        this.#owner.onExhausted(this.#clock());
    }
    /** Sends everything that is due. Each call of the pacer stands for one row at least, which may be a moment ahead. */
    #sendDue() {
        if (this.#stopped)
            return;
        const dueAtMs = this.#dueAtMs;
        let now = this.#clock();
        const aimed = this.#startAtMs + dueAtMs[this.#next];
        if (aimed <= now) {
            this.#pacer.aim.learn(true);
        }
        else if (this.#pacer.aim.covers(aimed - now)) {
            this.#pacer.aim.learn(false);
            while (now < aimed)
                now = this.#clock();
        }
        while (this.#next < dueAtMs.length && this.#startAtMs + dueAtMs[this.#next] <= now) {
            this.#owner.send(this.#rowOf(this.#next));
            this.#next += this.#order.workers;
            now = this.#clock();
        }
        if (this.#next >= dueAtMs.length)
            this.stop();
    }
}

;// CONCATENATED MODULE: ./build/load/protocols/file-cell.js

/** Whether a cell holds a file. Rows of the user's own may leave out its type and its name. */
function isFileCell(value) {
    return (value !== null &&
        typeof value === 'object' &&
        !Array.isArray(value) &&
        typeof value.base64 === 'string' &&
        ['string', 'undefined'].includes(typeof value.type) &&
        ['string', 'undefined'].includes(typeof value.name));
}
/** Throws `template-invalid` where the text is no base64: decoding would leave out what it does not know. */
function decodeFile({ base64 }, column, context) {
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length === Buffer.byteLength(base64, 'base64'))
        return bytes;
    throw new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The column "${column}" of an input of class "${context.className}" holds a file that is not base64.`,
        remedy: 'Write the bytes of the file in base64, without spaces and line breaks.',
    });
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./build/load/engine-fault.js
var engine_fault = __webpack_require__(778);
;// CONCATENATED MODULE: ./build/load/protocols/schema-check.js


const importValidators = () => Promise.all([Promise.all(/* import() */[__webpack_require__.e(457), __webpack_require__.e(463)]).then(__webpack_require__.t.bind(__webpack_require__, 2463, 19)), Promise.all(/* import() */[__webpack_require__.e(457), __webpack_require__.e(210)]).then(__webpack_require__.t.bind(__webpack_require__, 2210, 19))]);
let validators;
/** Loads the validator where a check needs it, once a thread: it is large, and few checks have a schema. */
async function loadSchemaValidator(plan) {
    if (!('check' in plan) || plan.check.schema === undefined)
        return;
    validators ??= await importValidators();
}
/**
 * Compiles a JSON Schema. `loadSchemaValidator` has been awaited.
 * @throws SluiceError template-invalid for a schema that is none, or that refers to what is not in it
 */
function compileSchema({ schema, schemaFile }) {
    if (!validators)
        throw (0,engine_fault/* engineFault */.j)('A schema was compiled before the validator was loaded.');
    const [{ Ajv }, { Ajv2020 }] = validators;
    // Formats are annotations in 2020-12; nothing is logged, since a log line may forge a command.
    const options = { strict: false, validateFormats: false, logger: false };
    const ajv = isDraft7(schema) ? new Ajv(options) : new Ajv2020(options);
    const named = schemaFile ?? 'the schema of the check';
    try {
        const validate = ajv.compile(schema);
        if ('$async' in validate)
            throw new TypeError('asynchronous schemas are not taken');
        return (answer) => {
            if (validate(answer))
                return undefined;
            const [error] = validate.errors ?? [];
            return `the answer does not fit ${named}: ${error?.instancePath || 'the whole of it'} ${error?.message ?? 'is wrong'}`;
        };
    }
    catch (cause) {
        throw new model_error/* SluiceError */.ah('template-invalid', {
            fact: `${schemaFile ?? 'check.schema'} is no JSON Schema that can be used: ${cause.message.slice(0, 300)}.`,
            remedy: 'Correct it; it is a JSON Schema of draft 2020-12 or 7, and refers only to what it holds.',
            cause,
        });
    }
}
function isDraft7(schema) {
    const draft = schema && typeof schema === 'object' && !Array.isArray(schema) ? schema.$schema : undefined;
    return typeof draft === 'string' && /draft-07/.test(draft);
}

;// CONCATENATED MODULE: ./build/load/protocols/value-at.js
/** Undefined where the path leads to nothing; JSON holds no undefined. */
function valueAt(value, path) {
    let here = value;
    for (const step of path) {
        if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step))
            return undefined;
        here = here[step];
    }
    return here;
}

;// CONCATENATED MODULE: ./build/load/protocols/response-check.js




function compileCheck(check) {
    const statuses = check.status && check.status.length > 0 ? new Set(check.status) : undefined;
    const path = check.jsonPath?.split('.');
    const { minOutputTokens } = check;
    const pattern = check.matches === undefined ? undefined : compilePattern(check.matches);
    const findSchemaFault = check.schema === undefined ? undefined : compileSchema(check);
    const findMismatch = (text) => pattern && !pattern.test(text)
        ? `the answer does not match /${check.matches}/: ${excerpt(text)}`
        : undefined;
    const findTokenFault = (tokens) => {
        if (minOutputTokens === undefined || tokens >= minOutputTokens)
            return undefined;
        return Number.isNaN(tokens)
            ? `the answer does not say how many tokens it has, and check.min-output-tokens asks for ${minOutputTokens}`
            : `the answer has ${tokens} tokens, fewer than the ${minOutputTokens} of check.min-output-tokens`;
    };
    return {
        acceptsStatus: (status) => (statuses ? statuses.has(status) : status >= 200 && status < 300),
        needsJson: path !== undefined || findSchemaFault !== undefined,
        needsText: pattern !== undefined || minOutputTokens !== undefined,
        findFault(text, json) {
            const mismatch = findMismatch(text);
            if (mismatch !== undefined)
                return mismatch;
            if (path) {
                const value = valueAt(json(), path);
                if (value === undefined)
                    return `the answer has no "${check.jsonPath}": ${excerpt(text)}`;
                if (check.jsonEquals !== undefined && !(0,external_node_util_.isDeepStrictEqual)(value, check.jsonEquals))
                    return `the answer has ${excerpt(JSON.stringify(value), 100)} at "${check.jsonPath}", not ${excerpt(JSON.stringify(check.jsonEquals), 100)}`;
            }
            const fault = findSchemaFault?.(json());
            return fault && `${fault}: ${excerpt(text)}`;
        },
        findStreamFault: (text, outputTokens) => findMismatch(text) ?? findTokenFault(outputTokens),
        findTokenFault,
    };
}
/** What a message shows of an answer; the recorder cuts and masks it further. */
function excerpt(text, characters = 1000) {
    return text.slice(0, characters);
}
function compilePattern(source) {
    try {
        return new RegExp(source, 'u');
    }
    catch (cause) {
        throw new model_error/* SluiceError */.ah('template-invalid', {
            fact: `The response check's regular expression /${source}/ cannot be read: ${cause.message}.`,
            remedy: 'Correct check.matches; it is a JavaScript regular expression with the u flag.',
            cause,
        });
    }
}

// EXTERNAL MODULE: ./build/load/protocols/refusal.js
var refusal = __webpack_require__(2047);
;// CONCATENATED MODULE: ./build/model/column-names.js
const [mostNames, mostCharacters] = [20, 60];
/** The columns of a dataset for a message: of many the first ones, and long names cut. */
function columnNames(names) {
    if (names.length === 0)
        return 'none';
    return names
        .slice(0, mostNames)
        .map((name) => (name.length <= mostCharacters ? name : `${name.slice(0, mostCharacters)}...`))
        .join(', ');
}

// EXTERNAL MODULE: ./build/load/protocols/salt.js
var protocols_salt = __webpack_require__(2379);
;// CONCATENATED MODULE: ./build/load/protocols/template.js




const placeholder = /\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}/g;
const wholePlaceholder = /^\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}$/;
/** Fills `{{column}}` in every string of a JSON value. A string that is exactly `{{column}}` takes the column's own type. */
function fillJson(template, context) {
    if (typeof template === 'string') {
        const whole = wholeColumn(template);
        return whole === undefined ? fillText(template, context) : columnValue(whole, context);
    }
    if (Array.isArray(template))
        return template.map((element) => fillJson(element, context));
    if (template !== null && typeof template === 'object') {
        return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillJson(value, context)]));
    }
    return template;
}
/** Fills `{{column}}` in a text; what is no string is written as JSON. `encode` is applied to each value. */
function fillText(template, context, encode = (text) => text) {
    // One pass: what comes out of a column is never looked at again for placeholders.
    return template.replace(placeholder, (_, column) => {
        const value = columnValue(column, context);
        return encode(typeof value === 'string' ? value : JSON.stringify(value));
    });
}
/** As a part of a path. Half a character has no form in UTF-8: it becomes a replacement, as in a body. */
const encodeForPath = (text) => encodeURIComponent(text.toWellFormed());
/** The column that a template is exactly, or undefined where it is any other text. */
function wholeColumn(template) {
    return wholePlaceholder.exec(template)?.[1];
}
/** What a row holds in a column, or in a place within it: `file.base64`. Throws `template-invalid` where there is nothing. */
function columnValue(column, context) {
    if (column === 'salt')
        return protocols_salt/* saltMarker */.fw;
    const value = lookUp(column, context.row);
    if (value !== undefined)
        return value;
    throw new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The ${context.place} of the request names the column "${column}", which an input of class ` +
            `"${context.className}" does not have. Its columns: ${columnNames(Object.keys(context.row))}.`,
        remedy: `Name one of these columns in {{…}}, or add "${column}" to every row of the data set.`,
    });
}
/** A column whose name has a dot in it is that column, whatever lies in others. */
function lookUp(column, row) {
    if (Object.hasOwn(row, column))
        return row[column];
    return valueAt(row, column.split('.'));
}

;// CONCATENATED MODULE: ./build/load/protocols/request-headers.js


/** The client writes these itself, from the connection and the body. */
const ownHeaders = new Set([
    'connection',
    'content-length',
    'expect',
    'keep-alive',
    'transfer-encoding',
    'upgrade',
]);
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// A header value is visible Latin-1, spaces and tabs (RFC 9110, 5.5).
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers as names and values in turn, filled from the input's row. `content-type` is JSON unless the user says otherwise. */
function fillHeaders(headers, item, className, hasBody) {
    const filled = [];
    let hasContentType = false;
    for (const [name, template] of Object.entries(headers)) {
        const lowerCase = name.toLowerCase();
        if (!token.test(name) || ownHeaders.has(lowerCase))
            throw unusable(name, 'cannot be set');
        const value = fillText(template, { row: item.row, className, place: `header ${name}` });
        if (!fieldValue.test(value))
            throw unusable(name, 'would hold characters that no header may hold');
        hasContentType ||= lowerCase === 'content-type';
        filled.push(name, value);
    }
    if (hasBody && !hasContentType)
        filled.push('content-type', 'application/json');
    return filled;
}
function unusable(name, why) {
    return new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The request header "${name}" ${why}.`,
        remedy: `Take "${name}" out of protocol.headers, or give it a value of plain characters. Sluice itself sets ${[...ownHeaders].join(', ')}.`,
    });
}

// EXTERNAL MODULE: ./build/load/protocols/protocol.js
var protocol = __webpack_require__(223);
;// CONCATENATED MODULE: ./build/load/protocols/http-json.js





/** A longer answer than this is not kept for checking, so that a runaway server cannot fill our memory. */
const largestCheckedBytes = 32 * 1024 * 1024;
/** Any HTTP endpoint that takes a request built from a template and gives one answer. */
function createHttpJson(plan, noteAnswer) {
    const check = compileCheck(plan.check);
    return {
        kind: plan.kind,
        prepare(item, className) {
            const row = item.row;
            const body = plan.body === undefined
                ? null
                : Buffer.from(JSON.stringify(fillJson(plan.body, { row, className, place: 'body' })));
            return {
                method: plan.method,
                path: fillText(plan.path, { row, className, place: 'path' }, encodeForPath),
                headers: fillHeaders(plan.headers, item, className, body !== null),
                body,
            };
        },
        openReader: () => new HttpJsonReader(check, noteAnswer),
    };
}
class HttpJsonReader {
    #check;
    #noteAnswer;
    #result = (0,protocol/* emptyResult */.$)();
    #chunks = [];
    #keptBytes = 0;
    #keepUpTo = 0;
    #tooLong = false;
    #status = 0;
    #headers = [];
    #accepted = false;
    #isJson = false;
    constructor(check, noteAnswer) {
        this.#check = check;
        this.#noteAnswer = noteAnswer;
    }
    onHeaders(status, headers) {
        this.#chunks.length = 0;
        this.#keptBytes = 0;
        this.#tooLong = false;
        this.#status = status;
        this.#headers = headers;
        this.#accepted = this.#check.acceptsStatus(status);
        this.#isJson =
            this.#check.needsJson || (status !== 204 && isJsonType((0,refusal/* headerValue */.Z)(headers, 'content-type')));
        const keepsAnswer = this.#isJson || this.#check.needsText;
        this.#keepUpTo = !this.#accepted ? refusal/* keptRefusalBytes */.mL : keepsAnswer ? largestCheckedBytes : 0;
    }
    onChunk(bytes) {
        if (this.#keepUpTo === 0)
            return;
        if (this.#keptBytes + bytes.length > this.#keepUpTo) {
            this.#tooLong = true;
            if (this.#accepted)
                return;
        }
        if (this.#keptBytes < this.#keepUpTo)
            this.#chunks.push(bytes);
        this.#keptBytes += bytes.length;
    }
    onEnd() {
        const result = Object.assign(this.#result, (0,protocol/* emptyResult */.$)());
        if (!this.#accepted) {
            const body = this.#text().slice(0, refusal/* keptRefusalBytes */.mL);
            result.outcome = (0,refusal/* refusalKind */.lU)(this.#status, body);
            result.message = (0,refusal/* refusalMessage */.se)(this.#status, this.#headers, body);
            return result;
        }
        const fault = this.#findFault();
        if (fault !== undefined) {
            result.outcome = 'bad-response';
            result.message = fault;
        }
        this.#chunks.length = 0;
        return result;
    }
    #findFault() {
        if (this.#keepUpTo === 0)
            return undefined;
        if (this.#tooLong)
            return `the answer is longer than ${largestCheckedBytes} bytes and was not checked`;
        const text = this.#text();
        let json;
        if (this.#isJson) {
            try {
                json = JSON.parse(text);
            }
            catch {
                return text === '' ? 'the answer is empty, not JSON' : `the answer is not JSON: ${excerpt(text)}`;
            }
        }
        try {
            if (this.#isJson)
                this.#noteAnswer?.(json, this.#result, this.#status);
            if (this.#result.outcome !== 'ok')
                return undefined;
            return this.#check.findFault(text, () => json) ?? this.#check.findTokenFault(this.#result.outputTokens);
        }
        catch (thrown) {
            // JSON is read to any depth, and compared or written again only as deep as the stack goes.
            if (!(thrown instanceof RangeError))
                throw thrown;
            return `the answer is nested too deeply to be checked: ${excerpt(text, 100)}`;
        }
    }
    #text() {
        const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
        return (only ?? Buffer.concat(this.#chunks)).toString('utf8');
    }
}
function isJsonType(contentType) {
    return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType);
}

;// CONCATENATED MODULE: ./build/load/protocols/binary.js




/** The bytes of a file, or of a text, as the whole body; the answer is read as that of `http-json`. */
function createBinary({ column, ...plan }) {
    const unary = createHttpJson({ ...plan, kind: 'http-json' });
    return {
        kind: plan.kind,
        prepare(item, className) {
            const request = unary.prepare(item, className);
            const { body, type } = readColumn(column, { row: item.row, className, place: 'body' });
            const names = request.headers.filter((_, i) => i % 2 === 0);
            const hasType = names.some((name) => name.toLowerCase() === 'content-type');
            return {
                ...request,
                headers: hasType ? request.headers : [...request.headers, 'content-type', type],
                body,
            };
        },
        openReader: () => unary.openReader(),
    };
}
function readColumn(column, context) {
    const value = columnValue(column, context);
    if (typeof value === 'string')
        return { body: Buffer.from(value), type: 'text/plain; charset=utf-8' };
    if (isFileCell(value)) {
        const type = value.type ?? 'application/octet-stream';
        return { body: decodeFile(value, column, context), type };
    }
    throw new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The column "${column}" of an input of class "${context.className}" is no file and no text.`,
        remedy: 'Name a column with a file in protocol.binary.column (`file` of the classes `image`, `audio` and `files`), or use http-json.',
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/load/protocols/multipart.js





/** A form of fields and files; the answer is read as that of `http-json`. */
function createMultipart({ fields, ...plan }) {
    const unary = createHttpJson({ ...plan, kind: 'http-json' });
    return {
        kind: plan.kind,
        prepare(item, className) {
            const request = unary.prepare(item, className);
            const parts = fields.map((field) => makePart(field, { row: item.row, className, place: `field ${field.name}` }));
            const boundary = makeBoundary(parts);
            return {
                ...request,
                headers: [...request.headers, 'content-type', `multipart/form-data; boundary=${boundary}`],
                body: joinParts(parts, boundary),
            };
        },
        openReader: () => unary.openReader(),
    };
}
function makePart(field, context) {
    const { content, ...own } = readValue(field.value, context);
    const filename = field.filename === undefined ? own.filename : fillText(field.filename, context);
    const type = field.type === undefined ? own.type : fillText(field.type, context);
    if (type !== undefined && !/^[\x20-\x7e]+$/.test(type))
        throw unusableType(type, context);
    const lines = [
        `Content-Disposition: form-data; name="${escapeName(field.name)}"` +
            (filename === undefined ? '' : `; filename="${escapeName(filename)}"`),
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    ];
    return { head: `${lines.join('\r\n')}\r\n\r\n`, content };
}
function readValue(template, context) {
    const column = wholeColumn(template);
    const value = column === undefined ? null : columnValue(column, context);
    if (column === undefined || !isFileCell(value))
        return { content: Buffer.from(fillText(template, context)) };
    return {
        content: decodeFile(value, column, context),
        filename: value.name ?? 'file',
        type: value.type ?? 'application/octet-stream',
    };
}
/** As browsers write names (HTML, "multipart/form-data encoding algorithm"), which RFC 7578 leaves open. */
function escapeName(name) {
    return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
/** Made from the content, so that the same input is the same bytes in both arms, and cannot occur in it. */
function makeBoundary(parts) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const { head, content } of parts)
        hash.update(head).update(content);
    return `sluice-${hash.digest('hex').slice(0, 40)}`;
}
function joinParts(parts, boundary) {
    const pieces = parts.flatMap(({ head, content }) => [
        Buffer.from(`--${boundary}\r\n${head}`),
        content,
        Buffer.from('\r\n'),
    ]);
    return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}
function unusableType(type, { place, className }) {
    return new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The type of the ${place} is ${JSON.stringify(type.slice(0, 60))} in an input of class "${className}".`,
        remedy: 'Give a media type of plain characters, such as image/png.',
    });
}

;// CONCATENATED MODULE: ./build/load/streams/completion-usage.js
const unknownUsage = {
    promptTokens: Number.NaN,
    cachedTokens: Number.NaN,
    completionTokens: Number.NaN,
    reasoningTokens: Number.NaN,
};
/** Reads the `usage` of an answer or of an event of a stream, whatever it is. */
function readUsage(usage) {
    return {
        promptTokens: countIn(usage, 'prompt_tokens'),
        cachedTokens: countIn(fieldOf(usage, 'prompt_tokens_details'), 'cached_tokens'),
        completionTokens: countIn(usage, 'completion_tokens'),
        reasoningTokens: countIn(fieldOf(usage, 'completion_tokens_details'), 'reasoning_tokens'),
    };
}
/** A count that is none (negative, a fraction, beyond all bounds) would spoil every sum that it goes into. */
function countIn(value, name) {
    const count = fieldOf(value, name);
    return Number.isSafeInteger(count) && count >= 0 ? count : Number.NaN;
}
function fieldOf(value, name) {
    return typeof value === 'object' && value !== null ? value[name] : undefined;
}
/** An empty text is none: servers open and close streams with one. */
function isText(value) {
    return typeof value === 'string' && value !== '';
}

;// CONCATENATED MODULE: ./build/load/streams/chunk-gaps.js

/** Of one answer. What an answer has beyond is not recorded; at 100 chunks a second that is after 11 minutes. */
const mostGaps = 65_536;
/**
 * The gaps between the chunks of one answer, as HDR buckets, kept until it is known whether the request counts. One object
 * serves a connection and one answer after the other: it grows by doubling up to 128 KiB and allocates nothing else.
 * A chunk is generated text that arrives together, however many events or tokens it is; pings and role deltas are none.
 */
class ChunkGaps {
    #buckets = new Uint16Array(256);
    #count = 0;
    #lastAtMs = Number.NaN;
    get count() {
        return this.#count;
    }
    /** A new answer begins. */
    clear() {
        this.#count = 0;
        this.#lastAtMs = Number.NaN;
    }
    /** Generated text came at this time; times ascend. */
    note(atMs) {
        const gapMs = atMs - this.#lastAtMs;
        this.#lastAtMs = atMs;
        // The first chunk has no gap, and what arrives at the same time is the same chunk.
        if (!(gapMs > 0) || this.#count === mostGaps)
            return;
        if (this.#count === this.#buckets.length)
            this.#grow();
        // A gap of zero would have no ratio: what is below the resolution of 1 µs counts as 1 µs.
        this.#buckets[this.#count++] = Math.max(1, bucketOf(gapMs));
    }
    /** Hands over every gap in the order in which they came. */
    forEach(take) {
        for (let index = 0; index < this.#count; index++)
            take(this.#buckets[index]);
    }
    #grow() {
        const longer = new Uint16Array(Math.min(mostGaps, 2 * this.#buckets.length));
        longer.set(this.#buckets);
        this.#buckets = longer;
    }
}

;// CONCATENATED MODULE: ./build/load/streams/joined-bytes.js
const nothing = Buffer.alloc(0);
/** Bytes that come in pieces, however small: a list of the pieces would take a hundred bytes for each. */
class JoinedBytes {
    #buffer = nothing;
    #length = 0;
    get length() {
        return this.#length;
    }
    append(bytes, start = 0, end = bytes.length) {
        const length = this.#length + end - start;
        if (length > this.#buffer.length)
            this.#grow(length);
        bytes.copy(this.#buffer, this.#length, start, end);
        this.#length = length;
    }
    /** All that was appended, which is the caller's from now on; what is appended next begins anew. */
    take() {
        const joined = this.#buffer.subarray(0, this.#length);
        this.#buffer = nothing;
        this.#length = 0;
        return joined;
    }
    #grow(length) {
        const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length));
        this.#buffer.copy(larger, 0, 0, this.#length);
        this.#buffer = larger;
    }
}

;// CONCATENATED MODULE: ./build/load/streams/line-splitter.js

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/**
 * Cuts a byte stream into lines, wherever its chunks are cut. Lines that lie within one chunk are handed on as a range
 * of it, without a copy or a string; only a line that crosses chunks is put together. Multi-byte characters need no
 * care: no byte of one equals a line end in UTF-8.
 */
class LineSplitter {
    #onLine;
    /** Server-sent events also end lines by a single CR; NDJSON does not. */
    #loneCarriageReturn;
    /** Of the line that is not at its end yet. */
    #carried = new JoinedBytes();
    /** The last chunk ended in CR: a LF that follows belongs to it. */
    #afterCarriageReturn = false;
    constructor(onLine, { loneCarriageReturn }) {
        this.#onLine = onLine;
        this.#loneCarriageReturn = loneCarriageReturn;
    }
    /** Bytes of an unfinished line. */
    get pendingBytes() {
        return this.#carried.length;
    }
    push(chunk) {
        let start = 0;
        if (this.#afterCarriageReturn && chunk.length > 0) {
            if (chunk[0] === lineFeed)
                start = 1;
            this.#afterCarriageReturn = false;
        }
        for (;;) {
            const end = this.#findEnd(chunk, start);
            if (end === -1)
                break;
            this.#emit(chunk, start, end);
            start = end + 1;
            if (chunk[end] !== carriageReturn)
                continue;
            if (start === chunk.length)
                this.#afterCarriageReturn = true;
            else if (chunk[start] === lineFeed)
                start++;
        }
        if (start < chunk.length)
            this.#carried.append(chunk, start);
    }
    /** Hands on what stands after the last line end. */
    end() {
        if (this.#carried.length > 0)
            this.#emit(Buffer.alloc(0), 0, 0);
    }
    #findEnd(chunk, start) {
        if (!this.#loneCarriageReturn)
            return chunk.indexOf(lineFeed, start);
        // Lines of events are short: a loop finds either end sooner than a call into the runtime finds one.
        for (let at = start; at < chunk.length; at++) {
            const byte = chunk[at];
            if (byte === lineFeed || byte === carriageReturn)
                return at;
        }
        return -1;
    }
    #emit(chunk, start, end) {
        if (this.#carried.length > 0) {
            this.#carried.append(chunk, start, end);
            const line = this.#carried.take();
            this.#onLine(line, 0, this.#trimmed(line, 0, line.length));
        }
        else {
            this.#onLine(chunk, start, this.#trimmed(chunk, start, end));
        }
    }
    /** Without the CR of a CRLF, where single CRs are no line ends. */
    #trimmed(bytes, start, end) {
        return !this.#loneCarriageReturn && end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    }
}

;// CONCATENATED MODULE: ./build/load/streams/event-stream.js


const colon = 0x3a;
const space = 0x20;
const data = Buffer.from('data');
const event_stream_event = Buffer.from('event');
const error = Buffer.from('error');
const feed = Buffer.from('\n');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/**
 * Server-sent events, parsed from the raw bytes as they come in (WHATWG HTML, 9.2.6): LF, CRLF and CR, comments,
 * several data lines in an event, fields in any order, unknown fields passed over. An event of one data line is handed
 * on as a range of the chunk it came in. Beyond the standard a field `error` is the data of an event of that name: older
 * servers of llama.cpp write so.
 */
class EventStreamParser {
    #onEvent;
    #lines;
    /** The data of the event that is being read: its first line as a range of the chunk; all of them once there are more. */
    #data;
    #start = 0;
    #end = 0;
    #joined = new JoinedBytes();
    #name;
    #atStart = true;
    constructor(onEvent) {
        this.#onEvent = onEvent;
        this.#lines = new LineSplitter((bytes, start, end) => this.#readLine(bytes, start, end), {
            loneCarriageReturn: true,
        });
    }
    push(chunk) {
        this.#lines.push(chunk);
    }
    /**
     * The stream has ended. An event that lacks only its blank line is handed on (servers leave it out, and a cut inside
     * of it shows in its content). Returns whether anything was left over.
     */
    end() {
        this.#lines.end();
        const leftOver = this.#data !== undefined;
        this.#dispatch();
        return leftOver;
    }
    #readLine(bytes, lineStart, end) {
        let start = lineStart;
        if (this.#atStart) {
            this.#atStart = false;
            if (startsWith(bytes, start, end, byteOrderMark))
                start += byteOrderMark.length;
        }
        if (start === end)
            return this.#dispatch();
        if (bytes[start] === colon)
            return;
        if (isField(bytes, start, end, data)) {
            this.#addData(bytes, valueStart(bytes, start + data.length, end), end);
        }
        else if (isField(bytes, start, end, event_stream_event)) {
            this.#name = bytes.toString('utf8', valueStart(bytes, start + event_stream_event.length, end), end);
        }
        else if (isField(bytes, start, end, error)) {
            this.#name = 'error';
            this.#addData(bytes, valueStart(bytes, start + error.length, end), end);
        }
    }
    #addData(bytes, start, end) {
        if (this.#data) {
            if (this.#joined.length === 0)
                this.#joined.append(this.#data, this.#start, this.#end);
            this.#joined.append(feed);
            this.#joined.append(bytes, start, end);
            return;
        }
        this.#data = bytes;
        this.#start = start;
        this.#end = end;
    }
    #dispatch() {
        const bytes = this.#data;
        const name = this.#name;
        this.#name = undefined;
        if (!bytes)
            return;
        this.#data = undefined;
        if (this.#joined.length === 0)
            return this.#onEvent(bytes, this.#start, this.#end, name);
        const joined = this.#joined.take();
        this.#onEvent(joined, 0, joined.length, name);
    }
}
function startsWith(bytes, start, end, prefix) {
    if (end - start < prefix.length)
        return false;
    for (let at = 0; at < prefix.length; at++)
        if (bytes[start + at] !== prefix[at])
            return false;
    return true;
}
/** A field line is the name alone, or the name and a colon. */
function isField(bytes, start, end, name) {
    if (!startsWith(bytes, start, end, name))
        return false;
    const after = start + name.length;
    return after === end || bytes[after] === colon;
}
/** After the colon, and after one space if there is one. */
function valueStart(bytes, after, end) {
    if (after >= end)
        return end;
    return bytes[after + 1] === space && after + 1 < end ? after + 2 : after + 1;
}

;// CONCATENATED MODULE: ./build/load/streams/json-lines.js

/** Newline-delimited JSON, cut into its values as raw bytes; empty lines are passed over. */
class JsonLinesParser {
    #lines;
    constructor(onValue) {
        this.#lines = new LineSplitter((bytes, start, end) => {
            if (end > start)
                onValue(bytes, start, end);
        }, { loneCarriageReturn: false });
    }
    push(chunk) {
        this.#lines.push(chunk);
    }
    /** A last value without a line end is a value. Returns whether there was one. */
    end() {
        const leftOver = this.#lines.pendingBytes > 0;
        this.#lines.end();
        return leftOver;
    }
}

;// CONCATENATED MODULE: ./build/load/streams/completion-stream.js




/** Of one event, and of the text that is kept of an answer: a runaway server cannot fill our memory. */
const mostEventBytes = 32 * 1024 * 1024;
/** Reads a streamed completion, chunk by chunk. */
class CompletionStream {
    summary = {
        contentEvents: 0,
        reasoningEvents: 0,
        firstTokenAtMs: Number.NaN,
        firstContentAtMs: Number.NaN,
        lastTokenAtMs: Number.NaN,
        ...unknownUsage,
        finished: false,
        fault: undefined,
        text: '',
    };
    #dialect;
    #scan;
    #keepsText;
    #gaps;
    /** Undefined once the stream was given up. */
    #parser;
    #bytesSinceEvent = 0;
    #atMs = Number.NaN;
    /** @param options.gaps takes the gaps of this answer; it is cleared */
    constructor(dialect, options) {
        this.#dialect = dialect;
        this.#keepsText = options.keepText;
        this.#scan = options.keepText ? undefined : dialect.scan;
        this.#gaps = options.gaps;
        this.#gaps?.clear();
        this.#parser =
            dialect.framing === 'json-lines'
                ? new JsonLinesParser((bytes, start, end) => this.#readEvent(bytes, start, end, undefined))
                : new EventStreamParser((bytes, start, end, name) => this.#readEvent(bytes, start, end, name));
    }
    push(chunk, atMs) {
        this.#atMs = atMs;
        this.#bytesSinceEvent += chunk.length;
        if (this.#bytesSinceEvent > mostEventBytes)
            this.#giveUp('an event of the stream');
        this.#parser?.push(chunk);
    }
    end() {
        this.#parser?.end();
        if (!this.summary.finished) {
            this.#fail('bad-response', `the stream ended early: ${this.#dialect.missingEnd}`);
        }
        return this.summary;
    }
    #readEvent(bytes, start, end, name) {
        this.#bytesSinceEvent = 0;
        if (end - start === 6 && bytes.toString('latin1', start, end) === '[DONE]') {
            this.summary.finished = true;
            return;
        }
        const kind = name === 'error' || !this.#scan ? 'other' : this.#scan(bytes, start, end);
        if (kind === 'other')
            this.#parseEvent(bytes.toString('utf8', start, end), name);
        else
            this.#noteToken(kind);
    }
    #parseEvent(text, name) {
        let event;
        try {
            event = JSON.parse(text);
        }
        catch {
            if (name === 'error')
                this.#failByServer(text);
            else
                this.#fail('bad-response', `an event of the stream is not JSON: ${text.slice(0, 1000)}`);
            return;
        }
        if (event === null || typeof event !== 'object') {
            return this.#fail('bad-response', `an event of the stream is no object: ${text.slice(0, 1000)}`);
        }
        if (name === 'error' || tellsError(event))
            return this.#failByServer(text);
        const { summary } = this;
        const { generated, text: content, usage, newTokens, finished } = this.#dialect.readEvent(event);
        if (generated)
            this.#noteToken(generated);
        if (this.#keepsText && content)
            this.#keepText(content);
        if (usage)
            Object.assign(summary, usage);
        if (newTokens !== undefined)
            summary.completionTokens = (summary.completionTokens || 0) + newTokens;
        if (finished)
            summary.finished = true;
    }
    #keepText(content) {
        if (this.summary.text.length + content.length > mostEventBytes)
            this.#giveUp('the text of the answer');
        else
            this.summary.text += content;
    }
    /** What comes after it is let go. */
    #giveUp(what) {
        this.#parser = undefined;
        this.#fail('bad-response', `${what} is longer than ${mostEventBytes} bytes and was not read on`);
    }
    #noteToken(kind) {
        const { summary } = this;
        if (Number.isNaN(summary.firstTokenAtMs))
            summary.firstTokenAtMs = this.#atMs;
        summary.lastTokenAtMs = this.#atMs;
        this.#gaps?.note(this.#atMs);
        if (kind === 'reasoning') {
            summary.reasoningEvents++;
            return;
        }
        if (summary.contentEvents++ === 0)
            summary.firstContentAtMs = this.#atMs;
    }
    #failByServer(text) {
        this.#fail((0,refusal/* statedErrorKind */.ud)(text), `an error inside the stream: ${text.slice(0, 1000)}`);
        this.summary.finished = true;
    }
    #fail(outcome, message) {
        this.summary.fault ??= { outcome, message };
    }
}
/** 200 is not success: the error stands inside the answer, as an object or as a text. */
function tellsError(answer) {
    return Boolean('error' in answer && answer.error) || ('object' in answer && answer.object === 'error');
}

;// CONCATENATED MODULE: ./build/load/protocols/answer-text.js

/** Keeps the text that stands at the path of an answer; what is no text is kept as JSON. */
function noteAnswerAt({ path = '' }) {
    const steps = path.split('.');
    return (json, result) => {
        const value = valueAt(json, steps);
        result.answer = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/completions.js







/** Generated text over an API of this dialect: a POST of JSON that is answered as a stream or in one piece. */
function createCompletions(plan, dialect, answers) {
    const check = compileCheck(plan.check);
    const unary = createHttpJson({ ...plan, kind: 'http-json', method: 'POST' }, noteAnswer(dialect, answers));
    const keepText = answers !== undefined || plan.check.matches !== undefined;
    return {
        kind: plan.kind,
        prepare: (item, className) => unary.prepare(item, className),
        openReader: () => new CompletionReader(dialect, unary.openReader(), check, keepText),
    };
}
/** A whole answer says what the last event of a stream says. */
function noteAnswer(dialect, answers) {
    const noteText = answers?.path === undefined ? undefined : noteAnswerAt(answers);
    return (answer, result, status) => {
        if (typeof answer !== 'object' || answer === null)
            return;
        // Where another status was asked for, its error is the answer.
        if (status < 300 && tellsError(answer)) {
            const text = JSON.stringify(answer).slice(0, 1000);
            result.outcome = (0,refusal/* statedErrorKind */.ud)(text);
            result.message = `an error in an answer of status ${status}: ${text}`;
            return;
        }
        const { usage, newTokens, text = '' } = dialect.readEvent(answer);
        if (usage)
            noteUsage(usage, result);
        if (newTokens !== undefined)
            result.outputTokens = newTokens;
        if (answers)
            result.answer = text;
        noteText?.(answer, result, status);
    };
}
/** As the server counts. */
function noteUsage(usage, result) {
    result.inputTokens = usage.promptTokens;
    result.cachedTokens = usage.cachedTokens;
    result.outputTokens = usage.completionTokens;
    result.reasoningTokens = usage.reasoningTokens;
}
const streamTypes = {
    'server-sent-events': /^text\/event-stream\b/i,
    'json-lines': /^application\/(?:x-)?(?:ndjson|jsonl|json-?lines)\b/i,
};
/** Node's pool for small buffers is used again by later reads, the memory of a read from a socket never. */
const pooledReadMs = 1;
/** Streams are read here; whatever comes as one piece (refusals, unstreamed answers) is read as JSON. */
class CompletionReader {
    #dialect;
    #unary;
    #check;
    #keepText;
    #gaps = new ChunkGaps();
    #result = { ...(0,protocol/* emptyResult */.$)(), gaps: this.#gaps };
    #stream;
    #read;
    #readAtMs = Number.NaN;
    constructor(dialect, unary, check, keepText) {
        this.#dialect = dialect;
        this.#unary = unary;
        this.#check = check;
        this.#keepText = keepText;
    }
    onHeaders(status, headers) {
        const isStream = streamTypes[this.#dialect.framing].test((0,refusal/* headerValue */.Z)(headers, 'content-type') ?? '');
        this.#stream =
            isStream && this.#check.acceptsStatus(status)
                ? new CompletionStream(this.#dialect, { keepText: this.#keepText, gaps: this.#gaps })
                : undefined;
        this.#read = undefined;
        if (!this.#stream)
            this.#unary.onHeaders(status, headers);
    }
    onChunk(bytes, atMs) {
        if (this.#stream)
            this.#stream.push(bytes, this.#arrivalOf(bytes, atMs));
        else
            this.#unary.onChunk(bytes, atMs);
    }
    /**
     * What was read from the socket at once arrived at once. The HTTP parser hands it on in pieces, all of them views of the
     * same memory; the microseconds between them are its own and no gap of the server's.
     */
    #arrivalOf(bytes, atMs) {
        const mayBePooled = bytes.buffer.byteLength === Buffer.poolSize;
        if (bytes.buffer !== this.#read || (mayBePooled && atMs - this.#readAtMs > pooledReadMs)) {
            this.#read = bytes.buffer;
            this.#readAtMs = atMs;
        }
        return this.#readAtMs;
    }
    onEnd() {
        this.#read = undefined;
        if (!this.#stream)
            return this.#unary.onEnd();
        const summary = this.#stream.end();
        const result = this.#result;
        const counted = summary.contentEvents + summary.reasoningEvents;
        noteUsage(summary, result);
        result.firstTokenAtMs = summary.firstTokenAtMs;
        if (this.#keepText)
            result.answer = summary.text;
        if (Number.isNaN(result.outputTokens))
            result.outputTokens = counted;
        // A server that counts its tokens and not those of reasoning leaves the events to tell.
        if (Number.isNaN(result.reasoningTokens))
            result.reasoningTokens = Math.min(summary.reasoningEvents, result.outputTokens);
        const mismatch = this.#check.findStreamFault(summary.text, result.outputTokens);
        const fault = summary.fault ?? (mismatch && { outcome: 'bad-response', message: mismatch });
        result.outcome = fault ? fault.outcome : 'ok';
        result.message = fault ? fault.message : '';
        return result;
    }
}

;// CONCATENATED MODULE: ./build/load/protocols/llama-cpp.js


/** The `/completion` of llama.cpp's server: events of text, the last of them with `stop` and the counts. */
function createLlamaCpp(plan) {
    return createCompletions(plan, llamaCppDialect);
}
const llamaCppDialect = {
    framing: 'server-sent-events',
    missingEnd: 'no event that says stop',
    readEvent(event) {
        const text = fieldOf(event, 'content');
        const finished = fieldOf(event, 'stop') === true;
        return {
            generated: isText(text) ? 'content' : undefined,
            text: isText(text) ? text : undefined,
            usage: finished ? usageOf(event) : undefined,
            finished,
        };
    },
};
/**
 * The field `tokens_cached` is no cache hit: it is what the slot holds in the end, prompt and answer. Hits are what of
 * the prompt was not processed; newer servers say them themselves.
 */
function usageOf(event) {
    const timings = fieldOf(event, 'timings');
    const promptTokens = countIn(event, 'tokens_evaluated');
    const told = countIn(timings, 'cache_n');
    const unprocessed = promptTokens - countIn(timings, 'prompt_n');
    return {
        ...unknownUsage,
        promptTokens,
        cachedTokens: Number.isNaN(told) && unprocessed >= 0 ? unprocessed : told,
        completionTokens: countIn(event, 'tokens_predicted'),
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/oip-datatype.js
const bool = {
    bytes: 1,
    noun: 'true or false',
    holds: (value) => typeof value === 'boolean',
    write: (view, offset, value) => view.setUint8(offset, value ? 1 : 0),
};
function integer(bytes, least, most, write) {
    return {
        bytes,
        noun: `a whole number from ${least} to ${most}`,
        holds: (value) => Number.isInteger(value) && value >= least && value <= most,
        write,
    };
}
/** @param round to the nearest number of the type; infinite where it has none so large */
function oip_datatype_float(bytes, round, write) {
    return {
        bytes,
        noun: 'a number that the type can hold',
        holds: (value) => typeof value === 'number' && Number.isFinite(round(value)),
        write,
    };
}
/** Beyond this a number of JSON is no longer exact. */
const safe = Number.MAX_SAFE_INTEGER;
const fixed = {
    BOOL: bool,
    UINT8: integer(1, 0, 0xff, (view, offset, value) => view.setUint8(offset, value)),
    UINT16: integer(2, 0, 0xffff, (view, offset, value) => view.setUint16(offset, value, true)),
    UINT32: integer(4, 0, 0xffff_ffff, (view, offset, value) => view.setUint32(offset, value, true)),
    UINT64: integer(8, 0, safe, (view, offset, value) => view.setBigUint64(offset, BigInt(value), true)),
    INT8: integer(1, -0x80, 0x7f, (view, offset, value) => view.setInt8(offset, value)),
    INT16: integer(2, -0x8000, 0x7fff, (view, offset, value) => view.setInt16(offset, value, true)),
    INT32: integer(4, -0x8000_0000, 0x7fff_ffff, (view, offset, value) => view.setInt32(offset, value, true)),
    INT64: integer(8, -safe, safe, (view, offset, value) => view.setBigInt64(offset, BigInt(value), true)),
    FP16: oip_datatype_float(2, Math.f16round, (view, offset, value) => view.setFloat16(offset, value, true)),
    BF16: oip_datatype_float(2, roundToBfloat16, (view, offset, value) => view.setUint16(offset, bfloat16Bits(value), true)),
    FP32: oip_datatype_float(4, Math.fround, (view, offset, value) => view.setFloat32(offset, value, true)),
    FP64: oip_datatype_float(8, (value) => value, (view, offset, value) => view.setFloat64(offset, value, true)),
};
/** What an element of the type must be. */
function elementNoun(datatype) {
    return datatype === 'BYTES' ? 'a text or a file' : fixed[datatype].noun;
}
function isElement(datatype, value) {
    return datatype === 'BYTES' ? bytesOf(value) !== undefined : fixed[datatype].holds(value);
}
/** The raw bytes of elements that are of the type. Those of BYTES follow their length, a 32-bit number. */
function encodeElements(datatype, elements) {
    if (datatype === 'BYTES') {
        return Buffer.concat(elements.flatMap((element) => {
            const bytes = bytesOf(element);
            const length = Buffer.alloc(4);
            length.writeUInt32LE(bytes.length);
            return [length, bytes];
        }));
    }
    const { bytes, write } = fixed[datatype];
    const encoded = Buffer.alloc(elements.length * bytes);
    const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
    elements.forEach((element, index) => write(view, index * bytes, element));
    return encoded;
}
/** Of a text its UTF-8, of a `FileCell` what it holds. */
function bytesOf(value) {
    if (typeof value === 'string')
        return Buffer.from(value);
    if (value === null || typeof value !== 'object' || Array.isArray(value))
        return undefined;
    return typeof value['base64'] === 'string' ? Buffer.from(value['base64'], 'base64') : undefined;
}
const words = new DataView(new ArrayBuffer(4));
/** The upper half of the 32-bit float, rounded to the nearest, ties to even. */
function bfloat16Bits(value) {
    words.setFloat32(0, value);
    const bits = words.getUint32(0);
    return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
function roundToBfloat16(value) {
    words.setUint32(0, bfloat16Bits(value) << 16);
    return words.getFloat32(0);
}

;// CONCATENATED MODULE: ./build/load/protocols/oip-outputs.js
/** Why an answer with outputs of these names is none to the request; undefined where it is one. */
function findOutputFault(asked, answered) {
    if (answered.length === 0)
        return 'the answer has no outputs';
    const missing = asked.find(({ name }) => !answered.includes(name));
    return missing && `the answer has no output "${missing.name}"`;
}

;// CONCATENATED MODULE: ./build/load/protocols/oip-shape.js
/** Undefined where lists of one depth have different lengths. */
function flatten(data) {
    const elements = [];
    const dimensions = [];
    const visit = (value, depth) => {
        if (!Array.isArray(value)) {
            elements.push(value);
            return depth === dimensions.length;
        }
        // The first list of each depth tells its length, and an element the depth of all.
        if (depth === dimensions.length && elements.length === 0)
            dimensions.push(value.length);
        return dimensions[depth] === value.length && value.every((child) => visit(child, depth + 1));
    };
    return visit(data, 0) ? { elements, dimensions } : undefined;
}
/**
 * The shape that goes with the data: a size of -1 becomes what the data leaves for it, and without a declared shape it is
 * as the data is nested. Nested data must be of the declared shape; flat data must fill it.
 * @returns the shape, or why the data does not fit
 */
function settleShape(declared, { elements, dimensions }) {
    const count = elements.length;
    if (!declared)
        return dimensions.length === 0 ? [1] : dimensions;
    if (dimensions.length > 1) {
        const fits = declared.length === dimensions.length &&
            declared.every((size, depth) => size === -1 || size === dimensions[depth]);
        return fits ? dimensions : `its data is nested as ${show(dimensions)}`;
    }
    const open = declared.filter((size) => size === -1).length;
    const known = declared.reduce((product, size) => (size === -1 ? product : product * size), 1);
    if (open === 0)
        return count === known ? [...declared] : `it takes ${known} values, and its data has ${count}`;
    if (open > 1)
        return `its data is a flat list of ${count} values, which leaves more than one size open`;
    if (known === 0 || count % known !== 0) {
        return `its data has ${count} values, which is no multiple of ${known}`;
    }
    return declared.map((size) => (size === -1 ? count / known : size));
}
function show(shape) {
    return `[${shape.join(', ')}]`;
}

;// CONCATENATED MODULE: ./build/load/protocols/oip-tensor.js





/** Fills a declared input from a row. Throws `template-invalid` where the data is none for its type or shape. */
function makeTensor(plan, { row, className }) {
    const { name, datatype } = plan;
    const place = `input \`${name}\``;
    const refuse = (what, remedy) => new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The ${place} of a request of class "${className}" ${what}.`,
        remedy,
    });
    const flat = flatten(fillJson(plan.data, { row, className, place }));
    if (!flat)
        throw refuse('holds lists of different lengths', 'Give it lists of one length, or a flat list.');
    const wrong = flat.elements.findIndex((element) => !isElement(datatype, element));
    if (wrong !== -1) {
        const shown = excerpt(JSON.stringify(flat.elements[wrong]), 60);
        const what = `holds ${shown} at position ${wrong}, which is not ${elementNoun(datatype)}`;
        throw refuse(what, `Correct its \`data\` or the rows of the data set, or its \`datatype\`, ${datatype}.`);
    }
    const shape = settleShape(plan.shape, flat);
    if (typeof shape === 'string') {
        throw refuse(`does not fit the shape ${show(plan.shape ?? [])}: ${shape}`, 'Correct `shape` (one size may be -1) or the rows of the data set; or leave it out, and nest the data.');
    }
    return { name, datatype, shape, elements: flat.elements, parameters: fillParameters(plan, row, className) };
}
/** Fills the texts among the parameters of a tensor, or of a request. */
function fillParameters({ parameters }, row, className) {
    const filled = fillJson(parameters, { row, className, place: 'parameters' });
    for (const [name, value] of Object.entries(filled)) {
        if (value !== null && typeof value !== 'object')
            continue;
        throw new model_error/* SluiceError */.ah('template-invalid', {
            fact: `The parameter \`${name}\` of a request of class "${className}" is ${excerpt(JSON.stringify(value), 60)}.`,
            remedy: 'A parameter is a text, a number, true or false: name a column of such values.',
        });
    }
    return filled;
}

;// CONCATENATED MODULE: ./build/load/protocols/oip-v2.js









/** How long the JSON is that raw bytes follow, in requests and in answers. */
const jsonLengthHeader = 'inference-header-content-length';
/**
 * The Open Inference Protocol over HTTP: `POST /v2/models/NAME/infer` with tensors as JSON, or with their raw bytes after
 * the JSON (the binary tensor data extension).
 */
function createOip(plan) {
    const { kind, path, headers, check, outputs, encoding } = plan;
    const ownType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    const written = encoding === 'binary' && !ownType ? { ...headers, 'content-type': 'application/octet-stream' } : headers;
    // The answer of the reader that is at its end: it is taken before another one ends.
    let answer;
    const http = createHttpJson({ kind: 'http-json', method: 'POST', path, headers, check }, (json) => {
        answer = json;
    });
    const takeAnswer = () => {
        const taken = answer;
        answer = undefined;
        return taken;
    };
    return {
        kind,
        prepare(item, className) {
            const { row } = item;
            const tensors = plan.inputs.map((input) => makeTensor(input, { row, className }));
            const own = fillParameters(plan, row, className);
            const asked = outputs.map((output) => ({
                ...output,
                parameters: fillParameters(output, row, className),
            }));
            const { json, raw } = encoding === 'binary'
                ? binaryRequest(tensors, own, asked)
                : jsonRequest(tensors, own, asked, className);
            const header = Buffer.from(JSON.stringify(json));
            return {
                method: 'POST',
                path: fillText(path, { row, className, place: 'path' }, encodeForPath),
                headers: [
                    ...fillHeaders(written, item, className, true),
                    ...(raw ? [jsonLengthHeader, String(header.length)] : []),
                ],
                body: raw ? Buffer.concat([header, ...raw]) : header,
            };
        },
        openReader: () => new OipReader(http.openReader(), outputs, takeAnswer),
    };
}
function jsonRequest(tensors, own, outputs, className) {
    for (const { name, elements, datatype } of tensors) {
        if (datatype !== 'BYTES' || elements.every((element) => typeof element === 'string'))
            continue;
        throw new model_error/* SluiceError */.ah('template-invalid', {
            fact: `The input \`${name}\` of a request of class "${className}" is a file, and JSON holds no bytes.`,
            remedy: 'Write `encoding: binary` below `oip-v2`.',
        });
    }
    const inputs = tensors.map(({ name, datatype, shape, parameters, elements }) => ({
        name,
        datatype,
        shape,
        ...unlessEmpty(parameters),
        data: elements,
    }));
    const asked = outputs.map(({ name, parameters }) => ({ name, ...unlessEmpty(parameters) }));
    return { json: { ...unlessEmpty(own), inputs, ...(asked.length > 0 ? { outputs: asked } : {}) } };
}
/** The answer is asked for in the same form. */
function binaryRequest(tensors, own, outputs) {
    const raw = tensors.map(({ datatype, elements }) => encodeElements(datatype, elements));
    const inputs = tensors.map(({ name, datatype, shape, parameters }, index) => ({
        name,
        datatype,
        shape,
        parameters: { ...parameters, binary_data_size: raw[index]?.length },
    }));
    const json = outputs.length === 0
        ? { parameters: { binary_data_output: true, ...own }, inputs }
        : {
            ...unlessEmpty(own),
            inputs,
            outputs: outputs.map(({ name, parameters }) => ({
                name,
                parameters: { binary_data: true, ...parameters },
            })),
        };
    return { json, raw };
}
function unlessEmpty(parameters) {
    return Object.keys(parameters).length > 0 ? { parameters } : {};
}
/** Reads the JSON of an answer as any other, counts the raw bytes after it, and looks for the outputs. */
class OipReader {
    #json;
    #outputs;
    #takeAnswer;
    #jsonLeft = Number.POSITIVE_INFINITY;
    #rawBytes = 0;
    #succeeded = false;
    constructor(json, outputs, takeAnswer) {
        this.#json = json;
        this.#outputs = outputs;
        this.#takeAnswer = takeAnswer;
    }
    onHeaders(status, headers) {
        const length = (0,refusal/* headerValue */.Z)(headers, jsonLengthHeader);
        this.#jsonLeft = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
        this.#rawBytes = 0;
        this.#succeeded = status >= 200 && status < 300;
        this.#json.onHeaders(status, length === undefined ? headers : jsonHeaders);
    }
    onChunk(bytes, atMs) {
        const ofJson = Math.min(bytes.length, this.#jsonLeft);
        this.#jsonLeft -= ofJson;
        this.#rawBytes += bytes.length - ofJson;
        if (ofJson > 0)
            this.#json.onChunk(bytes.subarray(0, ofJson), atMs);
    }
    onEnd() {
        const result = this.#json.onEnd();
        const answer = this.#takeAnswer();
        if (result.outcome !== 'ok' || !this.#succeeded)
            return result;
        const fault = this.#findFault(answer);
        if (fault !== undefined) {
            result.outcome = 'bad-response';
            result.message = fault;
        }
        return result;
    }
    #findFault(answer) {
        const outputs = fieldOf(answer, 'outputs');
        if (!Array.isArray(outputs))
            return 'the answer has no "outputs"';
        const names = outputs.map((output) => fieldOf(output, 'name'));
        const promised = outputs.reduce((sum, output) => sum + rawSize(output), 0);
        const missing = findOutputFault(this.#outputs, names);
        if (missing !== undefined || promised === this.#rawBytes)
            return missing;
        return `the answer has ${this.#rawBytes} bytes after its JSON, and its outputs say ${promised}`;
    }
}
const jsonHeaders = [Buffer.from('content-type'), Buffer.from('application/json')];
function rawSize(output) {
    const size = fieldOf(fieldOf(output, 'parameters'), 'binary_data_size');
    return typeof size === 'number' ? size : 0;
}

// EXTERNAL MODULE: ./node_modules/protobufjs/minimal.js
var minimal = __webpack_require__(6170);
;// CONCATENATED MODULE: ./build/load/protocols/oip-message.js


/**
 * The two messages of `ModelInfer` as `inference.GRPCInferenceService` defines them (KServe's and Triton's
 * grpc_service.proto), as far as they are written or read here. The numbers are those of the fields.
 */
const request = { modelName: 1, modelVersion: 2, parameters: 4, inputs: 5, outputs: 6, rawInputContents: 7 };
const inputTensor = { name: 1, datatype: 2, shape: 3, parameters: 4 };
const requestedOutput = { name: 1, parameters: 2 };
const parameterEntry = { key: 1, value: 2 };
const parameterValue = { bool: 1, int64: 2, string: 3, double: 4 };
const response = { outputs: 5, rawOutputContents: 6 };
const outputTensor = { name: 1 };
/** A `ModelInferRequest`, its tensors as raw bytes. */
function encodeInferRequest(message) {
    const writer = minimal.Writer.create();
    writer.uint32(bytesTag(request.modelName)).string(message.model);
    if (message.version !== undefined)
        writer.uint32(bytesTag(request.modelVersion)).string(message.version);
    writeParameters(writer, request.parameters, message.parameters);
    for (const { name, datatype, shape, parameters } of message.inputs) {
        writer.uint32(bytesTag(request.inputs)).fork();
        writer.uint32(bytesTag(inputTensor.name)).string(name);
        writer.uint32(bytesTag(inputTensor.datatype)).string(datatype);
        writer.uint32(bytesTag(inputTensor.shape)).fork();
        for (const size of shape)
            writer.int64(size);
        writer.ldelim();
        writeParameters(writer, inputTensor.parameters, parameters);
        writer.ldelim();
    }
    for (const { name, parameters } of message.outputs) {
        writer.uint32(bytesTag(request.outputs)).fork();
        writer.uint32(bytesTag(requestedOutput.name)).string(name);
        writeParameters(writer, requestedOutput.parameters, parameters);
        writer.ldelim();
    }
    for (const { datatype, elements } of message.inputs) {
        writer.uint32(bytesTag(request.rawInputContents)).bytes(encodeElements(datatype, elements));
    }
    return Buffer.from(writer.finish());
}
/** What matters of a `ModelInferResponse`. Throws where the bytes are none. */
function decodeInferResponse(bytes) {
    const outputs = [];
    let rawContents = 0;
    const reader = minimal.Reader.create(bytes);
    while (reader.pos < reader.len) {
        const tag = reader.uint32();
        if (tag === bytesTag(response.outputs)) {
            outputs.push(readName(reader, reader.uint32() + reader.pos));
        }
        else {
            if (tag === bytesTag(response.rawOutputContents))
                rawContents++;
            reader.skipType(tag & 7);
        }
    }
    return { outputs, rawContents };
}
function readName(reader, end) {
    let name = '';
    while (reader.pos < end) {
        const tag = reader.uint32();
        if (tag === bytesTag(outputTensor.name))
            name = reader.string();
        else
            reader.skipType(tag & 7);
    }
    return name;
}
/** A map is a list of messages of a key and a value. */
function writeParameters(writer, field, parameters) {
    for (const [key, value] of Object.entries(parameters)) {
        writer.uint32(bytesTag(field)).fork();
        writer.uint32(bytesTag(parameterEntry.key)).string(key);
        writer.uint32(bytesTag(parameterEntry.value)).fork();
        if (typeof value === 'boolean')
            writer.uint32(varintTag(parameterValue.bool)).bool(value);
        else if (typeof value === 'string')
            writer.uint32(bytesTag(parameterValue.string)).string(value);
        else if (Number.isSafeInteger(value))
            writer.uint32(varintTag(parameterValue.int64)).int64(value);
        else
            writer.uint32(fixed64Tag(parameterValue.double)).double(value);
        writer.ldelim().ldelim();
    }
}
/** A field's number with its wire type: numbers of variable length, 64 bits, and what has a length before it. */
const varintTag = (field) => field << 3;
const fixed64Tag = (field) => (field << 3) | 1;
const bytesTag = (field) => (field << 3) | 2;

;// CONCATENATED MODULE: ./build/load/protocols/oip-v2-grpc.js






/** The Open Inference Protocol over gRPC: one call of `ModelInfer`, whose message is encoded before the load. */
function createOipGrpc(plan) {
    const { kind, path, model, version } = plan;
    return {
        kind,
        prepare(item, className) {
            const { row } = item;
            const headers = fillHeaders(plan.headers, item, className, false);
            refuseUnsendable(headers);
            const body = encodeInferRequest({
                model,
                ...(version === undefined ? {} : { version }),
                parameters: fillParameters(plan, row, className),
                inputs: plan.inputs.map((input) => makeTensor(input, { row, className })),
                outputs: plan.outputs.map((output) => ({
                    ...output,
                    parameters: fillParameters(output, row, className),
                })),
            });
            return { method: 'POST', path, headers, body };
        },
        openReader: () => new OipGrpcReader(plan.outputs),
    };
}
/** What a header may hold is less in gRPC than in HTTP. */
function refuseUnsendable(headers) {
    const wrong = headers.findIndex((text, index) => index % 2 === 1 && !/^[ -~]*$/.test(text));
    if (wrong === -1)
        return;
    throw new model_error/* SluiceError */.ah('template-invalid', {
        fact: `The request header "${headers[wrong - 1]}" would hold characters that gRPC does not send.`,
        remedy: 'Give it a value of printable ASCII characters.',
    });
}
/** Reads the one message of an answer. That the call itself succeeded is known before. */
class OipGrpcReader {
    #asked;
    #result = (0,protocol/* emptyResult */.$)();
    #message;
    constructor(asked) {
        this.#asked = asked;
    }
    onHeaders() {
        this.#message = undefined;
    }
    onChunk(bytes) {
        this.#message = bytes;
    }
    onEnd() {
        const result = Object.assign(this.#result, (0,protocol/* emptyResult */.$)());
        const fault = this.#findFault();
        this.#message = undefined;
        if (fault !== undefined) {
            result.outcome = 'bad-response';
            result.message = fault;
        }
        return result;
    }
    #findFault() {
        try {
            const { outputs, rawContents } = decodeInferResponse(this.#message ?? Buffer.alloc(0));
            const fault = findOutputFault(this.#asked, outputs);
            if (fault !== undefined || rawContents === 0 || rawContents === outputs.length)
                return fault;
            return `the answer has ${outputs.length} outputs, and the bytes of ${rawContents}`;
        }
        catch (error) {
            return `the answer is no ModelInferResponse: ${error.message}`;
        }
    }
}

;// CONCATENATED MODULE: ./build/load/protocols/ollama.js


/**
 * Ollama's own chat and generate: a JSON object a line, the last of them with `done` and the counts. Thinking is reasoning,
 * and `eval_count` holds its tokens too.
 */
function createOllama(plan) {
    return createCompletions(plan, ollamaDialect);
}
const ollamaDialect = {
    framing: 'json-lines',
    missingEnd: 'no record that says done',
    readEvent(event) {
        const message = fieldOf(event, 'message') ?? {};
        const text = fieldOf(message, 'content') ?? fieldOf(event, 'response');
        const thinking = fieldOf(message, 'thinking') ?? fieldOf(event, 'thinking');
        const toolCalls = fieldOf(message, 'tool_calls');
        const callsTool = Array.isArray(toolCalls) && toolCalls.length > 0;
        const finished = fieldOf(event, 'done') === true;
        return {
            generated: isText(text) || callsTool ? 'content' : isText(thinking) ? 'reasoning' : undefined,
            text: isText(text) ? text : undefined,
            usage: finished
                ? {
                    ...unknownUsage,
                    promptTokens: countIn(event, 'prompt_eval_count'),
                    completionTokens: countIn(event, 'eval_count'),
                }
                : undefined,
            finished,
        };
    },
};

;// CONCATENATED MODULE: ./build/load/streams/delta-scan.js
/**
 * Tells from the raw bytes of a streamed completion event whether it carries text, without parsing it: one pass over the
 * bytes, from string to string. A string that a colon follows is a key; what stands inside of strings is passed over.
 */
const quote = 0x22;
const backslash = 0x5c;
const delta_scan_colon = 0x3a;
/** The first byte of `null`. */
const letterN = 0x6e;
const keysByKind = {
    content: ['content', 'text'],
    reasoning: ['reasoning_content', 'reasoning'],
    // Events that have a value for one of these need a real look: usage, an error, the end, a tool call.
    other: ['usage', 'error', 'finish_reason', 'tool_calls'],
    object: ['object'],
};
/** By their length, which most other keys do not have. */
const keysByLength = [];
for (const [kind, keys] of Object.entries(keysByKind)) {
    for (const key of keys)
        (keysByLength[key.length] ??= []).push({ key: Buffer.from(key), kind });
}
const errorObject = Buffer.from('"error"');
/**
 * Of the event `bytes[start..end)`. `other`: parse it. An event that says `"finish_reason":null` or `"usage":null` is still
 * plain content.
 */
function scanDelta(bytes, start, end) {
    let found = 'other';
    let at = start;
    while (at < end) {
        if (bytes[at] !== quote) {
            at++;
            continue;
        }
        const from = at + 1;
        const to = endOfString(bytes, from, end);
        at = skipBlanks(bytes, to + 1, end);
        if (at >= end || bytes[at] !== delta_scan_colon)
            continue;
        at = skipBlanks(bytes, at + 1, end);
        const kind = kindOfKey(bytes, from, to);
        if (kind === 'other' && (at >= end || bytes[at] !== letterN))
            return 'other';
        if (kind === 'object' && at + errorObject.length <= end && matches(bytes, at, errorObject))
            return 'other';
        // An empty text is none: servers open and close streams with one.
        const hasText = at + 1 < end && bytes[at] === quote && bytes[at + 1] !== quote;
        if (hasText && (kind === 'content' || (kind === 'reasoning' && found === 'other')))
            found = kind;
    }
    return found;
}
function skipBlanks(bytes, from, end) {
    let at = from;
    while (at < end && isBlank(bytes[at]))
        at++;
    return at;
}
/** Space, tab, line feed and carriage return are the blanks of JSON. */
function isBlank(byte) {
    return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
/** Where the closing quote of the string stands whose first byte is at `from`; `end` where it has none. */
function endOfString(bytes, from, end) {
    for (let at = from; at < end; at++) {
        const byte = bytes[at];
        if (byte === quote)
            return at;
        if (byte === backslash)
            at++;
    }
    return end;
}
function kindOfKey(bytes, from, to) {
    const candidates = keysByLength[to - from];
    if (candidates)
        for (const { key, kind } of candidates)
            if (matches(bytes, from, key))
                return kind;
    return undefined;
}
/** Byte by byte: a call into the runtime costs more than these few bytes. */
function matches(bytes, from, wanted) {
    for (let at = 0; at < wanted.length; at++)
        if (bytes[from + at] !== wanted[at])
            return false;
    return true;
}

;// CONCATENATED MODULE: ./build/load/protocols/openai.js



/**
 * OpenAI's chat and text completions, streamed. The body is the user's template; `stream` is switched on unless it says
 * otherwise, and the usage is asked for, because the number of events is not the number of tokens.
 */
function createOpenAi(plan, answers) {
    return createCompletions({ ...plan, body: withStreaming(plan.body) }, openAiDialect, answers);
}
function withStreaming(body) {
    if (body === null || typeof body !== 'object' || Array.isArray(body))
        return body;
    const streamed = { stream: true, ...body };
    return streamed.stream === true ? { stream_options: { include_usage: true }, ...streamed } : streamed;
}
const openAiDialect = {
    framing: 'server-sent-events',
    scan: scanDelta,
    missingEnd: 'no [DONE] and no finish reason',
    readEvent(event) {
        const choices = Array.isArray(event.choices) ? event.choices.map(readChoice) : [];
        const holds = (kind) => choices.some(({ generated }) => generated === kind);
        return {
            generated: holds('content') ? 'content' : holds('reasoning') ? 'reasoning' : undefined,
            text: choices.map(({ text }) => text ?? '').join(''),
            usage: event.usage ? readUsage(event.usage) : undefined,
            finished: choices.some(({ finished }) => finished),
        };
    },
};
/** Whatever a server lists as one. */
function readChoice(choice) {
    // `message` where the answer came in one piece.
    const delta = fieldOf(choice, 'delta') ?? fieldOf(choice, 'message');
    const content = fieldOf(delta, 'content') ?? fieldOf(choice, 'text');
    const toolCalls = fieldOf(delta, 'tool_calls');
    const callsTool = Array.isArray(toolCalls) && toolCalls.length > 0;
    const reasons = isText(fieldOf(delta, 'reasoning_content') ?? fieldOf(delta, 'reasoning'));
    return {
        generated: isText(content) || callsTool ? 'content' : reasons ? 'reasoning' : undefined,
        text: isText(content) ? content : undefined,
        finished: typeof fieldOf(choice, 'finish_reason') === 'string',
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/openai-embeddings.js


/** OpenAI's embeddings: never streamed, with the same usage and errors as its completions. */
function createOpenAiEmbeddings(plan) {
    return createCompletions(plan, openAiDialect);
}

// EXTERNAL MODULE: ./build/load/protocols/script.js
var script = __webpack_require__(6780);
;// CONCATENATED MODULE: ./build/load/protocols/read-refusal.js
/** A reader of answers whose refusals mean something else than their status says; undefined: what it says. */
function readRefusal(reader, kindOf) {
    let answered = 0;
    return {
        onHeaders(status, headers) {
            answered = status;
            reader.onHeaders(status, headers);
        },
        onChunk: (bytes, atMs) => reader.onChunk(bytes, atMs),
        onEnd() {
            const result = reader.onEnd();
            if (result.outcome !== 'ok')
                result.outcome = kindOf(answered, result.message) ?? result.outcome;
            return result;
        },
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/tf-serving.js



/** TensorFlow Serving's REST API: `POST /v1/models/NAME:predict`. */
function createTensorFlowServing(plan) {
    const http = createHttpJson({ ...plan, kind: 'http-json', method: 'POST' });
    return {
        ...http,
        kind: plan.kind,
        openReader: () => readRefusal(http.openReader(), (status, message) => {
            // Too many requests and too little memory are one status here, RESOURCE_EXHAUSTED.
            const meant = status === 429 ? (0,refusal/* refusalKind */.lU)(500, message) : undefined;
            return meant === 'out-of-memory' ? meant : undefined;
        }),
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/tgi.js


/**
 * `/generate` and `/generate_stream` of text-generation-inference: an event a token, the last of them with the whole text.
 * Counts stand in `details`, which a request has to ask for.
 */
function createTgi(plan) {
    return createCompletions(plan, tgiDialect);
}
const tgiDialect = {
    framing: 'server-sent-events',
    missingEnd: 'no event with the generated text',
    readEvent(event) {
        const token = fieldOf(event, 'token');
        const text = fieldOf(token, 'text');
        // The mark of the end is a token of the server's and no text of the user's.
        const content = isText(text) && fieldOf(token, 'special') !== true ? text : undefined;
        const details = fieldOf(event, 'details');
        const whole = fieldOf(event, 'generated_text');
        return {
            generated: content === undefined ? undefined : 'content',
            // The last event repeats the text of all tokens.
            text: token === undefined && isText(whole) ? whole : content,
            usage: details ? tgi_usageOf(details) : undefined,
            finished: typeof whole === 'string',
        };
    },
};
/** Streams tell the length of the input; whole answers list its tokens where `decoder_input_details` asks for them. */
function tgi_usageOf(details) {
    const told = countIn(details, 'input_length');
    const prefill = fieldOf(details, 'prefill');
    const listed = Array.isArray(prefill) && prefill.length > 0 ? prefill.length : Number.NaN;
    return {
        ...unknownUsage,
        promptTokens: Number.isNaN(told) ? listed : told,
        completionTokens: countIn(details, 'generated_tokens'),
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/torchserve.js



/** TorchServe's inference API: `POST /predictions/NAME`. */
function createTorchServe(plan) {
    const http = createHttpJson({ ...plan, kind: 'http-json', method: 'POST' });
    return {
        ...http,
        kind: plan.kind,
        openReader: () => readRefusal(http.openReader(), (status, message) => {
            if (status === 507)
                return 'out-of-memory';
            // A handler that threw is 503 as well; a full queue or a model without workers is ServiceUnavailableException.
            return status === 503 && message.includes('InternalServerException')
                ? (0,refusal/* refusalKind */.lU)(500, message)
                : undefined;
        }),
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/triton-generate.js


/** Triton's generate extension: `text_input` to `text_output`, in one piece or as events. */
function createTritonGenerate(plan) {
    return createCompletions(plan, tritonGenerateDialect);
}
/**
 * The stream has no mark of its end: any good answer may be the last one, and a connection that breaks shows in HTTP itself.
 * Tokens are counted where the backend tells them, for each answer alone.
 */
const tritonGenerateDialect = {
    framing: 'server-sent-events',
    missingEnd: 'no text_output',
    readEvent(event) {
        const text = fieldOf(event, 'text_output');
        const newTokens = countIn(event, 'num_output_tokens');
        return {
            generated: isText(text) ? 'content' : undefined,
            text: isText(text) ? text : undefined,
            newTokens: Number.isNaN(newTokens) ? undefined : newTokens,
            finished: text !== undefined,
        };
    },
};

;// CONCATENATED MODULE: ./build/load/protocols/index.js















/** @param answers that the texts of answers are kept; of `http-json` and the completions of OpenAI */
function createProtocol(plan, answers) {
    switch (plan.kind) {
        case 'http-json':
            return createHttpJson(plan, answers && noteAnswerAt(answers));
        case 'openai-chat':
        case 'openai-completions':
            return createOpenAi(plan, answers);
        case 'openai-embeddings':
            return createOpenAiEmbeddings(plan);
        case 'ollama':
            return createOllama(plan);
        case 'llama.cpp':
            return createLlamaCpp(plan);
        case 'tgi':
            return createTgi(plan);
        case 'triton-generate':
            return createTritonGenerate(plan);
        case 'oip-v2':
            return createOip(plan);
        case 'oip-v2-grpc':
            return createOipGrpc(plan);
        case 'tf-serving':
            return createTensorFlowServing(plan);
        case 'torchserve':
            return createTorchServe(plan);
        case 'script':
            return (0,script/* createScript */.s)(plan);
        case 'binary':
            return createBinary(plan);
        case 'multipart':
            return createMultipart(plan);
    }
}
/** Whether requests are calls of gRPC, which has a client of its own. */
function speaksGrpc(plan) {
    return plan.kind === 'oip-v2-grpc';
}

// EXTERNAL MODULE: ./build/load/worker/connection-pool.js
var connection_pool = __webpack_require__(1473);
// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: ./build/load/worker/connection.js
var connection = __webpack_require__(1342);
// EXTERNAL MODULE: ./build/load/worker/connector.js + 1 modules
var worker_connector = __webpack_require__(7571);
// EXTERNAL MODULE: ./build/load/worker/transport-fault.js
var transport_fault = __webpack_require__(944);
;// CONCATENATED MODULE: ./build/load/worker/http1-connection.js




/**
 * How long before the end that a server announces for an idle connection (`Keep-Alive: timeout=1`) it is closed here. The
 * client's own margin is 2 s, with which a server that keeps connections for so long would get a new one each time.
 */
const closeBeforeServerMs = 500;
/**
 * One TCP connection and the request on it: an undici client of pipelining 1 with a handler of its own, so that as
 * many requests can be in flight as the schedule asks for and each chunk is timed when it is read.
 */
class Http1Connection extends connection/* Connection */.N {
    /** How often this connection was opened: servers may close it between two requests. */
    opened = 0;
    #client;
    #attempt = { opening: null };
    #openedBefore = 0;
    #hasHeaders = false;
    constructor(shared, reader, clock) {
        super(reader, clock);
        const connector = (0,worker_connector/* createConnector */.U)(shared, this.#attempt, () => !this.#hasHeaders);
        this.#client = new undici/* Client */.Kj(shared.endpoint.origin, {
            pipelining: 1,
            // The client's own time-outs run on a timer of about one second; ours are kept by the deadlines.
            headersTimeout: 0,
            bodyTimeout: 0,
            keepAliveTimeoutThreshold: closeBeforeServerMs,
            connect: (options, callback) => {
                this.opened++;
                connector(options, callback);
            },
        });
    }
    dispatch(request) {
        this.#hasHeaders = false;
        this.#openedBefore = this.opened;
        this.#client.dispatch(request, this);
    }
    /** The connection is closed with it. */
    discard() {
        this.observer = null;
        this.#attempt.opening?.cancel();
        this.#client.destroy().catch(() => undefined);
    }
    /** The client calls it in the moment before it writes the request to the socket. */
    onConnect() {
        this.noteSent(this.opened !== this.#openedBefore);
    }
    onResponseStarted() {
        this.firstByteAt = this.lastByteAt = this.clock();
    }
    onHeaders(status, headers) {
        if (status < 200) {
            // An interim answer (103 Early Hints): the final one is still to come.
            this.firstByteAt = Number.NaN;
            return true;
        }
        this.#hasHeaders = true;
        this.noteHeaders(status, headers);
        return true;
    }
    onData(chunk) {
        const now = this.clock();
        this.lastByteAt = now;
        this.bytes += chunk.length;
        this.reader.onChunk(chunk, now);
        return true;
    }
    onComplete() {
        this.noteAnswered();
    }
    onError(error) {
        const { observer } = this;
        if (!observer)
            return;
        this.observer = null;
        observer.onFailed(this, (0,transport_fault/* classifyTransportFault */.c)(error, this.phase));
    }
}

;// CONCATENATED MODULE: ./build/load/worker/http1-pool.js


/** By then the end of a connection has arrived that the server closed right after its answer. */
const restMs = 20;
/**
 * The HTTP/1.1 connections to one server. A request that finds no idle connection opens one, because a request that waits
 * in the client for a connection would be a hidden limit on the load. None is opened ahead of need either: servers that
 * give each connection a worker would be blocked by connections that say nothing.
 */
class Http1Pool extends connection_pool/* ConnectionPool */.j {
    #idle = [];
    #released = [];
    #resting = new Set();
    #mustRest = false;
    /**
     * Some servers close a connection right after an answer although they said that they would keep it (llama.cpp's, after each
     * stream). A request that follows at once is lost on it. From the first such loss on, each connection rests before it is
     * used again: users who follow one another at once have connections of their own.
     */
    noteLost({ sentAt, answeredAt }) {
        if (sentAt - answeredAt < restMs)
            this.#mustRest = true;
    }
    /** The connection that was used last, or a new one. */
    take() {
        return this.#idle.pop() ?? new Http1Connection(this.shared, this.openReader(), this.clock);
    }
    /** Called while the client still works on the end of the answer: the connection is free a moment later. */
    takeBack(connection) {
        if (this.#mustRest)
            return this.#letRest(connection);
        if (this.#released.push(connection) > 1)
            return;
        queueMicrotask(() => {
            const released = this.#released;
            this.#released = [];
            for (const free of released)
                this.#idle.push(free);
        });
    }
    #letRest(connection) {
        this.#resting.add(connection);
        setTimeout(() => {
            if (this.#resting.delete(connection))
                this.#idle.push(connection);
        }, restMs).unref();
    }
    closeIdle() {
        for (const connection of [...this.#idle, ...this.#released, ...this.#resting])
            connection.discard();
        this.#idle.length = this.#released.length = 0;
        this.#resting.clear();
    }
}

// EXTERNAL MODULE: external "node:http2"
var external_node_http2_ = __webpack_require__(2467);
;// CONCATENATED MODULE: ./build/load/worker/http2-exchange.js



/** One request at a time, on a stream of its own of whichever HTTP/2 connection has room. */
class Http2Exchange extends connection/* Connection */.N {
    #place;
    #request = null;
    /** That it waits for, or that its stream is on. */
    #session = null;
    #stream = null;
    #waited = false;
    constructor(place, reader, clock) {
        super(reader, clock);
        this.#place = place;
    }
    dispatch(request) {
        this.#waited = false;
        this.#request = request;
        this.#place(this);
    }
    /** Resets the stream. The connection goes on unless it has been silent since the request was sent: it may be dead. */
    discard() {
        const session = this.#session;
        const stream = this.#stream;
        this.observer = null;
        this.#leave();
        if (!stream)
            return session?.leave(this);
        stream.close(external_node_http2_.constants.NGHTTP2_CANCEL);
        if (session && session.lastReadAt < this.sentAt)
            session.retire();
    }
    /** The session's: it is not open yet. */
    awaitSession(session) {
        this.#session = session;
        this.#waited = true;
    }
    failToConnect(error) {
        this.#fail({ error, resetCode: 0, goAwayCode: null, connectionEnded: true });
    }
    /** The session's: it is open and has room. */
    start(session, client) {
        const { fields, body } = this.#request;
        this.#session = session;
        this.noteSent(this.#waited);
        let stream;
        try {
            stream = client.request(fields, { endStream: !body });
        }
        catch (error) {
            session.streamClosed();
            return this.#fail({
                error: error,
                resetCode: 0,
                goAwayCode: null,
                connectionEnded: session.ended,
            });
        }
        this.#stream = stream;
        this.#listen(stream, session);
        if (body)
            stream.end(body);
    }
    #listen(stream, session) {
        let fault = null;
        let open = true;
        const closed = () => {
            if (open)
                session.streamClosed();
            open = false;
        };
        stream.on('response', (headers) => {
            if (this.#stream !== stream)
                return;
            session.lastReadAt = this.firstByteAt = this.lastByteAt = this.clock();
            this.noteHeaders(Number(headers[':status']), http2_exchange_bytesOf(headers));
            // Not earlier: what came together with the headers would be handed over before them.
            stream.on('data', (chunk) => {
                if (this.#stream !== stream)
                    return;
                const now = this.clock();
                session.lastReadAt = this.lastByteAt = now;
                this.bytes += chunk.length;
                this.reader.onChunk(chunk, now);
            });
        });
        stream.on('end', () => {
            if (this.#stream !== stream || stream.rstCode !== external_node_http2_.constants.NGHTTP2_NO_ERROR || this.status === 0)
                return;
            // With both sides at their end the stream counts no longer for the peer either.
            if (stream.writableFinished)
                closed();
            this.#leave();
            this.noteAnswered();
        });
        stream.on('error', (error) => (fault = error));
        stream.on('close', () => {
            closed();
            if (this.#stream !== stream)
                return;
            this.#fail({
                error: fault ?? session.fault,
                resetCode: stream.rstCode ?? external_node_http2_.constants.NGHTTP2_NO_ERROR,
                goAwayCode: session.goAwayCode,
                connectionEnded: session.ended,
            });
        });
    }
    #fail(end) {
        const { observer } = this;
        this.observer = null;
        this.#leave();
        observer?.onFailed(this, (0,transport_fault/* classifyStreamFault */.t)(end, this.phase));
    }
    #leave() {
        this.#session = null;
        this.#stream = null;
    }
}
/** Names and values in turn, as the readers take them. */
function http2_exchange_bytesOf(headers) {
    const bytes = [];
    for (const [name, value] of Object.entries(headers)) {
        if (value === undefined || name.startsWith(':'))
            continue;
        for (const one of Array.isArray(value) ? value : [value])
            bytes.push(Buffer.from(name), Buffer.from(one));
    }
    return bytes;
}

// EXTERNAL MODULE: ./build/load/open-connection.js + 1 modules
var open_connection = __webpack_require__(6250);
;// CONCATENATED MODULE: ./build/load/worker/http2-session.js


/** As for HTTP/1.1 connections; what is idle for longer may be closed by the server while a request is on its way. */
const idleMs = 4000;
/** So wide that a fast stream never waits for our permission to go on, alone or beside others. */
const streamWindowBytes = 8 * 2 ** 20;
const sessionWindowBytes = 64 * 2 ** 20;
/** The default of 10 MB would end streams that the server is allowed to open. */
const sessionMemoryMegabytes = 2000;
/**
 * One HTTP/2 connection. It is open when the server's SETTINGS have come, which are the first it says: from then on its
 * limit of concurrent streams is known, and requests are never sent only to be refused.
 */
class Http2Session {
    /** How many streams the server takes at a time; what is expected until it has said so. */
    limit;
    /** When something last came in on it, on the clock of the requests. */
    lastReadAt = Number.NEGATIVE_INFINITY;
    goAwayCode = null;
    /** Why the whole connection failed. */
    fault = null;
    #owner;
    #waiting = new Set();
    #opening;
    #socket = null;
    #client = null;
    #open = 0;
    #ready = false;
    #usable = true;
    constructor(shared, streamsExpected, owner) {
        this.limit = streamsExpected;
        this.#owner = owner;
        const { endpoint, tls, counts } = shared;
        const done = (opened) => {
            this.#opening = null;
            if (!opened.ok) {
                this.fault = opened.error;
                return this.#end();
            }
            counts.opened++;
            if (opened.resumed)
                counts.resumed++;
            this.#begin(endpoint.origin, opened.socket);
        };
        this.#opening = (0,open_connection/* openConnection */.J)(endpoint, ['2'], done, tls);
    }
    get hasRoom() {
        // A connection that has just failed says so a moment before it is closed.
        return this.#usable && !(this.#ready && this.ended) && this.#open + this.#waiting.size < this.limit;
    }
    /** The connection has ended or is ending, by whichever side. */
    get ended() {
        return !this.#client || this.#client.closed || this.#client.destroyed || this.#socket?.destroyed === true;
    }
    /** Sends the request, at once or when the connection is open. */
    carry(request) {
        if (this.#ready && this.#client) {
            this.#open++;
            request.start(this, this.#client);
        }
        else {
            this.#waiting.add(request);
            request.awaitSession(this);
        }
    }
    /** One of its streams is closed. */
    streamClosed() {
        this.#open--;
        if (!this.#usable)
            this.#closeWhenUnused();
    }
    /** A request that waited for it to open was given up. Whoever comes next shall not wait on it, too. */
    leave(request) {
        this.#waiting.delete(request);
        this.retire();
    }
    /** Takes no further request, and is closed after the last that it carries. */
    retire() {
        this.#usable = false;
        this.#closeWhenUnused();
    }
    destroy() {
        this.#usable = false;
        this.#waiting.clear();
        this.#opening?.cancel();
        this.#client?.destroy();
    }
    #begin(origin, socket) {
        this.#socket = socket;
        const client = (0,external_node_http2_.connect)(origin, {
            createConnection: () => socket,
            settings: { enablePush: false, initialWindowSize: streamWindowBytes },
            maxSessionMemory: sessionMemoryMegabytes,
        });
        this.#client = client;
        client.on('error', (error) => (this.fault ??= error));
        client.on('goaway', (code) => {
            this.goAwayCode = code;
            this.#usable = false;
        });
        client.on('close', () => this.#end());
        client.once('connect', () => client.setLocalWindowSize(sessionWindowBytes));
        client.on('remoteSettings', ({ maxConcurrentStreams }) => {
            this.limit = maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
            if (!this.#ready)
                this.#letGo();
        });
        client.setTimeout(idleMs, () => {
            if (this.#ready && this.#open === 0)
                this.retire();
        });
    }
    /** The connection is open: as many of the waiting requests as the server takes are sent, the others go elsewhere. */
    #letGo() {
        this.#ready = true;
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        if (this.limit === 0) {
            this.#usable = false;
            const fault = new Error('the server takes no HTTP/2 streams (SETTINGS_MAX_CONCURRENT_STREAMS is 0)');
            for (const request of waiting)
                request.failToConnect(fault);
            return this.#closeWhenUnused();
        }
        this.#owner.onReady(this);
        for (const request of waiting) {
            if (this.hasRoom)
                this.carry(request);
            else
                this.#owner.onRefused(request);
        }
    }
    #closeWhenUnused() {
        if (this.#open > 0 || this.#waiting.size > 0)
            return;
        if (this.#opening)
            this.#opening.cancel();
        else if (this.#ready)
            this.#client?.close();
        else
            this.#client?.destroy();
    }
    #end() {
        this.#usable = false;
        this.#owner.onEnded(this);
        const fault = this.fault ?? new Error('the connection was closed before the server sent its HTTP/2 settings');
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        for (const request of waiting)
            request.failToConnect(fault);
    }
}

;// CONCATENATED MODULE: ./build/load/worker/http2-pool.js



/** Assumed of a server until its first connection has told its own limit: the least that RFC 9113, 6.5.2, advises. */
const assumedStreams = 100;
/**
 * The HTTP/2 connections to one server: requests share a connection up to the number of streams that the server takes
 * at a time, and the next request opens another one. So the load is limited by no number of ours, nor is it held back
 * in the client until a stream is free.
 */
class Http2Pool extends connection_pool/* ConnectionPool */.j {
    #idle = [];
    #sessions = new Set();
    #streamsExpected = assumedStreams;
    take() {
        return this.#idle.pop() ?? new Http2Exchange(this.#place, this.openReader(), this.clock);
    }
    takeBack(connection) {
        this.#idle.push(connection);
    }
    closeIdle() {
        for (const session of this.#sessions)
            session.destroy();
        this.#sessions.clear();
        this.#idle.length = 0;
    }
    /** The first connection that takes one more stream; a new one where none does. */
    #place = (request) => {
        for (const session of this.#sessions)
            if (session.hasRoom)
                return session.carry(request);
        const session = new Http2Session(this.shared, this.#streamsExpected, {
            onReady: (ready) => (this.#streamsExpected = ready.limit),
            onRefused: this.#place,
            onEnded: (ended) => this.#sessions.delete(ended),
        });
        this.#sessions.add(session);
        session.carry(request);
    };
}

;// CONCATENATED MODULE: ./build/load/worker/open-pool.js




/** Clients other than that of HTTP are loaded only where the protocol needs them. */
async function createCarrier(start, clock) {
    const plan = start.protocol;
    await loadSchemaValidator(plan);
    const protocol = createProtocol(plan, start.answers);
    if (plan.kind === 'script') {
        const [{ loadScript }, { ScriptPool }] = await Promise.all([
            Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 6218)),
            __webpack_require__.e(/* import() */ 675).then(__webpack_require__.bind(__webpack_require__, 8675)),
        ]);
        const script = await loadScript(plan, start.workspace);
        return { openPool: (endpoint) => new ScriptPool(endpoint, protocol, clock, script), rehearses: false };
    }
    if (speaksGrpc(plan)) {
        const { GrpcPool } = await Promise.all(/* import() */[__webpack_require__.e(33), __webpack_require__.e(918)]).then(__webpack_require__.bind(__webpack_require__, 4918));
        return { openPool: (endpoint) => new GrpcPool(endpoint, protocol, clock), rehearses: 'grpc' };
    }
    return {
        // The HTTP version was settled before the load.
        openPool: (endpoint) => endpoint.http === '2'
            ? new Http2Pool(endpoint, protocol, clock)
            : new Http1Pool(endpoint, protocol, clock),
        rehearses: 'http',
    };
}

// EXTERNAL MODULE: ./build/load/worker/script-module.js
var script_module = __webpack_require__(6218);
// EXTERNAL MODULE: external "node:perf_hooks"
var external_node_perf_hooks_ = __webpack_require__(643);
;// CONCATENATED MODULE: ./build/load/worker/self-observer.js

const resolutionMs = 10;
/** Watches the thread it runs in, for the length of a block: event-loop delay, CPU, garbage collection. */
class SelfObserver {
    #delay = (0,external_node_perf_hooks_.monitorEventLoopDelay)({ resolution: resolutionMs });
    #gcObserver;
    #gc = { total: 0, max: 0 };
    #cpuBefore = process.threadCpuUsage();
    constructor() {
        this.#gcObserver = new external_node_perf_hooks_.PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
                this.#gc.total += entry.duration;
                this.#gc.max = Math.max(this.#gc.max, entry.duration);
            }
        });
    }
    start() {
        this.#gc = { total: 0, max: 0 };
        this.#delay.reset();
        this.#delay.enable();
        this.#gcObserver.observe({ entryTypes: ['gc'] });
        this.#cpuBefore = process.threadCpuUsage();
    }
    stop() {
        const used = process.threadCpuUsage(this.#cpuBefore);
        this.#delay.disable();
        this.#gcObserver.disconnect();
        // The monitor records the time from one of its timers to the next, which is its resolution when nothing is late.
        const late = (nanoseconds) => this.#delay.count === 0 ? 0 : Math.max(0, nanoseconds / 1e6 - resolutionMs);
        return {
            eventLoopDelayMs: {
                p50: late(this.#delay.percentile(50)),
                p99: late(this.#delay.percentile(99)),
                max: late(this.#delay.max),
            },
            cpuSeconds: (used.user + used.system) / 1e6,
            gcPauseMs: this.#gc,
        };
    }
}

;// CONCATENATED MODULE: ./build/load/worker/session-arrivals.js

/**
 * Sessions start on the absolute schedule; in each, the next turn is due when the answer is there and the user has thought
 * about it. A turn that fails ends its session. A worker takes its sessions whole, since a turn needs the answers before it.
 */
class SessionArrivals {
    #order;
    #sessions;
    #owner;
    #clock;
    #starts;
    #timers = new Set();
    #sessionOf;
    #startAtMs = 0;
    #open = 0;
    #allStarted = false;
    #stopped = false;
    constructor(order, sessions, owner, pacer, clock) {
        this.#order = order;
        this.#sessions = sessions;
        this.#owner = owner;
        this.#clock = clock;
        this.#sessionOf = sessionOfRows(sessions.firstRow, order.columns.count);
        const starting = {
            send: (row) => {
                this.#open++;
                owner.send(row);
            },
            onExhausted: () => {
                this.#allStarted = true;
                this.#endWhenDone();
            },
        };
        const { startAtMs: dueAtMs, firstRow } = sessions;
        const rowOf = (session) => firstRow[session];
        this.#starts = new OpenArrivals(order, starting, pacer, clock, { dueAtMs, rowOf });
    }
    start(startAtMs) {
        this.#startAtMs = startAtMs;
        this.#starts.start(startAtMs);
    }
    onFinished(succeeded, row) {
        if (this.#stopped)
            return;
        const isLast = this.#sessionOf[row + 1] !== this.#sessionOf[row];
        if (!succeeded || isLast) {
            this.#open--;
            this.#endWhenDone();
            return;
        }
        const dueAtMs = this.#clock() + this.#sessions.thinkMs[row];
        // Not at once: the connection is free a moment later.
        if (dueAtMs <= this.#clock())
            queueMicrotask(() => this.#ask(row + 1, dueAtMs));
        else
            this.#askAt(row + 1, dueAtMs);
    }
    assignedAtMs(row) {
        return this.#sessions.startAtMs[this.#sessionOf[row]];
    }
    stop() {
        if (this.#stopped)
            return;
        this.#stopped = true;
        this.#starts.stop();
        for (const timer of this.#timers)
            clearTimeout(timer);
        this.#timers.clear();
        this.#owner.onExhausted(this.#clock());
    }
    #endWhenDone() {
        if (this.#allStarted && this.#open === 0)
            this.stop();
    }
    /** Timers ring up to a millisecond early: such a one is set again. */
    #askAt(row, dueAtMs) {
        const leftMs = dueAtMs - this.#clock();
        if (leftMs <= 0)
            return this.#ask(row, dueAtMs);
        const timer = setTimeout(() => {
            this.#timers.delete(timer);
            this.#askAt(row, dueAtMs);
        }, leftMs);
        this.#timers.add(timer);
    }
    #ask(row, dueAtMs) {
        if (this.#stopped)
            return;
        this.#order.columns.dueAtMs[row] = dueAtMs - this.#startAtMs;
        this.#owner.send(row);
    }
}
/** The session that each row is a turn of. */
function sessionOfRows(firstRow, rows) {
    const sessionOf = new Uint32Array(rows);
    for (const [session, from] of firstRow.entries())
        sessionOf.fill(session, from, firstRow[session + 1] ?? rows);
    return sessionOf;
}

;// CONCATENATED MODULE: ./build/model/conversation.js
/**
 * Markers of fixed width that stand in the inputs of a conversation until its answers and its name are known. Hexadecimal,
 * so that no encoding of JSON, urls or headers changes them.
 */
const answerPrefix = 'a9c0ffee5a17';
/** Stands for the server's answer to turn `turn`, from 0, of at most 65,536. */
const answerMarker = (turn) => answerPrefix + turn.toString(16).padStart(4, '0');
/** Stands for the name of the session: the same in all its turns, another in every other session and block. */
const sessionMarker = '5e55105a17ca5e0f';
/** Finds every answer's marker in a text; the first group holds the turn, hexadecimal. */
const answerPattern = new RegExp(`${answerPrefix}([0-9a-f]{4})`, 'g');
/** The request class of one turn, counted from 1, of the sessions of a class. */
const turnClass = (sessionClass, turn) => `${sessionClass} turn ${turn}`;
/** What `turnClass` was made from; undefined for a class that is no turn. */
function turnOf(className) {
    const [, sessionClass, turn] = /^(.+) turn ([1-9]\d{0,4})$/s.exec(className) ?? [];
    return sessionClass === undefined ? undefined : { sessionClass, turn: Number(turn) };
}

;// CONCATENATED MODULE: ./build/load/worker/session-requests.js



/** More is no cookie of a session any longer. */
const mostCookies = 50;
const mostCookieCharacters = 4096;
/**
 * The requests of sessions: the prepared request of a turn, in which the server's own answers to the turns before stand in
 * the place of their markers, with the session's name and the cookies that it was given.
 */
class SessionRequests {
    #prepared;
    #salt;
    #firstRow;
    #sessionOf;
    #sessions = new Map();
    constructor(prepared, { firstRow }, rows, salt) {
        this.#prepared = prepared;
        this.#salt = salt;
        this.#firstRow = firstRow;
        this.#sessionOf = sessionOfRows(firstRow, rows);
    }
    optionsOf(item, row) {
        const request = this.#prepared.optionsOf(item, row);
        const session = this.#sessionOf[row];
        const { answers, cookies } = this.#sessions.get(session) ?? { answers: [], cookies: new Map() };
        const name = nameOf(session, this.#salt);
        const named = (text) => text.replaceAll(sessionMarker, name);
        const body = request.body && Buffer.from(withAnswers(named(request.body.toString('utf8')), answers));
        const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
        const headers = request.headers.map(named);
        if (cookie !== '')
            headers.push('cookie', cookie);
        const written = { ...request, path: named(request.path), headers, body };
        if (!request.fields)
            return written;
        const fields = Object.entries(request.fields).map(([key, value]) => [
            key,
            typeof value === 'string' ? named(value) : value,
        ]);
        return {
            ...written,
            fields: {
                ...Object.fromEntries(fields),
                ...(body ? { 'content-length': body.length } : {}),
                ...(cookie === '' ? {} : { cookie }),
            },
        };
    }
    onAnswered(row, { answer = '' }, headers) {
        const session = this.#sessionOf[row];
        if (this.#sessionOf[row + 1] !== session) {
            this.#sessions.delete(session);
            return;
        }
        const known = this.#sessions.get(session) ?? { answers: [], cookies: new Map() };
        // Without its quotes: the marker stands inside a text.
        known.answers[row - this.#firstRow[session]] = JSON.stringify(answer).slice(1, -1);
        for (let i = 0; i + 1 < headers.length; i += 2) {
            if (/^set-cookie$/i.test(String(headers[i])))
                keepCookie(known.cookies, String(headers[i + 1]));
        }
        this.#sessions.set(session, known);
    }
}
/** The answer to a turn that is not there (it was cut from the dataset) is empty. */
const withAnswers = (text, answers) => text.replace(answerPattern, (_, turn) => answers[parseInt(turn, 16)] ?? '');
/** Name and value alone (RFC 6265, 5.2): path, age and domain mean nothing for the length of a block. */
function keepCookie(cookies, setCookie) {
    const [pair = ''] = setCookie.split(';', 1);
    const at = pair.indexOf('=');
    if (at <= 0 || pair.length > mostCookieCharacters || !/^[\x21-\x7e]+$/.test(pair.trim()))
        return;
    const name = pair.slice(0, at).trim();
    if (cookies.size < mostCookies || cookies.has(name))
        cookies.set(name, pair.slice(at + 1).trim());
}
const nameOf = (session, salt) => (0,external_node_crypto_.createHash)('sha256').update(`${salt}\0${session}`).digest('hex').slice(0, sessionMarker.length);

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(8474);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./build/load/columns.js

const float64Columns = [
    'dueAtMs',
    'sentAtMs',
    'connectMs',
    'firstByteAtMs',
    'firstTokenAtMs',
    'endAtMs',
    'inputTokens',
    'cachedTokens',
    'outputTokens',
    'reasoningTokens',
    'responseBytes',
];
/** 97. */
const bytesPerRequest = float64Columns.length * 8 + 4 + 2 + 2 + 1;
/**
 * One shared buffer for the columns of one block after the other: it grows to the largest block and is never given up
 * before that. A new buffer for each block would be freed late: a shared one counts for no thread's garbage collector, so
 * that memory goes up and down by several blocks.
 */
class ColumnStore {
    #buffer = new SharedArrayBuffer(0);
    /** Columns of `count` fresh rows. Those of the block before are overwritten. */
    take(count) {
        const bytes = bytesFor(count);
        // Doubled, so that a ramp of ever larger blocks does not leave a buffer for each step.
        if (bytes > this.#buffer.byteLength) {
            this.#buffer = new SharedArrayBuffer(Math.max(bytes, 2 * this.#buffer.byteLength));
        }
        return allocateColumns(count, this.#buffer);
    }
}
const bytesFor = (count) => Math.max(8, Math.ceil((count * bytesPerRequest) / 8) * 8);
/**
 * The columns of one block over one shared buffer, allocated up front. Each worker writes the rows of its own requests
 * in place, so nothing is copied or merged when the block ends. Rows start as `aborted` and with no time known: a
 * request that is never finished needs no further book-keeping to be counted right.
 */
function allocateColumns(count, buffer = new SharedArrayBuffer(bytesFor(count))) {
    let offset = 0;
    const float64 = () => {
        const column = new Float64Array(buffer, offset, count).fill(Number.NaN);
        offset += count * 8;
        return column;
    };
    const columns = Object.fromEntries(float64Columns.map((name) => [name, float64()]));
    const itemIndex = new Uint32Array(buffer, offset, count).fill(0);
    offset += count * 4;
    const classIndex = new Uint16Array(buffer, offset, count).fill(0);
    offset += count * 2;
    const httpStatus = new Uint16Array(buffer, offset, count).fill(0);
    offset += count * 2;
    const outcome = new Uint8Array(buffer, offset, count).fill(sample/* outcomes */.K.indexOf('aborted'));
    columns.connectMs.fill(0);
    columns.responseBytes.fill(0);
    return { count, ...columns, itemIndex, classIndex, httpStatus, outcome };
}
/** The first `count` rows, as views: a closed loop learns only at its end how many requests it took. */
function firstRows(samples, count) {
    if (count === samples.count)
        return samples;
    const entries = Object.entries(samples).map(([name, column]) => typeof column === 'number' ? [name, count] : [name, column.subarray(0, count)]);
    return Object.fromEntries(entries);
}

;// CONCATENATED MODULE: ./build/load/worker/warm-up.js





const requests = 200;
const apartMs = 0.25;
const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
/**
 * A block against a server inside this thread, before the first real one. The first requests of a fresh process take
 * tens of milliseconds, in which code is compiled and the HTTP parser is loaded; without this they would be measured as
 * the model's, and a scenario of few requests would be mostly that.
 */
async function warmUp(run, wire) {
    const server = wire === 'grpc' ? grpcServer() : httpServer();
    server.listen(0, '127.0.0.1');
    await (0,external_node_events_.once)(server, 'listening');
    const { port } = server.address();
    const columns = allocateColumns(requests);
    columns.dueAtMs.forEach((_, row) => (columns.dueAtMs[row] = row * apartMs));
    await run({
        endpoint: {
            origin: `http://127.0.0.1:${port}`,
            basePath: '',
            secure: false,
            hostname: '127.0.0.1',
            address: '127.0.0.1',
            port,
            http: '1.1',
        },
        salt: '',
        columns,
        live: allocateLiveCounters(),
        worker: 0,
        workers: 1,
        measured: [],
        arrivals: { kind: 'open' },
    });
    server.close();
}
function httpServer() {
    return (0,external_node_net_.createServer)((socket) => {
        socket.on('error', () => socket.destroy());
        // One answer for each piece that comes in is all that is needed: what is unanswered is aborted.
        socket.on('data', () => socket.write(answer));
    });
}
/** Answers every call with an empty message. */
function grpcServer() {
    const server = (0,external_node_http2_.createServer)();
    server.on('stream', (stream) => {
        stream.on('error', () => stream.destroy());
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.end(Buffer.alloc(5));
    });
    return server;
}

;// CONCATENATED MODULE: ./build/load/worker/wake-aim.js
/** The kernel's timer slack and a message between threads: what a wake takes at the least, and at the most usefully. */
const leastMs = 0.03;
const mostMs = 0.3;
/** Three wakes come late for each that comes early: waiting for the due time costs CPU, a few microseconds do not matter. */
const afterLateMs = 0.004;
const afterEarlyMs = -0.012;
/**
 * How much before a due time the pacer must aim, so that its wake arrives at it: learnt from wake to wake, and shared
 * with the pacer's thread. A wake that arrives early is waited out; nothing is sent before it is due.
 */
class WakeAim {
    /** Cell 0, in milliseconds. */
    shared = new Float64Array(new SharedArrayBuffer(8)).fill(0.05);
    /** Whether a request that is due so far ahead may be the one that this wake is for. */
    covers(aheadMs) {
        return aheadMs <= this.shared[0] + 0.05;
    }
    learn(arrivedLate) {
        const next = this.shared[0] + (arrivedLate ? afterLateMs : afterEarlyMs);
        this.shared[0] = Math.min(mostMs, Math.max(leastMs, next));
    }
}

;// CONCATENATED MODULE: ./build/load/worker/wire-requests.js

/** The distinct inputs as the client takes them, made once a block, so that sending one allocates nothing of ours. */
class WireRequests {
    #requests;
    constructor(prepared, endpoint, salt) {
        // A proxy without a tunnel is told the whole url (RFC 9112, 3.2.2), and who asks.
        const { proxy } = endpoint;
        const throughProxy = proxy !== undefined && proxy.tunnelTo === undefined;
        const prefix = (throughProxy ? endpoint.origin : '') + endpoint.basePath;
        const added = throughProxy && proxy.authorization !== undefined ? ['proxy-authorization', proxy.authorization] : [];
        this.#requests = prepared.entries.map((entry) => {
            const written = entry.salted
                ? entry.headers.map((text) => text.replaceAll(protocols_salt/* saltMarker */.fw, salt))
                : entry.headers;
            const request = {
                method: entry.method,
                path: prefix + (entry.salted ? entry.path.replaceAll(protocols_salt/* saltMarker */.fw, salt) : entry.path),
                headers: added.length > 0 ? [...written, ...added] : written,
                body: bodyOf(entry, prepared.bodies),
                ...(entry.last ? { reset: true } : {}),
            };
            return endpoint.http === '2' ? { ...request, fields: fieldsOf(request, written, endpoint) } : request;
        });
    }
    optionsOf(item) {
        return this.#requests[item];
    }
}
function bodyOf(entry, bodies) {
    // A view: all workers send from the same bytes.
    return entry.bodyLength < 0 ? null : Buffer.from(bodies, entry.bodyOffset, entry.bodyLength);
}
/** Headers that speak of the connection and have no place in HTTP/2 (RFC 9113, 8.2.2); `host` becomes `:authority`. */
const ofTheConnection = new Set([
    'connection',
    'keep-alive',
    'proxy-connection',
    'transfer-encoding',
    'upgrade',
    'host',
]);
function fieldsOf({ method, path, body }, headers, { origin, secure }) {
    const byName = new Map();
    for (let index = 0; index + 1 < headers.length; index += 2) {
        const name = headers[index].toLowerCase();
        byName.set(name, [...(byName.get(name) ?? []), headers[index + 1]]);
    }
    const own = [...byName].filter(([name]) => !ofTheConnection.has(name));
    return {
        ':method': method,
        ':path': path,
        ':scheme': secure ? 'https' : 'http',
        ':authority': byName.get('host')?.[0] ?? new URL(origin).host,
        ...(body ? { 'content-length': body.length } : {}),
        ...Object.fromEntries(own.map(([name, values]) => [name, values.length === 1 ? values[0] : values])),
    };
}

;// CONCATENATED MODULE: ./build/load/worker/sender.js














/** Connections to so many servers are kept between blocks: two arms, and their last starts. */
const keptPools = 4;
const rehearsalDelayMs = 5;
/** The rehearsal takes about 60 ms; on a machine that is busy it is cut off here. */
const rehearsalMs = 300;
/** Counts are handed over, not copied. */
const buffersOf = (gaps) => gaps.flatMap((counts) => counts.flatMap((ofClass) => (ofClass ? [ofClass.buffer] : [])));
/** The thread that sends: takes one block after the other from the main thread and reports when each is done. */
function runSender(port, start, { thread, online }) {
    const tell = (message, transferred = []) => port.postMessage(message, transferred);
    const clock = (0,load_clock/* createClock */.t)();
    let carrier;
    const pools = new Map();
    const observer = new SelfObserver();
    const secrets = secretsOf(start.protocol.headers);
    const pacer = { thread, aim: new WakeAim(), cpuSeconds: new Float64Array(new SharedArrayBuffer(8)) };
    thread.on('error', (error) => tell(failureOf(error)));
    let run;
    const poolOf = (order) => {
        const key = JSON.stringify(order.endpoint);
        const pool = pools.get(key) ?? carrier.openPool(order.endpoint);
        // Put last: the first of the map is the one that was not used for the longest time.
        pools.delete(key);
        pools.set(key, pool);
        for (const [oldest, unused] of pools) {
            if (pools.size <= keptPools)
                break;
            pools.delete(oldest);
            unused.close();
        }
        return pool;
    };
    const createRun = (order, pool, onDone) => {
        const examples = new ErrorExamples([...secrets, ...proxySecrets(order.endpoint)]);
        const before = { ...pool.counts };
        pacer.cpuSeconds[0] = 0;
        const current = new BlockRun({
            order,
            pool,
            requests: requestsOf(order, start),
            examples,
            classNames: start.classNames,
            timeouts: start.timeouts,
            clock,
            createArrivals: (owner) => createArrivals(order, owner, pacer, clock),
            onDone: () => {
                const self = observer.stop();
                run = undefined;
                const { handled, localFaults, keptConnectionsLost } = current;
                const cpuSeconds = self.cpuSeconds + (pacer.cpuSeconds[0] ?? 0);
                onDone({
                    ...self,
                    handled,
                    connectionsOpened: pool.counts.opened - before.opened,
                    tlsSessionsResumed: pool.counts.resumed - before.resumed,
                    keptConnectionsLost,
                    localFaults,
                    cpuSeconds,
                    errorExamples: examples.list(),
                    gaps: current.gaps.map(({ counts }) => counts),
                });
            },
        });
        return current;
    };
    const begin = (startAtMs) => {
        observer.start();
        run?.start(startAtMs);
    };
    port.on('message', (message) => {
        switch (message.kind) {
            case 'prepare':
                run = createRun(message.order, poolOf(message.order), (report) => tell({ kind: 'done', report }, buffersOf(report.gaps)));
                return tell({ kind: 'ready' });
            case 'go':
                return begin(message.startAtMs);
            case 'stop':
                return run?.stop(message.reason);
        }
    });
    const rehearse = (order) => new Promise((resolve) => {
        const pool = carrier.openPool(order.endpoint);
        run = createRun(order, pool, () => {
            clearTimeout(cutOff);
            pool.close();
            resolve();
        });
        const cutOff = setTimeout(() => run?.stop('the rehearsal is over'), rehearsalMs);
        begin(clock() + rehearsalDelayMs);
    });
    const getReady = async () => {
        carrier = await createCarrier(start, clock);
        await online;
        if (carrier.rehearses && start.prepared.entries.length > 0)
            await warmUp(rehearse, carrier.rehearses);
        tell({ kind: 'idle' });
    };
    const fail = (error) => tell(failureOf(error));
    // What a script leaves to itself and lets fail would else look like a fault of the engine.
    const { protocol } = start;
    if (protocol.kind === 'script')
        process.on('uncaughtException', (error) => fail((0,script_module.strayFault)(protocol, error)));
    void getReady().catch(fail);
}
function requestsOf({ endpoint, salt, arrivals, columns }, { prepared }) {
    const requests = new WireRequests(prepared, endpoint, salt);
    return arrivals.kind === 'sessions'
        ? new SessionRequests(requests, arrivals, columns.count, salt)
        : requests;
}
function createArrivals(order, owner, pacer, clock) {
    const { arrivals } = order;
    switch (arrivals.kind) {
        case 'open':
            return new OpenArrivals(order, owner, pacer, clock);
        case 'sessions':
            return new SessionArrivals(order, arrivals, owner, pacer, clock);
        case 'closed':
            return new ClosedArrivals(order, arrivals, owner, clock);
    }
}
/** An error as it crosses threads: one that is the user's keeps its code and remedy. */
function failureOf(error) {
    const failed = { kind: 'failed', message: error.message, stack: error.stack ?? '' };
    if (!(error instanceof model_error/* SluiceError */.ah))
        return failed;
    const { code, fact, remedy, location } = error;
    return { ...failed, error: { code, fact, remedy, ...(location === undefined ? {} : { location }) } };
}
/** What a proxy is told may come back in its answers. */
function proxySecrets({ proxy }) {
    return proxy?.authorization === undefined ? [] : secretsOf({ 'proxy-authorization': proxy.authorization });
}


/***/ }),

/***/ 944:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ classifyTransportFault),
/* harmony export */   t: () => (/* binding */ classifyStreamFault)
/* harmony export */ });
const localCodes = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS']);
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']);
const closedUnanswered = 'the server closed the connection without an answer';
const cutShort = 'the answer was cut short: the server closed the connection in the middle of it';
/** Tells from an error of the socket or of the HTTP parser what happened to the request. */
function classifyTransportFault(error, phase) {
    const code = error.code ?? '';
    const local = localCodes.has(code);
    const fault = (outcome, message) => ({
        outcome,
        message,
        local,
        unanswered: outcome === 'reset' && phase === 'waiting',
    });
    if (phase === 'connecting')
        return fault('connect', describeConnectFault(error));
    if (resetCodes.has(code))
        return fault('reset', `the connection was reset ${when(phase)}: ${detailOf(error)}`);
    // undici says `other side closed` or `closed` for a connection that the server ended in an orderly way.
    const closed = code === 'UND_ERR_SOCKET' && error.message.includes('closed');
    if (closed && phase === 'waiting')
        return fault('reset', closedUnanswered);
    if (closed || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code === 'HPE_INVALID_EOF_STATE') {
        return fault('bad-response', cutShort);
    }
    return fault('bad-response', `the answer breaks the rules of HTTP: ${detailOf(error)}`);
}
/**
 * The same for a stream of HTTP/2. A stream that is refused, or a client that is told to calm down, is overload: the
 * server could have answered 503. A refusal because the connection is closing is a reset, as on HTTP/1.1.
 */
function classifyStreamFault(end, phase) {
    const { error, resetCode, goAwayCode, connectionEnded } = end;
    const code = error?.code ?? '';
    if (error && (phase === 'connecting' || resetCodes.has(code) || localCodes.has(code))) {
        return classifyTransportFault(error, phase);
    }
    const fault = (outcome, message) => ({
        outcome,
        message,
        local: false,
        unanswered: outcome === 'reset' && phase === 'waiting' && (connectionEnded || goAwayCode !== null),
    });
    if (nameOf(resetCode) === 'ENHANCE_YOUR_CALM' ||
        (goAwayCode && nameOf(goAwayCode) === 'ENHANCE_YOUR_CALM')) {
        return fault('overload', 'the server asked for fewer requests (HTTP/2: ENHANCE_YOUR_CALM)');
    }
    // What our own side found wrong with a frame of the whole connection.
    if (error && code === 'ERR_HTTP2_ERROR') {
        return fault('bad-response', `the answer breaks the rules of HTTP/2: ${detailOf(error)}`);
    }
    if (nameOf(resetCode) === 'REFUSED_STREAM') {
        return goAwayCode === null && !connectionEnded
            ? fault('overload', 'the server refused the request (HTTP/2: REFUSED_STREAM)')
            : fault('reset', 'the server closed the connection before it took the request (HTTP/2)');
    }
    if (goAwayCode !== null && nameOf(goAwayCode) !== 'NO_ERROR') {
        return fault('reset', `the server ended the connection ${when(phase)} (HTTP/2: GOAWAY ${nameOf(goAwayCode)})`);
    }
    if (brokenRules.has(nameOf(resetCode))) {
        return fault('bad-response', `the answer breaks the rules of HTTP/2: ${nameOf(resetCode)}`);
    }
    if (connectionEnded) {
        return phase === 'waiting' ? fault('reset', closedUnanswered) : fault('bad-response', cutShort);
    }
    if (error && !code.startsWith('ERR_HTTP2_STREAM')) {
        return fault('client-error', `the request cannot be sent over HTTP/2: ${detailOf(error)}`);
    }
    return fault('reset', `the server reset the stream ${when(phase)} (HTTP/2: ${nameOf(resetCode)})`);
}
/** The codes of RFC 9113, 7, from 0 on. */
const codeNames = [
    'NO_ERROR',
    'PROTOCOL_ERROR',
    'INTERNAL_ERROR',
    'FLOW_CONTROL_ERROR',
    'SETTINGS_TIMEOUT',
    'STREAM_CLOSED',
    'FRAME_SIZE_ERROR',
    'REFUSED_STREAM',
    'CANCEL',
    'COMPRESSION_ERROR',
    'CONNECT_ERROR',
    'ENHANCE_YOUR_CALM',
    'INADEQUATE_SECURITY',
    'HTTP_1_1_REQUIRED',
];
const brokenRules = new Set([
    'PROTOCOL_ERROR',
    'FLOW_CONTROL_ERROR',
    'FRAME_SIZE_ERROR',
    'COMPRESSION_ERROR',
    'HTTP_1_1_REQUIRED',
]);
function nameOf(code) {
    return codeNames[code] ?? `code ${code}`;
}
function when(phase) {
    return phase === 'waiting' ? 'before any answer' : 'in the middle of the answer';
}
/** OpenSSL's verdicts on a certificate, and Node's own on its names. */
const untrusted = /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|CA_|INVALID_CA|ERR_TLS_CERT)/;
function describeConnectFault(error) {
    const code = error.code ?? '';
    const detail = detailOf(error);
    if (code === 'CERT_HAS_EXPIRED' ||
        code === 'CERT_NOT_YET_VALID' ||
        code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
        return `TLS: the server's certificate is not valid for this address and time: ${detail}`;
    }
    if (untrusted.test(code)) {
        const remedy = 'name its authority in `tls: { ca: FILE }` of the target, or in NODE_EXTRA_CA_CERTS';
        return `TLS: the server's certificate is not trusted: ${detail}; ${remedy}`;
    }
    if (code === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(code))
        return `TLS: the handshake failed: ${detail}`;
    return detail;
}
function detailOf(error) {
    const code = error.code ?? '';
    return code && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}


/***/ }),

/***/ 4518:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ outcomes)
/* harmony export */ });
/* unused harmony export lateAfterMs */
/** What became of a request. 200 is not success: a failed check or an early end of the stream is an error. */
const outcomes = [
    'ok',
    'connect',
    'reset',
    'timeout',
    'overload',
    'out-of-memory',
    'model-error',
    'client-error',
    'bad-response',
    'aborted',
];
/** A request that is sent later than this after it was due counts as late. */
const lateAfterMs = 10;


/***/ })

};
