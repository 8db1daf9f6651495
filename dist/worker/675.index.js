export const id = 675;
export const ids = [675];
export const modules = {

/***/ 8675:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ScriptPool: () => (/* binding */ ScriptPool)
});

// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: ./build/load/worker/connection-pool.js
var connection_pool = __webpack_require__(1473);
// EXTERNAL MODULE: ./build/load/worker/connector.js + 1 modules
var connector = __webpack_require__(7571);
// EXTERNAL MODULE: ./build/load/protocols/protocol.js
var protocol = __webpack_require__(223);
// EXTERNAL MODULE: ./build/load/protocols/script.js
var protocols_script = __webpack_require__(6780);
// EXTERNAL MODULE: ./build/load/worker/connection.js
var connection = __webpack_require__(1342);
// EXTERNAL MODULE: ./build/model/sample.js
var sample = __webpack_require__(4518);
// EXTERNAL MODULE: ./build/load/protocols/refusal.js
var refusal = __webpack_require__(2047);
;// CONCATENATED MODULE: ./build/load/worker/script-call.js



/** What a script throws, or lets through, when its request has failed. */
class ScriptFailure extends Error {
    kind;
    constructor(kind, message) {
        super(message);
        this.kind = kind;
    }
}
/** One request, as the user's script sees it. Its methods may be taken apart: `({ row, call }) => ...`. */
class ScriptCall {
    /** The input. */
    row;
    /** The request class of the input. */
    className;
    /** 16 digits, the same in both arms and new in each block: put it where a prompt begins. */
    salt;
    /** Aborted when the request runs out of time, or the run ends. */
    signal;
    #parts;
    constructor(parts) {
        this.row = parts.row;
        this.className = parts.className;
        this.salt = parts.salt;
        this.signal = parts.signal;
        this.#parts = parts;
    }
    /** `fetch` for a path of the target, on kept connections. An answer that is not 2xx ends the request as an error of its kind. */
    call = async (path, { accept = [], ...init } = {}) => {
        const { origin, basePath, dispatcher, signal, onAnswer } = this.#parts;
        if (!/^\/(?!\/)/.test(path)) {
            throw new ScriptFailure('client-error', `call(${JSON.stringify(path)}): a path of the target begins with one /`);
        }
        const signals = init.signal ? AbortSignal.any([signal, init.signal]) : signal;
        const response = await (0,undici/* fetch */.hd)(`${origin}${basePath}${path}`, {
            redirect: 'manual',
            ...init,
            dispatcher,
            signal: signals,
        });
        onAnswer(response.status);
        if (response.ok || accept.includes(response.status))
            return response;
        const body = (await response.text()).slice(0, refusal/* keptRefusalBytes */.mL);
        const headers = [...response.headers].flatMap((pair) => pair.map((text) => Buffer.from(text, 'latin1')));
        throw new ScriptFailure((0,refusal/* refusalKind */.lU)(response.status, body), (0,refusal/* refusalMessage */.se)(response.status, headers, body));
    };
    /** The first token of the answer is there: TTFT. Only the first time counts. */
    firstToken = () => {
        const { result, clock } = this.#parts;
        if (Number.isNaN(result.firstTokenAtMs))
            result.firstTokenAtMs = clock();
    };
    /** Tokens as the server counts them; several calls add up. */
    count = (tokens) => {
        const { result } = this.#parts;
        const add = (sum, more) => more === undefined ? sum : (Number.isNaN(sum) ? 0 : sum) + more;
        result.inputTokens = add(result.inputTokens, tokens.input);
        result.cachedTokens = add(result.cachedTokens, tokens.cached);
        result.outputTokens = add(result.outputTokens, tokens.output);
    };
    /** Ends the request as an error: `fail('bad-response', 'no citation in the answer')`. */
    fail = (kind, message) => {
        const known = sample/* outcomes */.K.includes(kind) && kind !== 'ok';
        throw new ScriptFailure(known ? kind : 'bad-response', message);
    };
}

// EXTERNAL MODULE: ./build/load/worker/transport-fault.js
var transport_fault = __webpack_require__(944);
;// CONCATENATED MODULE: ./build/load/worker/script-connection.js





/** One run of the user's script at a time: from its call to its promise's end is the request. */
class ScriptConnection extends connection/* Connection */.N {
    #surroundings;
    #run;
    constructor(surroundings, reader, clock) {
        super(reader, clock);
        this.#surroundings = surroundings;
    }
    /** A script may do long work between its calls: only the total time-out holds for it. */
    get phase() {
        return 'receiving';
    }
    discard() {
        this.observer = null;
        this.#run?.abort();
    }
    dispatch(request) {
        const run = new AbortController();
        this.#run = run;
        this.noteSent(false);
        this.lastByteAt = Infinity;
        // What the reader answers with is this record.
        const result = Object.assign(this.reader.onEnd(), (0,protocol/* emptyResult */.$)());
        void this.#perform(request, result, run.signal).then(() => this.#isCurrent(run) && this.noteAnswered(), (thrown) => this.#isCurrent(run) && this.#noteThrown(thrown, result));
    }
    #isCurrent(run) {
        return this.#run === run && this.observer !== null;
    }
    async #perform(request, result, signal) {
        const { script, dispatcher, endpoint } = this.#surroundings;
        const headers = request.headers;
        const header = (name) => headers[headers.indexOf(name) + 1];
        await script(new ScriptCall({
            row: JSON.parse(request.body.toString('utf8')),
            className: header(protocols_script/* scriptHeaders */.G.className),
            salt: header(protocols_script/* scriptHeaders */.G.salt),
            origin: endpoint.origin,
            basePath: endpoint.basePath,
            dispatcher,
            clock: this.clock,
            signal,
            result,
            onAnswer: (status) => {
                this.status = status;
                if (Number.isNaN(this.firstByteAt))
                    this.firstByteAt = this.clock();
            },
        }));
    }
    #noteThrown(thrown, result) {
        if (thrown instanceof ScriptFailure) {
            result.outcome = thrown.kind;
            result.message = thrown.message;
            this.noteAnswered();
            return;
        }
        const { observer } = this;
        this.observer = null;
        observer?.onFailed(this, faultOf(thrown, this.status > 0));
    }
}
/** undici's `fetch failed` hides the error of the connection in its cause. */
function faultOf(thrown, answered) {
    const error = thrown instanceof Error ? thrown : new Error(`the script threw ${String(thrown)}`);
    const cause = error.cause;
    if (error instanceof TypeError && cause?.code !== undefined) {
        const connecting = cause.code === 'ECONNREFUSED' || cause.syscall === 'connect';
        return (0,transport_fault/* classifyTransportFault */.c)(cause, connecting ? 'connecting' : answered ? 'receiving' : 'waiting');
    }
    return {
        outcome: 'bad-response',
        message: `the script threw ${error.name}: ${error.message}`,
        local: false,
        unanswered: false,
    };
}

;// CONCATENATED MODULE: ./build/load/worker/script-pool.js




/** Runs of a script against one server, over connections that are opened as calls need them and kept. */
class ScriptPool extends connection_pool/* ConnectionPool */.j {
    #idle = [];
    #script;
    #agent;
    constructor(endpoint, protocol, clock, script) {
        super(endpoint, protocol, clock);
        this.#script = script;
        this.#agent = new undici/* Agent */.g6({
            headersTimeout: 0,
            bodyTimeout: 0,
            connect: (options, callback) => (0,connector/* createConnector */.U)(this.shared, { opening: null }, () => true)(options, callback),
        });
    }
    take() {
        const { endpoint } = this.shared;
        return (this.#idle.pop() ??
            new ScriptConnection({ script: this.#script, dispatcher: this.#agent, endpoint }, this.openReader(), this.clock));
    }
    takeBack(connection) {
        this.#idle.push(connection);
    }
    closeIdle() {
        this.#idle.length = 0;
        this.#agent.destroy().catch(() => undefined);
    }
}


/***/ })

};
