export const id = 280;
export const ids = [280];
export const modules = {

/***/ 1319:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ classLabels),
/* harmony export */   p: () => (/* binding */ otherClasses)
/* harmony export */ });
/** Every label value is a series of its own in the memory of the server that keeps it. */
const mostClasses = 20;
/** Stands for all classes beyond the bound; the settings allow no class of this name. */
const otherClasses = '(other)';
/** Bounds how many classes are told apart: the first ones that are asked for. Names are short and plain by the settings. */
function classLabels() {
    const known = new Set();
    return (name) => {
        if (known.size < mostClasses)
            known.add(name);
        return known.has(name) ? name : otherClasses;
    };
}


/***/ }),

/***/ 73280:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openOtlp: () => (/* binding */ openOtlp)
});

// EXTERNAL MODULE: ./node_modules/@opentelemetry/exporter-metrics-otlp-http/dist/platform/node/OTLPMetricExporter.mjs + 6 modules
var OTLPMetricExporter = __webpack_require__(25971);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/exporter-trace-otlp-http/dist/platform/node/OTLPTraceExporter.mjs + 4 modules
var OTLPTraceExporter = __webpack_require__(3083);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/resources/dist/ResourceImpl.mjs + 5 modules
var ResourceImpl = __webpack_require__(19481);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/semantic-conventions/dist/stable_attributes.mjs
var stable_attributes = __webpack_require__(42123);
// EXTERNAL MODULE: ./build/export/class-labels.js
var class_labels = __webpack_require__(1319);
// EXTERNAL MODULE: ./build/export/send.js
var export_send = __webpack_require__(17693);
;// CONCATENATED MODULE: ./build/export/otlp/deliver.js

/**
 * Hands one payload to an exporter of the SDK, which tries again by itself where the collector is busy.
 * @throws SluiceError `export-failed` where it is not taken; the reason of `signal` once that aborts
 */
async function deliver(exporter, payload, url, signal) {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
        const delivered = new Promise((resolve) => exporter.export(payload, resolve));
        const { code, error } = await Promise.race([delivered, aborted.promise]);
        if (code !== 0)
            throw refused(url, error);
    }
    finally {
        signal.removeEventListener('abort', abort);
    }
}
function refused(url, error) {
    const { host, pathname } = new URL(url);
    const status = error?.code;
    if (typeof status !== 'number')
        return (0,export_send/* failed */.gz)('OpenTelemetry', `${host} does not take ${pathname}: ${error?.message ?? 'no reason was given'}.`, 'Check `endpoint` (the base address of a collector that speaks OTLP over HTTP, port 4318 as a rule), and that this machine can reach it.', error);
    const denied = status === 401 || status === 403;
    return (0,export_send/* failed */.gz)('OpenTelemetry', `${host} answered ${pathname} with ${status}${error?.message ? ` (${error.message})` : ''}.`, denied
        ? 'Check the headers under `header-env`.'
        : 'Check that `endpoint` is the base address of a collector that speaks OTLP over HTTP.', error);
}

;// CONCATENATED MODULE: ./build/export/otlp/names.js
/**
 * Names of the GenAI semantic conventions, as of version 1.45 of the conventions' package, which is about to hand them over
 * to a repository of their own: written here, they neither vanish with an update nor bring 700 kB of other names along.
 * Source: opentelemetry.io/docs/specs/semconv/gen-ai.
 */
const genAi = {
    operation: 'gen_ai.operation.name',
    provider: 'gen_ai.provider.name',
    requestModel: 'gen_ai.request.model',
    inputTokens: 'gen_ai.usage.input_tokens',
    outputTokens: 'gen_ai.usage.output_tokens',
    cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
    reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
    timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
    tokenType: 'gen_ai.token.type',
    metrics: {
        duration: 'gen_ai.client.operation.duration',
        timeToFirstChunk: 'gen_ai.client.operation.time_to_first_chunk',
        tokenUsage: 'gen_ai.client.token.usage',
    },
    /** Boundaries that the conventions give. */
    buckets: {
        seconds: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
        tokens: Array.from({ length: 14 }, (_, i) => 4 ** i),
    },
};
/** Ours: what no convention names. */
const own = {
    suite: 'sluice.suite',
    profile: 'sluice.profile',
    shard: 'sluice.shard',
    verdict: 'sluice.verdict',
    arm: 'sluice.arm',
    scenario: 'sluice.scenario',
    class: 'sluice.class',
    block: 'sluice.block',
    variant: 'sluice.variant',
    /** The same in both arms for the same request. */
    request: 'sluice.request',
    outcome: 'sluice.outcome',
    sent: 'sluice.sent',
    firstToken: 'sluice.first_token',
};

;// CONCATENATED MODULE: ./build/export/otlp/operation.js
/** By the protocol that the server speaks. */
function operationOf(protocol) {
    const generative = (name, provider) => ({
        kind: 'gen-ai',
        name,
        provider,
        model: modelOf(protocol),
    });
    switch (protocol.kind) {
        case 'openai-chat':
            return generative('chat', 'openai');
        case 'openai-completions':
            return generative('text_completion', 'openai');
        case 'openai-embeddings':
            return generative('embeddings', 'openai');
        case 'ollama':
            return generative(protocol.path.endsWith('/chat') ? 'chat' : 'text_completion', protocol.kind);
        case 'llama.cpp':
        case 'tgi':
        case 'triton-generate':
            return generative('text_completion', protocol.kind);
        default:
            return { kind: 'http', method: 'method' in protocol ? protocol.method : 'POST' };
    }
}
function modelOf(protocol) {
    const body = 'body' in protocol ? protocol.body : undefined;
    const model = typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
    return typeof model === 'string' ? model : null;
}

// EXTERNAL MODULE: ./build/model/sample.js
var sample = __webpack_require__(14518);
;// CONCATENATED MODULE: ./build/export/otlp/request.js

/** A request that has no end, as one that was never sent, ends when it was due. */
function requestAt({ samples, startedAtEpochMs }, row, { arm, block, class: className, key }) {
    const at = (column) => {
        const value = known(column[row]);
        return value === undefined ? undefined : startedAtEpochMs + value;
    };
    const dueAtMs = at(samples.dueAtMs) ?? startedAtEpochMs;
    return {
        arm,
        scenario: block.scenario,
        block: block.index,
        class: className,
        key,
        dueAtMs,
        endAtMs: at(samples.endAtMs) ?? dueAtMs,
        connectMs: known(samples.connectMs?.[row]) ?? 0,
        outcome: sample/* outcomes */.K[samples.outcome[row]] ?? 'bad-response',
        httpStatus: samples.httpStatus[row] ?? 0,
        ...definedOf({
            variant: block.variant,
            sentAtMs: at(samples.sentAtMs),
            firstTokenAtMs: at(samples.firstTokenAtMs),
            inputTokens: known(samples.inputTokens[row]),
            cachedTokens: known(samples.cachedTokens?.[row]),
            outputTokens: known(samples.outputTokens[row]),
            reasoningTokens: known(samples.reasoningTokens?.[row]),
        }),
    };
}
/** Time to the first token, by the same clock as the gate's; undefined where nothing was streamed. */
const ttftMs = ({ firstTokenAtMs, dueAtMs, connectMs }) => firstTokenAtMs === undefined ? undefined : firstTokenAtMs - dueAtMs - connectMs;
const known = (value) => value === undefined || Number.isNaN(value) ? undefined : value;
/** Without what is undefined. */
function definedOf(given) {
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

// EXTERNAL MODULE: ./node_modules/@opentelemetry/api/dist/metrics/Metric.mjs
var Metric = __webpack_require__(18007);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/sdk-metrics/dist/export/AggregationTemporality.mjs
var AggregationTemporality = __webpack_require__(69778);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/sdk-metrics/dist/export/MetricData.mjs
var MetricData = __webpack_require__(63938);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/semantic-conventions/dist/stable_metrics.mjs
var stable_metrics = __webpack_require__(50643);
;// CONCATENATED MODULE: ./build/export/otlp/buckets.js
/** A histogram that is counted by itself: an instrument of the SDK takes 10 µs a value, which at 20,000 requests a block is a second. */
class Buckets {
    #boundaries;
    #counts;
    #count = 0;
    #sum = 0;
    #min = Infinity;
    #max = -Infinity;
    /** @param boundaries upper ones, inclusive, ascending */
    constructor(boundaries) {
        this.#boundaries = boundaries;
        this.#counts = new Array(boundaries.length + 1).fill(0);
    }
    add(value) {
        let bucket = 0;
        while (value > (this.#boundaries[bucket] ?? Infinity))
            bucket += 1;
        this.#counts[bucket] += 1;
        this.#count += 1;
        this.#sum += value;
        this.#min = Math.min(this.#min, value);
        this.#max = Math.max(this.#max, value);
    }
    /** Undefined where nothing was counted. */
    get value() {
        if (this.#count === 0)
            return undefined;
        const buckets = { boundaries: [...this.#boundaries], counts: [...this.#counts] };
        return { buckets, count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
    }
}

// EXTERNAL MODULE: ./node_modules/@opentelemetry/api/dist/trace/span_kind.mjs
var span_kind = __webpack_require__(3428);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/api/dist/trace/status.mjs
var trace_status = __webpack_require__(91213);
// EXTERNAL MODULE: ./node_modules/@opentelemetry/sdk-trace/dist/TracerProvider.mjs + 31 modules
var TracerProvider = __webpack_require__(45302);
;// CONCATENATED MODULE: ./build/export/otlp/spans.js





/** A span each, from when the request was due until it ended; each is a trace of its own, since requests are independent. */
function spansOf(sampled, resource, version, verdict) {
    const ended = [];
    const provider = new TracerProvider/* TracerProvider */.d({
        resource,
        spanProcessors: [
            {
                onStart: () => undefined,
                onEnd: (span) => void ended.push(span),
                forceFlush: () => Promise.resolve(),
                shutdown: () => Promise.resolve(),
            },
        ],
    });
    const tracer = provider.getTracer('sluice', version);
    for (const { request, operation, server } of sampled) {
        const span = tracer.startSpan(nameOf(operation), {
            root: true,
            kind: span_kind/* SpanKind */.v.CLIENT,
            startTime: request.dueAtMs,
            attributes: {
                ...server,
                ...attributesOf(request, operation),
                ...(verdict && { [own.verdict]: verdict }),
            },
        });
        if (request.sentAtMs !== undefined)
            span.addEvent(own.sent, request.sentAtMs);
        if (request.firstTokenAtMs !== undefined)
            span.addEvent(own.firstToken, request.firstTokenAtMs);
        if (request.outcome !== 'ok')
            span.setStatus({ code: trace_status/* SpanStatusCode */.s.ERROR, message: request.outcome });
        span.end(request.endAtMs);
    }
    return ended;
}
function nameOf(operation) {
    if (operation.kind === 'http')
        return operation.method;
    return operation.model === null ? operation.name : `${operation.name} ${operation.model}`;
}
/** What both spans and metrics say of the kind of request. */
function operationAttributes(operation) {
    if (operation.kind === 'http')
        return { [stable_attributes/* ATTR_HTTP_REQUEST_METHOD */.n4R]: operation.method };
    const { name, provider, model } = operation;
    return {
        [genAi.operation]: name,
        [genAi.provider]: provider,
        ...(model === null ? {} : { [genAi.requestModel]: model }),
    };
}
/** Of a failed request: the status that came, else the kind of error. */
function errorType({ outcome, httpStatus, }) {
    if (outcome === 'ok')
        return undefined;
    return httpStatus >= 400 ? String(httpStatus) : outcome;
}
function attributesOf(request, operation) {
    const firstTokenMs = ttftMs(request);
    return {
        ...operationAttributes(operation),
        [own.arm]: request.arm,
        [own.scenario]: request.scenario,
        [own.block]: request.block,
        [own.class]: request.class,
        [own.request]: request.key,
        [own.outcome]: request.outcome,
        ...definedOf({
            [own.variant]: request.variant,
            [stable_attributes/* ATTR_ERROR_TYPE */.oJb]: errorType(request),
            [stable_attributes/* ATTR_HTTP_RESPONSE_STATUS_CODE */.ORx]: request.httpStatus || undefined,
        }),
        ...(operation.kind === 'http'
            ? {}
            : definedOf({
                [genAi.inputTokens]: request.inputTokens,
                [genAi.outputTokens]: request.outputTokens,
                [genAi.cachedTokens]: request.cachedTokens,
                [genAi.reasoningTokens]: request.reasoningTokens,
                [genAi.timeToFirstChunk]: firstTokenMs === undefined ? undefined : firstTokenMs / 1000,
            })),
    };
}

;// CONCATENATED MODULE: ./build/export/otlp/request-metrics.js








/** Boundaries that the conventions give for HTTP. */
const httpSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const { seconds, tokens } = genAi.buckets;
const tokenUsage = { name: genAi.metrics.tokenUsage, unit: '{token}', boundaries: tokens };
const instruments = {
    duration: {
        name: genAi.metrics.duration,
        unit: 's',
        description: 'Latency, from when the request was due.',
        boundaries: seconds,
    },
    firstChunk: {
        name: genAi.metrics.timeToFirstChunk,
        unit: 's',
        description: 'From when the request was due to the first token.',
        boundaries: seconds,
    },
    inputTokens: {
        ...tokenUsage,
        description: 'Input and output tokens of a request.',
        attributes: { [genAi.tokenType]: 'input' },
    },
    outputTokens: {
        ...tokenUsage,
        description: 'Input and output tokens of a request.',
        attributes: { [genAi.tokenType]: 'output' },
    },
    http: {
        name: stable_metrics/* METRIC_HTTP_CLIENT_REQUEST_DURATION */.Hm,
        unit: 's',
        description: 'From when the request was sent.',
        boundaries: httpSeconds,
    },
};
/** The histograms that the conventions name, over all measured requests, sampled or not. */
class RequestMetrics {
    #groups = new Map();
    #startedAtEpochMs = Infinity;
    /**
     * @param place what is the same of all requests of a block
     * @returns adds one of them
     */
    startBlock(samples, operation, place) {
        this.#startedAtEpochMs = Math.min(this.#startedAtEpochMs, place.startedAtEpochMs);
        const add = operation.kind === 'http' ? addHttp : addGenerated;
        const groups = new Map();
        return (row) => {
            const [classIndex = 0, outcomeIndex = 0, status = 0] = [
                samples.classIndex[row],
                samples.outcome[row],
                samples.httpStatus[row],
            ];
            const key = (classIndex * sample/* outcomes */.K.length + outcomeIndex) * 1000 + status;
            let group = groups.get(key);
            if (!group) {
                const outcome = sample/* outcomes */.K[outcomeIndex] ?? 'bad-response';
                group = this.#groupOf({
                    ...place.attributes,
                    ...place.classAttributes[classIndex],
                    ...operationAttributes(operation),
                    ...definedOf({
                        [stable_attributes/* ATTR_ERROR_TYPE */.oJb]: errorType({ outcome, httpStatus: status }),
                        [stable_attributes/* ATTR_HTTP_RESPONSE_STATUS_CODE */.ORx]: operation.kind === 'http' ? status || undefined : undefined,
                    }),
                });
                groups.set(key, group);
            }
            add(group, samples, row);
        };
    }
    #groupOf(attributes) {
        const key = JSON.stringify(attributes);
        const group = this.#groups.get(key) ?? { attributes, buckets: {} };
        this.#groups.set(key, group);
        return group;
    }
    /** In the SDK's own form, cumulative from the first block on. */
    collect(resource, version, nowEpochMs) {
        const times = { startTime: hrTime(this.#startedAtEpochMs), endTime: hrTime(nowEpochMs) };
        const metrics = new Map();
        for (const { attributes, buckets } of this.#groups.values())
            for (const [instrument, counted] of Object.entries(buckets)) {
                const { name, unit, description, ...more } = instruments[instrument];
                if (!counted.value)
                    continue;
                const metric = metrics.get(name) ?? {
                    descriptor: { name, unit, description, valueType: Metric/* ValueType */.e.DOUBLE },
                    aggregationTemporality: AggregationTemporality/* AggregationTemporality */.h.CUMULATIVE,
                    dataPointType: MetricData/* DataPointType */.n.HISTOGRAM,
                    dataPoints: [],
                };
                metrics.set(name, metric);
                const all = { ...attributes, ...more.attributes };
                metric.dataPoints.push({ ...times, attributes: all, value: counted.value });
            }
        return {
            resource,
            scopeMetrics: [{ scope: { name: 'sluice', version }, metrics: [...metrics.values()] }],
        };
    }
}
const hrTime = (epochMs) => [Math.floor(epochMs / 1000), Math.round((epochMs % 1000) * 1e6)];
function count({ buckets }, instrument, value) {
    if (value === undefined || Number.isNaN(value))
        return;
    buckets[instrument] ??= new Buckets(instruments[instrument].boundaries);
    buckets[instrument].add(Math.max(0, value));
}
/** Latency and TTFT as the gate has them: without the time that the connection took. A failed request took until it failed. */
function addGenerated(group, samples, row) {
    const fromMs = samples.dueAtMs[row] + (samples.connectMs?.[row] || 0);
    count(group, 'duration', (samples.endAtMs[row] - fromMs) / 1000);
    count(group, 'firstChunk', (samples.firstTokenAtMs[row] - fromMs) / 1000);
    count(group, 'inputTokens', samples.inputTokens[row]);
    count(group, 'outputTokens', samples.outputTokens[row]);
}
function addHttp(group, samples, row) {
    count(group, 'http', (samples.endAtMs[row] - samples.sentAtMs[row]) / 1000);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/export/otlp/sampling.js

/**
 * Chooses requests by what they are and not by chance, so that of two arms under one schedule the same are chosen: a number
 * from 0 to 1 for each row of a block, to be compared with the share.
 * The mixing is the finaliser of MurmurHash3 (A. Appleby), whose every input bit moves every output bit.
 * @param block names the block in both arms
 */
function chanceInBlock(block) {
    const seed = (0,external_node_crypto_.createHash)('sha256').update(block).digest().readUInt32LE();
    return (row) => {
        let mixed = seed ^ Math.imul(row + 1, 0x9e3779b1);
        mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
        mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
        return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
    };
}
/** Keeps what falls into the share, in bounded memory: when it is full, the share is halved, evenly over all of the gate. */
class Sampled {
    #kept = [];
    #most;
    share;
    constructor(share, most) {
        this.share = share;
        this.#most = most;
    }
    add(chance, value) {
        if (chance >= this.share)
            return;
        this.#kept.push({ chance, value: value() });
        if (this.#kept.length <= this.#most)
            return;
        this.share /= 2;
        this.#kept = this.#kept.filter((each) => each.chance < this.share);
    }
    get values() {
        return this.#kept.map(({ value }) => value);
    }
}

;// CONCATENATED MODULE: ./build/export/otlp/index.js













/** About 1 kB of memory each. */
const mostSpans = 10_000;
const spansPerMessage = 500;
/** Spans and metrics by the official SDK. All is gathered between blocks and sent after the last: the load is never disturbed. */
function openOtlp(plan, subject) {
    const resource = resourceOf(subject);
    const metrics = new RequestMetrics();
    const sampled = new Sampled(plan.sampledShare, mostSpans);
    const label = (0,class_labels/* classLabels */.U)();
    const numberOf = numberInWhole(subject);
    let seen = 0;
    const send = async ({ environment, signal }, verdict) => {
        const headers = Object.fromEntries(Object.entries(plan.headerVariables).map(([header, variable]) => [
            header,
            (0,export_send/* secretFrom */.lO)(environment, variable, 'OpenTelemetry'),
        ]));
        const base = plan.endpoint.replace(/\/+$/, '');
        const spans = spansOf(sampled.values, resource, subject.sluiceVersion, verdict);
        const tracesUrl = `${base}/v1/traces`;
        const traces = new OTLPTraceExporter/* OTLPTraceExporter */.Q({ headers, url: tracesUrl });
        const metricsUrl = `${base}/v1/metrics`;
        const histograms = new OTLPMetricExporter/* OTLPMetricExporter */.r({ headers, url: metricsUrl });
        try {
            const collected = metrics.collect(resource, subject.sluiceVersion, Date.now());
            await deliver(histograms, collected, metricsUrl, signal);
            for (let first = 0; first < spans.length; first += spansPerMessage)
                await deliver(traces, spans.slice(first, first + spansPerMessage), tracesUrl, signal);
        }
        finally {
            void Promise.allSettled([traces.shutdown(), histograms.shutdown()]);
        }
        const cut = sampled.share < plan.sampledShare ? `, fewer than asked for because ${mostSpans} is the most` : '';
        return `OpenTelemetry: metrics of ${seen} requests and ${spans.length} spans were sent to ${new URL(base).host}${cut}.`;
    };
    return {
        name: 'OpenTelemetry',
        onEvent: () => undefined,
        onBlock({ arm, baseUrl, protocol, classes, parts, measured }) {
            const operation = operationOf(protocol);
            const server = serverOf(baseUrl);
            const labels = classes.map(label);
            const classAttributes = labels.map((name) => ({ [own.class]: name }));
            const { samples, startedAtEpochMs } = measured;
            for (const { block, rows } of parts) {
                const name = blockName(block);
                const chance = chanceInBlock(name);
                const attributes = { ...server, [own.arm]: arm, [own.scenario]: block.scenario };
                const add = metrics.startBlock(samples, operation, { startedAtEpochMs, attributes, classAttributes });
                for (const row of rows) {
                    add(row);
                    const number = numberOf(row);
                    sampled.add(chance(number), () => {
                        const className = labels[samples.classIndex[row]] ?? '';
                        const place = { arm, block, class: className, key: `${name}/${number}` };
                        return { request: requestAt(measured, row, place), operation, server };
                    });
                    seen += 1;
                }
            }
        },
        tell: ({ report }, context) => send(context, report.verdict.verdict),
        tellMeasured: (context) => send(context),
        close: () => Promise.resolve(),
    };
}
const resourceOf = ({ suite, profile, sluiceVersion, shard }) => (0,ResourceImpl/* resourceFromAttributes */.QZ)({
    [stable_attributes/* ATTR_SERVICE_NAME */.UX4]: 'sluice',
    [stable_attributes/* ATTR_SERVICE_VERSION */.HZt]: sluiceVersion,
    [own.suite]: suite,
    [own.profile]: profile,
    // Shards are instances of one service: without it their histograms would be taken for one and the same.
    ...(shard && {
        [own.shard]: `${shard.index}/${shard.of}`,
        [stable_attributes/* ATTR_SERVICE_INSTANCE_ID */.Mnv]: `shard-${shard.index}-of-${shard.of}`,
    }),
});
/** Of a request of the block that all shards send: theirs is every n-th of it. */
const numberInWhole = ({ shard: { index, of } = { index: 1, of: 1 } }) => (row) => row * of + index - 1;
/** The same in both arms. */
const blockName = ({ scenario, variant, phase, index }) => [scenario, variant, phase, index].filter((part) => part !== undefined).join('/');
function serverOf(baseUrl) {
    const { hostname, port, protocol } = new URL(baseUrl);
    const number = Number(port) || (protocol === 'https:' ? 443 : 80);
    return { [stable_attributes/* ATTR_SERVER_ADDRESS */.Tu$]: hostname.replace(/^\[|\]$/g, ''), [stable_attributes/* ATTR_SERVER_PORT */.A2j]: number };
}


/***/ })

};
