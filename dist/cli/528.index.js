export const id = 528;
export const ids = [528];
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

/***/ 41528:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openPrometheus: () => (/* binding */ openPrometheus)
});

// EXTERNAL MODULE: ./node_modules/prom-client/index.js
var prom_client = __webpack_require__(95222);
// EXTERNAL MODULE: ./build/export/send.js
var send = __webpack_require__(17693);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
;// CONCATENATED MODULE: ./build/export/prometheus/endpoint.js




/** A scraper needs one connection; nobody needs many. */
const mostConnections = 16;
/**
 * Serves the registry until it is closed; it never keeps the process alive.
 * @throws SluiceError `export-failed` where it cannot listen: the port is in use, the address is not this machine's
 */
async function serveMetrics(registry, { host, port }) {
    let scrapes = 0;
    let waiting = [];
    const server = (0,external_node_http_.createServer)((request, response) => {
        request.resume();
        const path = request.url?.split('?')[0];
        if (path !== '/metrics')
            return void response.writeHead(404).end('Only /metrics is here.\n');
        if (request.method !== 'GET')
            return void response.writeHead(405, { allow: 'GET' }).end();
        const waited = waiting;
        waiting = [];
        response.once('close', () => {
            if (!response.writableFinished)
                return void waiting.push(...waited);
            scrapes += 1;
            waited.forEach((resolve) => resolve());
        });
        const answer = (text) => {
            response.writeHead(200, { 'content-type': registry.contentType }).end(text);
        };
        registry.metrics().then(answer, () => response.writeHead(500).end());
    });
    server.maxConnections = mostConnections;
    server.unref();
    const address = `${(0,external_node_net_.isIPv6)(host) ? `[${host}]` : host}:${port}`;
    try {
        server.listen(port, host);
        await (0,external_node_events_.once)(server, 'listening');
    }
    catch (cause) {
        throw unheard(address, cause);
    }
    return {
        url: `http://${address}/metrics`,
        get scrapes() {
            return scrapes;
        },
        async nextScrape(signal) {
            const { promise, resolve } = Promise.withResolvers();
            waiting.push(() => resolve(true));
            if (signal.aborted)
                return false;
            signal.addEventListener('abort', () => resolve(false), { once: true });
            // Nothing else may keep the process alive, not even the limit of `signal`.
            server.ref();
            return promise.finally(() => server.unref());
        },
        async close() {
            if (!server.listening)
                return;
            const closed = (0,external_node_events_.once)(server, 'close');
            server.close();
            server.closeAllConnections();
            await closed;
        },
    };
}
const remedies = {
    EADDRINUSE: 'Another program, perhaps another gate, has this port: give another one with `listen`.',
    EADDRNOTAVAIL: 'Give an address of this machine as `host`, such as 127.0.0.1 or 0.0.0.0.',
    ENOTFOUND: 'Give an address of this machine as `host`, such as 127.0.0.1 or 0.0.0.0.',
    EACCES: 'Ports below 1024 need rights: give a higher one with `listen`.',
};
function unheard(address, cause) {
    const { code = '', message } = cause;
    const remedy = remedies[code] ?? 'Give another host or port with `listen`.';
    return (0,send/* failed */.gz)('Prometheus', `The metrics cannot be served at ${address}: ${code || message}.`, remedy, cause);
}

// EXTERNAL MODULE: ./build/export/class-labels.js
var class_labels = __webpack_require__(1319);
;// CONCATENATED MODULE: ./build/export/prometheus/live-gauges.js
/** What a block that runs shows of itself. */
function liveGauges(gauge) {
    const arm = ['arm', 'scenario'];
    const gauges = {
        inFlight: gauge('in_flight_requests', 'Requests that wait for their answer.', arm),
        rate: gauge('answers_per_second', 'Answers over the last second, errors included.', arm),
        asked: gauge('asked_requests_per_second', 'Rate that the running block asks for.', arm),
        users: gauge('concurrent_users', 'Users of the running closed loop.', arm),
        errors: gauge('scenario_errors', 'Errors of this arm since the scenario began.', arm),
        latency: gauge('recent_latency_seconds', 'Of successes of about the last 3 s.', [...arm, 'statistic']),
    };
    const elapsed = gauge('elapsed_seconds', 'Since the gate began.');
    const remaining = gauge('budget_remaining_seconds', 'Until the budget is over.');
    const reset = () => Object.values(gauges).forEach((each) => each.reset());
    let last = '';
    return {
        reset,
        set(progress) {
            const at = { arm: progress.arm, scenario: progress.scenario };
            // The arms are never under load at the same time: what the block before showed is over.
            const now = `${at.arm} ${at.scenario} ${progress.position}`;
            if (now !== last)
                reset();
            last = now;
            elapsed.set(progress.elapsedMs / 1000);
            remaining.set(progress.remainingMs / 1000);
            const { inFlight, ratePerSecond, askedPerSecond, concurrency, errors, p50Ms, p95Ms, p99Ms } = progress;
            gauges.rate.set(at, ratePerSecond);
            gauges.errors.set(at, errors);
            if (inFlight !== undefined)
                gauges.inFlight.set(at, inFlight);
            if (askedPerSecond !== undefined)
                gauges.asked.set(at, askedPerSecond);
            if (concurrency !== undefined)
                gauges.users.set(at, concurrency);
            for (const [statistic, ms] of Object.entries({ p50: p50Ms, p95: p95Ms, p99: p99Ms }))
                if (typeof ms === 'number')
                    gauges.latency.set({ ...at, statistic }, ms / 1000);
        },
    };
}

// EXTERNAL MODULE: ./build/model/metric.js
var metric = __webpack_require__(16080);
;// CONCATENATED MODULE: ./build/export/prometheus/result-metrics.js


const verdicts = ['pass', 'fail', 'inconclusive', 'invalid'];
/** What the gate decided, once it has: a value for each metric that it judged. */
function resultMetrics(gauge, label) {
    const judged = ['metric', 'class'];
    const ofArm = [...judged, 'arm'];
    const verdict = gauge('verdict', '1 for the verdict of the gate, 0 for the others.', ['verdict']);
    const outcome = gauge('metric_outcome', '1 for what became of a judged metric.', [
        ...judged,
        'outcome',
        'gated',
    ]);
    const effect = gauge('effect_ratio', 'Candidate / base - 1, for shares the difference, with its 95 % interval.', [...judged, 'bound']);
    const slo = gauge('slo_met', '1 where the candidate meets the limit.', ['metric']);
    const values = {
        ms: gauge('result_seconds', 'Typical value of each arm.', ofArm),
        'requests/s': gauge('result_requests_per_second', 'Typical throughput of each arm.', ofArm),
        share: gauge('result_ratio', 'Typical share of each arm.', ofArm),
    };
    const setMetric = ({ id, class: name, base, candidate, ...judgement }) => {
        const at = { metric: id, class: name === 'all' ? name : label(name) };
        // Several share this label, and one value cannot stand for all.
        if (at.class === class_labels/* otherClasses */.p)
            return;
        const { unit } = metric/* metrics */.qd[id];
        const scale = unit === 'ms' ? 1 / 1000 : 1;
        for (const [arm, value] of Object.entries({ base, candidate }))
            if (value !== null)
                values[unit].set({ ...at, arm }, value * scale);
        outcome.set({ ...at, outcome: judgement.result, gated: String(judgement.gated) }, 1);
        if (judgement.effect !== null)
            effect.set({ ...at, bound: 'estimate' }, judgement.effect);
        if (!judgement.interval)
            return;
        effect.set({ ...at, bound: 'lower' }, judgement.interval[0]);
        effect.set({ ...at, bound: 'upper' }, judgement.interval[1]);
    };
    return {
        set({ report }) {
            for (const each of verdicts)
                verdict.set({ verdict: each }, each === report.verdict.verdict ? 1 : 0);
            report.verdict.metrics.forEach(setMetric);
            for (const { id, met } of report.verdict.slo)
                slo.set({ metric: id }, met ? 1 : 0);
        },
    };
}

// EXTERNAL MODULE: ./build/model/telemetry.js
var telemetry = __webpack_require__(20277);
;// CONCATENATED MODULE: ./build/export/prometheus/telemetry-metrics.js


/** Base units, as Prometheus asks for; `scale` leads to them. */
const units = {
    count: { suffix: '', scale: 1 },
    share: { suffix: '_ratio', scale: 1 },
    bytes: { suffix: '_bytes', scale: 1 },
    cores: { suffix: '_cores', scale: 1 },
    tokens: { suffix: '', scale: 1 },
    watts: { suffix: '_watts', scale: 1 },
    MHz: { suffix: '_hertz', scale: 1e6 },
    '°C': { suffix: '_celsius', scale: 1 },
};
/**
 * What was sampled of target, server, GPUs and runner: after each block the mean of gauges over it, and what counters have
 * reached. A metric appears with its first value: most servers have few of them.
 */
function telemetryMetrics(registers) {
    const gauges = new Map();
    const counters = new Map();
    const reached = new Map();
    const setMean = (id, arm, values) => {
        const seen = values.filter((value) => value !== null);
        if (seen.length === 0)
            return;
        const { header, unit } = telemetry/* telemetryMetrics */.Vi[id];
        const name = `${nameOf(id)}${units[unit].suffix}`;
        const help = `Mean over the last block: ${header}.`;
        const gauge = gauges.get(id) ?? new prom_client.Gauge({ name, help, labelNames: ['arm'], registers });
        gauges.set(id, gauge);
        gauge.set({ arm }, (seen.reduce((sum, value) => sum + value, 0) / seen.length) * units[unit].scale);
    };
    const count = (id, arm, values) => {
        const now = values.findLast((value) => value !== null);
        if (now === undefined)
            return;
        const { header, unit } = telemetry/* telemetryMetrics */.Vi[id];
        const name = `${nameOf(id)}${units[unit].suffix}_total`;
        const counter = counters.get(id) ?? new prom_client.Counter({ name, help: `So far: ${header}.`, labelNames: ['arm'], registers });
        counters.set(id, counter);
        const before = reached.get(`${id} ${arm}`) ?? 0;
        // Another run of the same arm, as a replay after a screen, begins at 0 again.
        counter.inc({ arm }, now >= before ? now - before : now);
        reached.set(`${id} ${arm}`, now);
    };
    return {
        set(arm, { originEpochMs, atMs, series }, block) {
            const fromMs = block.startedAtEpochMs - originEpochMs;
            const first = atMs.findIndex((at) => at >= fromMs);
            const last = atMs.findLastIndex((at) => at <= fromMs + block.durationMs);
            for (const [id, values] of Object.entries(series)) {
                if (telemetry/* telemetryMetrics */.Vi[id].kind === 'counter')
                    count(id, arm, values);
                else if (first >= 0)
                    setMean(id, arm, values.slice(first, last + 1));
            }
        },
    };
}
const nameOf = (id) => `sluice_${id.replaceAll(/[.-]/g, '_')}`;

;// CONCATENATED MODULE: ./build/export/prometheus/gate-metrics.js





/** 1 ms to 100 s, five a decade (the R5 series): a percentile drawn from them is at most 1.6 times off. */
const boundsSeconds = Array.from({ length: 26 }, (_, i) => Number((0.001 * 10 ** (i / 5)).toPrecision(2)));
const ofClass = ['arm', 'scenario', 'class'];
/**
 * The metrics of one gate, in one text format: a registry of prom-client cannot change its format afterwards without
 * losing the names of its counters. Counts and histograms are those of the kept blocks, so they agree with the run files.
 */
function gateMetrics(format, subject) {
    const registry = new prom_client.Registry();
    registry.setContentType(format);
    const registers = [registry];
    registry.setDefaultLabels({ suite: subject.suite });
    const label = (0,class_labels/* classLabels */.U)();
    const gauge = (name, help, labelNames = []) => new prom_client.Gauge({ name: `sluice_${name}`, help, labelNames, registers });
    const counter = (name, help, labelNames) => new prom_client.Counter({ name: `sluice_${name}_total`, help, labelNames, registers });
    const histogram = (name, help) => new prom_client.Histogram({
        name: `sluice_${name}_seconds`,
        help,
        labelNames: ofClass,
        buckets: boundsSeconds,
        registers,
    });
    const requests = counter('requests', 'Measured requests by what became of them.', [...ofClass, 'outcome']);
    const tokens = counter('tokens', 'Tokens of completed measured requests.', [...ofClass, 'type']);
    const blocks = counter('blocks', 'Blocks that were measured; only valid ones are judged.', [
        'arm',
        'scenario',
        'valid',
    ]);
    const timings = {
        latency: histogram('request_duration', 'Latency of completed requests, from when they were due.'),
        ttft: histogram('time_to_first_token', 'Time to the first token, from when the request was due.'),
        tpot: histogram('time_per_output_token', 'Time per output token after the first.'),
    };
    const info = gauge('run_info', 'The gate that runs.', ['profile', 'version', 'shard']);
    const running = gauge('running', '1 while the gate measures, 0 at its end.');
    const live = liveGauges(gauge);
    const sendLag = gauge('generator_send_lag_seconds', 'Sent minus due in the last block.', [
        'arm',
        'statistic',
    ]);
    const achieved = gauge('generator_achieved_ratio', 'Sent over asked in the last block.', ['arm']);
    const ready = gauge('target_ready_seconds', 'From the last start of the target until it was ready.', [
        'arm',
    ]);
    const telemetry = telemetryMetrics(registers);
    const result = resultMetrics(gauge, label);
    const { profile, sluiceVersion: version, shard } = subject;
    info.set({ profile, version, ...(shard && { shard: `${shard.index}/${shard.of}` }) }, 1);
    running.set(1);
    const countClass = (at, block) => {
        const outcomes = { ok: block.completed, ...block.errors };
        for (const [outcome, count] of Object.entries(outcomes))
            requests.inc({ ...at, outcome }, count);
        const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = block;
        const counts = {
            input: inputTokens,
            cached_input: cachedTokens,
            output: outputTokens,
            reasoning: reasoningTokens,
        };
        for (const [type, count] of Object.entries(counts))
            if (count)
                tokens.inc({ ...at, type }, count);
        for (const [timing, into] of Object.entries(timings)) {
            const distribution = block.timings[timing];
            if (distribution)
                observe(into.labels(at), distribution);
        }
    };
    const countBlock = (arm, { scenario, validity, classes, health }) => {
        blocks.inc({ arm, scenario, valid: String(validity.valid) });
        for (const [name, block] of Object.entries(classes))
            if (block.attempted > 0)
                countClass({ arm, scenario, class: label(name) }, block);
        if (!health)
            return;
        for (const [statistic, lagMs] of Object.entries(health.sendLagMs))
            if (Number.isFinite(lagMs))
                sendLag.set({ arm, statistic }, lagMs / 1000);
        if (Number.isFinite(health.achievedRate))
            achieved.set({ arm }, health.achievedRate);
    };
    const end = () => {
        live.reset();
        running.set(0);
    };
    return {
        registry,
        onEvent(event) {
            if (event.kind === 'progress')
                live.set(event.progress);
            else if (event.kind === 'ready')
                ready.set({ arm: event.arm }, event.readyMs / 1000);
        },
        onBlock({ arm, parts, telemetry: sampled }) {
            for (const { block } of parts) {
                countBlock(arm, block);
                if (sampled)
                    telemetry.set(arm, sampled, block);
            }
        },
        /** Of what is measured and not judged. */
        onEnd: end,
        onResult(...given) {
            end();
            result.set(...given);
        },
    };
}
function observe(into, { valuesMs, counts }) {
    for (const [i, valueMs] of valuesMs.entries())
        for (let left = counts[i] ?? 0; left > 0; left--)
            into.observe(valueMs / 1000);
}

;// CONCATENATED MODULE: ./build/export/prometheus/push-gateway.js

/**
 * Replaces what the gateway holds of this suite: `PUT /metrics/job/sluice/suite/NAME`, in the text format, the only one that
 * it takes. A value goes as base64 because it may hold a slash.
 * Source: the README of prometheus/pushgateway, "URL".
 */
async function pushTo(gateway, registry, suite, headers, signal) {
    const group = `metrics/job/sluice/suite@base64/${Buffer.from(suite).toString('base64url')}`;
    await (0,send/* send */.tN)('the push gateway', {
        method: 'PUT',
        url: `${gateway.replace(/\/+$/, '')}/${group}`,
        headers: { ...headers, 'content-type': registry.contentType },
        body: await registry.metrics(),
    }, signal);
}

// EXTERNAL MODULE: ./node_modules/protobufjs/minimal.js
var minimal = __webpack_require__(96170);
;// CONCATENATED MODULE: ./build/export/prometheus/remote-write.js


/** `job` as a scrape would give it. */
const job = 'sluice';
/**
 * Writes every series of the registry once, as it is at this time. Fields and headers: Prometheus Remote-Write 1.0,
 * prometheus.io/docs/specs/prw/remote_write_spec.
 */
async function writeTo(url, registry, headers, atEpochMs, signal) {
    const series = (await registry.getMetricsAsJSON()).flatMap(seriesOf);
    await (0,send/* send */.tN)('the remote write', {
        method: 'POST',
        url,
        headers: {
            ...headers,
            'content-type': 'application/x-protobuf',
            'content-encoding': 'snappy',
            'x-prometheus-remote-write-version': '0.1.0',
        },
        body: uncompressedSnappy(encodeRequest(series, atEpochMs)),
    }, signal);
}
function seriesOf(metric) {
    const { name, values } = metric;
    return values.map(({ labels, metricName, value }) => {
        const all = { __name__: metricName ?? name, job, ...labels };
        const named = Object.entries(all).map(([key, text]) => [
            key,
            String(text) === 'Infinity' ? '+Inf' : String(text),
        ]);
        return { labels: named.sort(([a], [b]) => (a < b ? -1 : 1)), value };
    });
}
/** WriteRequest { repeated TimeSeries timeseries = 1 }; TimeSeries { labels = 1, samples = 2 }. */
function encodeRequest(series, atEpochMs) {
    const writer = minimal.Writer.create();
    for (const { labels, value } of series) {
        writer.uint32(0x0a).fork();
        for (const [name, text] of labels)
            writer.uint32(0x0a).fork().uint32(0x0a).string(name).uint32(0x12).string(text).ldelim();
        writer.uint32(0x12).fork().uint32(0x09).double(value).uint32(0x10).int64(atEpochMs).ldelim();
        writer.ldelim();
    }
    return writer.finish();
}
/** The most that one literal of two length bytes holds. */
const mostLiteralBytes = 65_536;
/**
 * Snappy's block format, which remote write asks for, with literals alone: a few hundred kilobytes once a gate are not worth
 * a compressor. Source: format_description.txt of google/snappy.
 */
function uncompressedSnappy(bytes) {
    const writer = minimal.Writer.create().uint32(bytes.length);
    const parts = [writer.finish()];
    for (let first = 0; first < bytes.length; first += mostLiteralBytes) {
        const literal = bytes.subarray(first, first + mostLiteralBytes);
        const rest = literal.length - 1;
        parts.push(Uint8Array.of(61 << 2, rest & 0xff, rest >> 8), literal);
    }
    return Buffer.concat(parts);
}

;// CONCATENATED MODULE: ./build/export/prometheus/index.js






/** Metrics for Prometheus: served while the gate runs, pushed when it has ended. */
async function openPrometheus(plan, subject) {
    const served = plan.listen && gateMetrics(prom_client.Registry.OPENMETRICS_CONTENT_TYPE, subject);
    const { pushGateway, remoteWrite } = plan;
    const pushed = pushGateway || remoteWrite ? gateMetrics(prom_client.Registry.PROMETHEUS_CONTENT_TYPE, subject) : undefined;
    const fed = [served, pushed].filter((metrics) => metrics !== undefined);
    const endpoint = served && plan.listen && (await serveMetrics(served.registry, plan.listen));
    return {
        name: 'Prometheus',
        onEvent: (event) => fed.forEach((metrics) => metrics.onEvent(event)),
        onBlock: (block) => fed.forEach((metrics) => metrics.onBlock(block)),
        async tell(input, { environment, signal }) {
            for (const metrics of fed)
                metrics.onResult(input);
            const scraped = endpoint ? lastScrape(endpoint, 'verdict', signal) : Promise.resolve([]);
            const pushing = pushed ? push(plan, pushed.registry, subject.suite, { environment, signal }) : [];
            // A push that fails does not take the end away from who scrapes.
            const [told, seen] = await Promise.allSettled([pushing, scraped]);
            if (told.status === 'rejected')
                throw told.reason;
            return `Prometheus: ${[...told.value, ...(seen.status === 'fulfilled' ? seen.value : [])].join('; ')}.`;
        },
        async tellMeasured({ signal }) {
            served?.onEnd();
            const seen = endpoint ? await lastScrape(endpoint, 'end', signal) : [];
            const kept = pushed ? ['only verdicts are pushed'] : [];
            return `Prometheus: ${[...seen, ...kept].join('; ')}.`;
        },
        close: async () => void (await endpoint?.close()),
    };
}
/** @returns clauses that say where it was pushed to */
async function push({ pushGateway, remoteWrite, tokenVariable }, registry, suite, { environment, signal }) {
    const token = tokenVariable && (0,send/* secretFrom */.lO)(environment, tokenVariable, 'Prometheus');
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const hostOf = (url) => new URL(url).host;
    // One that fails does not take the result away from the other.
    const ended = await Promise.allSettled([
        ...(pushGateway
            ? [
                pushTo(pushGateway, registry, suite, headers, signal).then(() => `the result was pushed to ${hostOf(pushGateway)}`),
            ]
            : []),
        ...(remoteWrite
            ? [
                writeTo(remoteWrite, registry, headers, Date.now(), signal).then(() => `the result was written to ${hostOf(remoteWrite)}`),
            ]
            : []),
    ]);
    return ended.map((each) => {
        if (each.status === 'rejected')
            throw each.reason;
        return each.value;
    });
}
/** Who scraped the gate is to see how it ended: the endpoint waits for them once more, as long as exports may take. */
async function lastScrape(endpoint, last, signal) {
    const { url } = endpoint;
    if (endpoint.scrapes === 0)
        return [`nobody asked for the metrics at ${url}`];
    const sawLast = await endpoint.nextScrape(signal);
    return [
        `the metrics at ${url} were scraped ${endpoint.scrapes} times, ${sawLast ? `the last time with the ${last}` : `but not again after the ${last}`}`,
    ];
}


/***/ })

};
