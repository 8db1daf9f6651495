export const id = 864;
export const ids = [864];
export const modules = {

/***/ 3864:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runSender: () => (/* binding */ runSender)
});

// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
// EXTERNAL MODULE: ./build/load/clock.js
var load_clock = __webpack_require__(1107);
// EXTERNAL MODULE: ./build/model/error.js
var error = __webpack_require__(3188);
;// CONCATENATED MODULE: ./build/load/protocols/response-check.js

function compileCheck(check) {
    const statuses = check.status && check.status.length > 0 ? new Set(check.status) : undefined;
    const path = check.jsonPath?.split('.');
    const pattern = check.matches === undefined ? undefined : compilePattern(check.matches);
    return {
        acceptsStatus: (status) => (statuses ? statuses.has(status) : status >= 200 && status < 300),
        needsJson: path !== undefined,
        needsText: pattern !== undefined,
        findFault(text, json) {
            if (pattern && !pattern.test(text))
                return `the answer does not match /${check.matches}/: ${excerpt(text)}`;
            if (path && !hasPath(json(), path))
                return `the answer has no "${check.jsonPath}": ${excerpt(text)}`;
            return undefined;
        },
    };
}
/** What a message shows of an answer; the recorder cuts and masks it further. */
function excerpt(text) {
    return text.slice(0, 1000);
}
function compilePattern(source) {
    try {
        return new RegExp(source, 'u');
    }
    catch (cause) {
        throw new error/* SluiceError */.ah('template-invalid', {
            fact: `The response check's regular expression /${source}/ cannot be read: ${cause.message}.`,
            remedy: 'Correct check.matches; it is a JavaScript regular expression with the u flag.',
            cause,
        });
    }
}
function hasPath(value, path) {
    let here = value;
    for (const step of path) {
        if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step))
            return false;
        here = here[step];
    }
    return true;
}

;// CONCATENATED MODULE: ./build/load/protocols/refusal.js
/** Of an answer that is no success, so many bytes are kept to tell its kind and to show it. */
const keptRefusalBytes = 4096;
/** How servers say that memory ran out: PyTorch, CUDA, ONNX Runtime, C++, Python, the JVM, vLLM. */
const outOfMemory = /out of memory|OutOfMemory|\bOOM\b|std::bad_alloc|cannot allocate memory|MemoryError|ALLOC_FAILED|failed to allocate/i;
/**
 * The kind of error that an unaccepted answer stands for. 3xx is a bad response because redirects are not followed:
 * a load test that silently measures another address measures nothing.
 */
function refusalKind(status, body) {
    if (status >= 500 && outOfMemory.test(body))
        return 'out-of-memory';
    if (status === 429 || status === 503)
        return 'overload';
    if (status >= 500)
        return 'model-error';
    if (status >= 400)
        return 'client-error';
    return 'bad-response';
}
function refusalMessage(status, headers, body) {
    const retryAfter = headerValue(headers, 'retry-after');
    const location = status >= 300 && status < 400 ? headerValue(headers, 'location') : undefined;
    const hints = [
        location === undefined ? '' : ` to ${location} (redirects are not followed)`,
        retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`,
    ];
    return `HTTP ${status}${hints.join('')}${body ? `: ${body}` : ''}`;
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

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/load/protocols/salt.js

/** Stands in prepared requests where `{{salt}}` was asked for; replaced before each block by a salt of the same width. */
const saltMarker = '5a17ca5e0f5a17ed';
/**
 * The salt of one block: 16 hexadecimal digits. Blocks of one index have the same salt in both arms, and another than
 * the blocks before: a prefix cache sees the reuse that the workload has within a block, not that between blocks.
 */
function blockSalt(salt, scenario, index) {
    const digest = createHash('sha256').update(`${salt}\0${scenario}\0${index}`).digest('hex');
    return digest.slice(0, saltMarker.length);
}

;// CONCATENATED MODULE: ./build/load/protocols/template.js


const placeholder = /\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}/g;
const wholePlaceholder = /^\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}$/;
/** Fills `{{column}}` in every string of a JSON value. A string that is exactly `{{column}}` takes the column's own type. */
function fillJson(template, context) {
    if (typeof template === 'string') {
        const whole = wholePlaceholder.exec(template)?.[1];
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
function columnValue(column, context) {
    if (column === 'salt')
        return saltMarker;
    if (Object.hasOwn(context.row, column))
        return context.row[column];
    const known = Object.keys(context.row);
    throw new error/* SluiceError */.ah('template-invalid', {
        fact: `The ${context.place} of the request names the column "${column}", which an input of class ` +
            `"${context.className}" does not have. Its columns: ${known.length > 0 ? known.join(', ') : 'none'}.`,
        remedy: `Name one of these columns in {{…}}, or add "${column}" to every row of the data set.`,
    });
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
    return new error/* SluiceError */.ah('template-invalid', {
        fact: `The request header "${name}" ${why}.`,
        remedy: `Take "${name}" out of protocol.headers, or give it a value of plain characters. Sluice itself sets ${[...ownHeaders].join(', ')}.`,
    });
}

;// CONCATENATED MODULE: ./build/load/protocols/protocol.js
function emptyResult() {
    return {
        outcome: 'ok',
        message: '',
        firstTokenAtMs: Number.NaN,
        inputTokens: Number.NaN,
        outputTokens: Number.NaN,
    };
}

;// CONCATENATED MODULE: ./build/load/protocols/http-json.js





/** A longer answer than this is not kept for checking, so that a runaway server cannot fill our memory. */
const largestCheckedBytes = 32 * 1024 * 1024;
/** Any HTTP endpoint that takes a request built from a template and gives one answer. */
function createHttpJson(plan) {
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
                path: fillText(plan.path, { row, className, place: 'path' }, encodeURIComponent),
                headers: fillHeaders(plan.headers, item, className, body !== null),
                body,
            };
        },
        openReader: () => new HttpJsonReader(check),
    };
}
class HttpJsonReader {
    #check;
    #result = emptyResult();
    #chunks = [];
    #keptBytes = 0;
    #keepUpTo = 0;
    #tooLong = false;
    #status = 0;
    #headers = [];
    #accepted = false;
    #isJson = false;
    constructor(check) {
        this.#check = check;
    }
    onHeaders(status, headers) {
        this.#chunks.length = 0;
        this.#keptBytes = 0;
        this.#tooLong = false;
        this.#status = status;
        this.#headers = headers;
        this.#accepted = this.#check.acceptsStatus(status);
        this.#isJson =
            this.#check.needsJson || (status !== 204 && isJsonType(headerValue(headers, 'content-type')));
        const keepsAnswer = this.#isJson || this.#check.needsText;
        this.#keepUpTo = !this.#accepted ? keptRefusalBytes : keepsAnswer ? largestCheckedBytes : 0;
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
        const result = this.#result;
        result.outcome = 'ok';
        result.message = '';
        if (!this.#accepted) {
            const body = this.#text().slice(0, keptRefusalBytes);
            result.outcome = refusalKind(this.#status, body);
            result.message = refusalMessage(this.#status, this.#headers, body);
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
        return this.#check.findFault(text, () => json);
    }
    #text() {
        const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
        return (only ?? Buffer.concat(this.#chunks)).toString('utf8');
    }
}
function isJsonType(contentType) {
    return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType);
}

;// CONCATENATED MODULE: ./build/load/streams/delta-scan.js
/**
 * Tells from the raw bytes of a streamed completion event whether it carries text, without parsing it. Inside a JSON
 * string every quote is escaped, so the bytes `"content":` can only be a key.
 */
const quote = 0x22;
const space = 0x20;
const contentKeys = [Buffer.from('"content":'), Buffer.from('"text":')];
const reasoningKeys = [Buffer.from('"reasoning_content":'), Buffer.from('"reasoning":')];
/** Events that hold one of these need a real look: usage, an error, the end, a tool call. */
const otherKeys = ['"usage":', '"error":', '"finish_reason":', '"tool_calls":', '"object":"error"'].map((text) => Buffer.from(text));
/** `other`: parse it. An event that says `"finish_reason":null` or `"usage":null` is still plain content. */
function scanDelta(event) {
    for (const key of otherKeys)
        if (hasValue(event, key))
            return 'other';
    if (contentKeys.some((key) => hasText(event, key)))
        return 'content';
    if (reasoningKeys.some((key) => hasText(event, key)))
        return 'reasoning';
    return 'other';
}
/** The key is there with a string that is not empty. */
function hasText(event, key) {
    const at = valueAt(event, key);
    return at !== -1 && event[at] === quote && at + 1 < event.length && event[at + 1] !== quote;
}
/** The key is there with a value other than null. */
function hasValue(event, key) {
    const at = valueAt(event, key);
    return at !== -1 && event[at] !== 0x6e;
}
function valueAt(event, key) {
    const found = event.indexOf(key);
    if (found === -1)
        return -1;
    let at = found + key.length;
    while (event[at] === space)
        at++;
    return at;
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
    #carry = [];
    #carriedBytes = 0;
    /** The last chunk ended in CR: a LF that follows belongs to it. */
    #afterCarriageReturn = false;
    constructor(onLine, { loneCarriageReturn }) {
        this.#onLine = onLine;
        this.#loneCarriageReturn = loneCarriageReturn;
    }
    /** Bytes of an unfinished line. */
    get pendingBytes() {
        return this.#carriedBytes;
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
        if (start < chunk.length) {
            this.#carry.push(chunk.subarray(start));
            this.#carriedBytes += chunk.length - start;
        }
    }
    /** Hands on what stands after the last line end. */
    end() {
        if (this.#carriedBytes > 0)
            this.#emit(Buffer.alloc(0), 0, 0);
    }
    #findEnd(chunk, start) {
        const feed = chunk.indexOf(lineFeed, start);
        if (!this.#loneCarriageReturn)
            return feed;
        // Searched only as far as the next LF, so that the cost stays linear where there is no CR at all.
        const stop = feed === -1 ? chunk.length : feed;
        for (let at = start; at < stop; at++)
            if (chunk[at] === carriageReturn)
                return at;
        return feed;
    }
    #emit(chunk, start, end) {
        if (this.#carriedBytes > 0) {
            const line = Buffer.concat([...this.#carry, chunk.subarray(start, end)]);
            this.#carry = [];
            this.#carriedBytes = 0;
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
const event_stream_space = 0x20;
const data = Buffer.from('data');
const event_stream_event = Buffer.from('event');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/**
 * Server-sent events, parsed from the raw bytes as they come in (WHATWG HTML, 9.2.6): LF, CRLF and CR, comments,
 * several data lines in an event, fields in any order, unknown fields passed over. An event of one data line is handed
 * on as a range of the chunk it came in.
 */
class EventStreamParser {
    #onEvent;
    #lines;
    /** Data lines of the event that is being read; the first is kept as a range while it is the only one. */
    #dataLines = [];
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
        const leftOver = this.#dataLines.length > 0;
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
            this.#dataLines.push(bytes.subarray(valueStart(bytes, start + data.length, end), end));
        }
        else if (isField(bytes, start, end, event_stream_event)) {
            this.#name = bytes.toString('utf8', valueStart(bytes, start + event_stream_event.length, end), end);
        }
    }
    #dispatch() {
        const lines = this.#dataLines;
        const name = this.#name;
        this.#name = undefined;
        if (lines.length === 0)
            return;
        this.#dataLines = [];
        const value = lines.length === 1 ? lines[0] : joinLines(lines);
        this.#onEvent(value, 0, value.length, name);
    }
}
function startsWith(bytes, start, end, prefix) {
    return (end - start >= prefix.length &&
        bytes.compare(prefix, 0, prefix.length, start, start + prefix.length) === 0);
}
/** A field line is the name alone, or the name and a colon. */
function isField(bytes, start, end, name) {
    if (bytes[start] !== name[0] || !startsWith(bytes, start, end, name))
        return false;
    const after = start + name.length;
    return after === end || bytes[after] === colon;
}
/** After the colon, and after one space if there is one. */
function valueStart(bytes, after, end) {
    if (after >= end)
        return end;
    return bytes[after + 1] === event_stream_space && after + 1 < end ? after + 2 : after + 1;
}
function joinLines(lines) {
    const feed = Buffer.from('\n');
    return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [feed, line])));
}

;// CONCATENATED MODULE: ./build/load/streams/completion-stream.js



/** Reads the server-sent events of an OpenAI-style completion, chunk by chunk. */
class CompletionStream {
    summary = {
        contentEvents: 0,
        reasoningEvents: 0,
        firstTokenAtMs: Number.NaN,
        firstContentAtMs: Number.NaN,
        lastTokenAtMs: Number.NaN,
        promptTokens: Number.NaN,
        completionTokens: Number.NaN,
        finished: false,
        fault: undefined,
        text: '',
    };
    #keepsText;
    #parser;
    #atMs = Number.NaN;
    constructor(options) {
        this.#keepsText = options.keepText;
        this.#parser = new EventStreamParser((bytes, start, end, name) => this.#readEvent(bytes.subarray(start, end), name));
    }
    push(chunk, atMs) {
        this.#atMs = atMs;
        this.#parser.push(chunk);
    }
    end() {
        this.#parser.end();
        if (!this.summary.finished) {
            this.#fail('bad-response', 'the stream ended early: no [DONE] and no finish reason');
        }
        return this.summary;
    }
    #readEvent(event, name) {
        if (event.length === 6 && event.toString('latin1') === '[DONE]') {
            this.summary.finished = true;
            return;
        }
        const kind = name === 'error' || this.#keepsText ? 'other' : scanDelta(event);
        if (kind === 'other')
            this.#parseEvent(event.toString('utf8'), name);
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
        if (name === 'error' || event.error || event.object === 'error')
            return this.#failByServer(text);
        for (const choice of event.choices ?? [])
            this.#readChoice(choice);
        if (event.usage) {
            this.summary.promptTokens = numberOrNaN(event.usage.prompt_tokens);
            this.summary.completionTokens = numberOrNaN(event.usage.completion_tokens);
        }
    }
    #readChoice(choice) {
        const delta = choice.delta ?? {};
        const content = delta.content ?? choice.text;
        const reasoning = delta.reasoning_content ?? delta.reasoning;
        const callsTool = Array.isArray(delta.tool_calls) && delta.tool_calls.length > 0;
        if (isText(content) || callsTool)
            this.#noteToken('content');
        else if (isText(reasoning))
            this.#noteToken('reasoning');
        if (this.#keepsText && isText(content))
            this.summary.text += content;
        if (typeof choice.finish_reason === 'string')
            this.summary.finished = true;
    }
    #noteToken(kind) {
        const { summary } = this;
        if (Number.isNaN(summary.firstTokenAtMs))
            summary.firstTokenAtMs = this.#atMs;
        summary.lastTokenAtMs = this.#atMs;
        if (kind === 'reasoning') {
            summary.reasoningEvents++;
            return;
        }
        if (summary.contentEvents++ === 0)
            summary.firstContentAtMs = this.#atMs;
    }
    /** 200 is not success: the error stands inside the stream, and its text is all there is to tell its kind. */
    #failByServer(text) {
        const status = Number(/"(?:code|status)"\s*:\s*"?([45]\d\d)\b/.exec(text)?.[1] ?? 500);
        this.#fail(refusalKind(status, text), `an error inside the stream: ${text.slice(0, 1000)}`);
        this.summary.finished = true;
    }
    #fail(outcome, message) {
        this.summary.fault ??= { outcome, message };
    }
}
function isText(value) {
    return typeof value === 'string' && value !== '';
}
function numberOrNaN(value) {
    return typeof value === 'number' ? value : Number.NaN;
}

;// CONCATENATED MODULE: ./build/load/protocols/openai.js




/**
 * OpenAI's chat and text completions, streamed. The body is the user's template; `stream` is switched on unless it says
 * otherwise, and the usage is asked for, because the number of events is not the number of tokens.
 */
function createOpenAi(plan) {
    const keepText = plan.check.matches !== undefined;
    const unary = createHttpJson({
        ...plan,
        kind: 'http-json',
        method: 'POST',
        body: withStreaming(plan.body),
    });
    // A stream has no JSON path; its text is matched when it is complete.
    const pattern = keepText ? new RegExp(plan.check.matches ?? '', 'u') : undefined;
    return {
        kind: plan.kind,
        prepare: (item, className) => unary.prepare(item, className),
        openReader: () => new OpenAiReader(unary.openReader(), pattern),
    };
}
function withStreaming(body) {
    if (body === null || typeof body !== 'object' || Array.isArray(body))
        return body;
    const streamed = { stream: true, ...body };
    return streamed.stream === true ? { stream_options: { include_usage: true }, ...streamed } : streamed;
}
/** Streams are read here; whatever comes as one piece (refusals, unstreamed answers) is read as JSON. */
class OpenAiReader {
    #unary;
    #pattern;
    #result = emptyResult();
    #stream;
    constructor(unary, pattern) {
        this.#unary = unary;
        this.#pattern = pattern;
    }
    onHeaders(status, headers) {
        const isStream = headerValue(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream');
        const accepted = status >= 200 && status < 300;
        this.#stream =
            isStream && accepted ? new CompletionStream({ keepText: this.#pattern !== undefined }) : undefined;
        if (!this.#stream)
            this.#unary.onHeaders(status, headers);
    }
    onChunk(bytes, atMs) {
        if (this.#stream)
            this.#stream.push(bytes, atMs);
        else
            this.#unary.onChunk(bytes, atMs);
    }
    onEnd() {
        if (!this.#stream)
            return this.#unary.onEnd();
        const summary = this.#stream.end();
        const result = this.#result;
        const counted = summary.contentEvents + summary.reasoningEvents;
        result.firstTokenAtMs = summary.firstTokenAtMs;
        result.inputTokens = summary.promptTokens;
        result.outputTokens = Number.isNaN(summary.completionTokens) ? counted : summary.completionTokens;
        result.outcome = 'ok';
        result.message = '';
        if (summary.fault) {
            result.outcome = summary.fault.outcome;
            result.message = summary.fault.message;
        }
        else if (this.#pattern && !this.#pattern.test(summary.text)) {
            result.outcome = 'bad-response';
            result.message = `the answer does not match /${this.#pattern.source}/: ${summary.text.slice(0, 1000)}`;
        }
        return result;
    }
}

;// CONCATENATED MODULE: ./build/load/protocols/index.js


function createProtocol(plan) {
    switch (plan.kind) {
        case 'http-json':
            return createHttpJson(plan);
        case 'openai-chat':
        case 'openai-completions':
            return createOpenAi(plan);
    }
}

;// CONCATENATED MODULE: ./build/model/sample.js
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



const outcomeIndex = Object.fromEntries(outcomes.map((outcome, index) => [outcome, index]));
/** One worker's share of one block, from the first send to the last row written. */
class BlockRun {
    handled = 0;
    localFaults = 0;
    connectionsOpened = 0;
    #parts;
    #arrivals;
    #startAtMs = 0;
    #exhausted = false;
    #done = false;
    #deadlines;
    #grace;
    constructor(parts) {
        this.#parts = parts;
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
        connection.send(row, requests.optionsOf(item), this);
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
        if (connection.connectMs > 0)
            this.connectionsOpened++;
    }
    onAnswered(connection, result) {
        const { columns } = this.#parts.order;
        const row = connection.row;
        columns.firstTokenAtMs[row] = result.firstTokenAtMs - this.#startAtMs;
        columns.inputTokens[row] = result.inputTokens;
        columns.outputTokens[row] = result.outputTokens;
        this.#parts.pool.release(connection);
        this.#finish(connection, result.outcome, connection.lastByteAt, result.message);
    }
    onFailed(connection, outcome, message, local) {
        if (local)
            this.localFaults++;
        // The client opens the connection anew for the next request.
        this.#parts.pool.release(connection);
        this.#finish(connection, outcome, this.#parts.clock(), message);
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
        this.#arrivals.onFinished(outcome === 'ok');
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

;// CONCATENATED MODULE: ./build/load/worker/closed-arrivals.js

/** After a failure a user waits a little, so that a dead server is not asked thousands of times a second. */
const pauseAfterFailureMs = 20;
/**
 * So many users, each of which sends its next request when the last is answered. The requests are taken in their order
 * over the users of all workers. Users start one after the other, spread over `staggerMs`.
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
    #startAtMs = 0;
    #exhausted = false;
    constructor(order, loop, owner, clock) {
        this.#order = order;
        this.#owner = owner;
        this.#clock = clock;
        this.#concurrency = loop.concurrency;
        this.#maximumMs = loop.maximumMs;
        this.#staggerMs = loop.staggerMs;
        for (let user = order.worker; user < this.#concurrency; user += order.workers)
            this.#users.push(user);
    }
    start(startAtMs) {
        this.#startAtMs = startAtMs;
        if (this.#users.length === 0)
            this.stop();
        for (const user of this.#users) {
            const dueAtMs = startAtMs + (this.#staggerMs * user) / this.#concurrency;
            this.#later(dueAtMs - this.#clock());
        }
        // The bound of the block, also while every user waits for an answer.
        this.#later(startAtMs + this.#maximumMs - this.#clock(), () => this.stop());
    }
    onFinished(succeeded) {
        if (this.#exhausted)
            return;
        if (succeeded)
            queueMicrotask(() => this.#takeNext());
        else
            this.#later(pauseAfterFailureMs);
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
        const row = Atomics.add(live.counts, cell.taken, 1);
        if (row >= columns.count)
            return this.stop();
        columns.dueAtMs[row] = nowMs;
        this.#owner.send(row);
    }
    #later(delayMs, action = () => this.#takeNext()) {
        const timer = setTimeout(() => {
            this.#timers.delete(timer);
            action();
        }, Math.max(0, delayMs));
        this.#timers.add(timer);
    }
}

// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
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



/**
 * How a client opens its connection: to the address that was resolved beforehand (no DNS, no happy eyeballs), without
 * Nagle's delay, with TLS sessions taken up again. Time-outs are the caller's: it destroys the socket.
 */
function createConnector(endpoint, sessions, attempt, awaitsHeaders) {
    return (_, callback) => {
        const socket = openSocket(endpoint, sessions);
        attempt.socket = socket;
        let settled = false;
        const settle = (error) => {
            if (settled)
                return;
            settled = true;
            attempt.socket = null;
            if (error)
                callback(error, null);
            else
                callback(null, socket);
        };
        dropContinue(socket, awaitsHeaders);
        socket.setNoDelay(true);
        socket.once(endpoint.secure ? 'secureConnect' : 'connect', () => settle(null));
        socket.on('error', settle);
        socket.once('close', () => settle(new Error('the connection was closed before it was open')));
    };
}
function openSocket(endpoint, sessions) {
    const { address, port, socketPath } = endpoint;
    const place = socketPath === undefined ? { host: address, port, autoSelectFamily: false } : { path: socketPath };
    if (!endpoint.secure)
        return (0,external_node_net_.connect)(place);
    const socket = (0,external_node_tls_.connect)({
        ...place,
        // An address is no server name (RFC 6066, 3).
        ...(endpoint.hostname === address ? {} : { servername: endpoint.hostname }),
        ALPNProtocols: ['http/1.1'],
        ...(sessions.last ? { session: sessions.last } : {}),
    });
    socket.on('session', (session) => {
        sessions.last = session;
    });
    return socket;
}

;// CONCATENATED MODULE: ./build/load/worker/transport-fault.js
const localCodes = new Set(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS']);
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT']);
/** Tells from an error of the socket or of the HTTP parser what happened to the request. */
function classifyTransportFault(error, phase) {
    const code = error.code ?? '';
    const detail = code && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
    const local = localCodes.has(code);
    if (phase === 'connecting')
        return { outcome: 'connect', message: detail, local };
    if (resetCodes.has(code)) {
        const when = phase === 'waiting' ? 'before any answer' : 'in the middle of the answer';
        return { outcome: 'reset', message: `the connection was reset ${when}: ${detail}`, local };
    }
    // undici says `other side closed` or `closed` for a connection that the server ended in an orderly way.
    const closed = code === 'UND_ERR_SOCKET' && error.message.includes('closed');
    if (closed && phase === 'waiting') {
        return { outcome: 'reset', message: 'the server closed the connection without an answer', local };
    }
    if (closed || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code === 'HPE_INVALID_EOF_STATE') {
        return {
            outcome: 'bad-response',
            message: 'the answer was cut short: the server closed the connection in the middle of it',
            local,
        };
    }
    return { outcome: 'bad-response', message: `the answer breaks the rules of HTTP: ${detail}`, local };
}

;// CONCATENATED MODULE: ./build/load/worker/connection.js



/**
 * One TCP connection and the request on it: an undici client of pipelining 1 with a handler of its own, so that as
 * many requests can be in flight as the schedule asks for and each chunk is timed when it is read. Times are on the
 * shared clock; NaN until they happen.
 */
class Connection {
    reader;
    row = -1;
    dispatchedAt = Number.NaN;
    sentAt = Number.NaN;
    connectMs = 0;
    firstByteAt = Number.NaN;
    lastByteAt = Number.NaN;
    status = 0;
    bytes = 0;
    /** How often this connection was opened: servers may close it between two requests. */
    opened = 0;
    /** Position among the busy connections of its pool; -1 when idle. */
    busyIndex = -1;
    #client;
    #clock;
    #attempt = { socket: null };
    #observer = null;
    #openedBefore = 0;
    #hasHeaders = false;
    constructor(endpoint, sessions, reader, clock) {
        this.reader = reader;
        this.#clock = clock;
        const connector = createConnector(endpoint, sessions, this.#attempt, () => !this.#hasHeaders);
        this.#client = new undici/* Client */.Kj(endpoint.origin, {
            pipelining: 1,
            // The client's own time-outs run on a timer of about one second; ours are kept by the deadlines.
            headersTimeout: 0,
            bodyTimeout: 0,
            connect: (options, callback) => {
                this.opened++;
                connector(options, callback);
            },
        });
    }
    /** Sends a request; the observer hears of it until it was answered or failed, once. */
    send(row, request, observer) {
        this.row = row;
        this.dispatchedAt = this.#clock();
        this.sentAt = Number.NaN;
        this.connectMs = 0;
        this.firstByteAt = Number.NaN;
        this.lastByteAt = Number.NaN;
        this.status = 0;
        this.bytes = 0;
        this.#hasHeaders = false;
        this.#openedBefore = this.opened;
        this.#observer = observer;
        this.#client.dispatch(request, this);
    }
    get phase() {
        if (Number.isNaN(this.sentAt))
            return 'connecting';
        return Number.isNaN(this.firstByteAt) ? 'waiting' : 'receiving';
    }
    /** Gives the request up: the observer hears no more of it, and the connection is closed. */
    discard() {
        this.#observer = null;
        this.#attempt.socket?.destroy();
        this.#client.destroy().catch(() => undefined);
    }
    /** The client calls it in the moment before it writes the request to the socket. */
    onConnect() {
        this.sentAt = this.#clock();
        if (this.opened !== this.#openedBefore)
            this.connectMs = this.sentAt - this.dispatchedAt;
        this.#observer?.onSent(this);
    }
    onResponseStarted() {
        this.firstByteAt = this.lastByteAt = this.#clock();
    }
    onHeaders(status, headers) {
        if (status < 200) {
            // An interim answer (103 Early Hints): the final one is still to come.
            this.firstByteAt = Number.NaN;
            return true;
        }
        this.#hasHeaders = true;
        this.status = status;
        this.reader.onHeaders(status, headers);
        return true;
    }
    onData(chunk) {
        const now = this.#clock();
        this.lastByteAt = now;
        this.bytes += chunk.length;
        this.reader.onChunk(chunk, now);
        return true;
    }
    onComplete() {
        this.lastByteAt = this.#clock();
        const observer = this.#observer;
        this.#observer = null;
        observer?.onAnswered(this, this.reader.onEnd());
    }
    onError(error) {
        const observer = this.#observer;
        if (!observer)
            return;
        this.#observer = null;
        const fault = classifyTransportFault(error, this.phase);
        observer.onFailed(this, fault.outcome, fault.message, fault.local);
    }
}

;// CONCATENATED MODULE: ./build/load/worker/connection-pool.js

/**
 * The connections to one server. There is no upper bound: a request that finds no idle connection opens one, because a
 * request that waits in the client for a connection would be a hidden limit on the load. None is opened ahead of need
 * either: servers that give each connection a worker would be blocked by connections that say nothing.
 */
class ConnectionPool {
    /** Those that carry a request, in no order. */
    busy = [];
    #endpoint;
    #protocol;
    #clock;
    #idle = [];
    #sessions = { last: undefined };
    #released = [];
    constructor(endpoint, protocol, clock) {
        this.#endpoint = endpoint;
        this.#protocol = protocol;
        this.#clock = clock;
    }
    /** The connection that was used last, or a new one. */
    acquire() {
        const connection = this.#idle.pop() ??
            new Connection(this.#endpoint, this.#sessions, this.#protocol.openReader(), this.#clock);
        connection.busyIndex = this.busy.length;
        this.busy.push(connection);
        return connection;
    }
    /** Called while the client still works on the end of the answer: the connection is free a moment later. */
    release(connection) {
        this.#leave(connection);
        if (this.#released.push(connection) > 1)
            return;
        queueMicrotask(() => {
            const released = this.#released;
            this.#released = [];
            for (const free of released)
                this.#idle.push(free);
        });
    }
    discard(connection) {
        this.#leave(connection);
        connection.discard();
    }
    close() {
        for (const connection of [...this.busy, ...this.#idle, ...this.#released])
            connection.discard();
        this.busy.length = this.#idle.length = this.#released.length = 0;
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
    #stop = new Int32Array(new SharedArrayBuffer(4));
    #next;
    #startAtMs = 0;
    #stopped = false;
    #onWake = () => this.#sendDue();
    constructor(order, owner, pacer, clock) {
        this.#order = order;
        this.#owner = owner;
        this.#pacer = pacer;
        this.#clock = clock;
        this.#next = order.worker;
    }
    start(startAtMs) {
        this.#startAtMs = startAtMs;
        const { dueAtMs } = this.#order.columns;
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
        const { dueAtMs } = this.#order.columns;
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
            this.#owner.send(this.#next);
            this.#next += this.#order.workers;
            now = this.#clock();
        }
        if (this.#next >= dueAtMs.length)
            this.stop();
    }
}

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

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(8474);
;// CONCATENATED MODULE: ./build/load/columns.js

const float64Columns = [
    'dueAtMs',
    'sentAtMs',
    'connectMs',
    'firstByteAtMs',
    'firstTokenAtMs',
    'endAtMs',
    'inputTokens',
    'outputTokens',
    'responseBytes',
];
const bytesPerRequest = float64Columns.length * 8 + 4 + 2 + 2 + 1;
/**
 * The columns of one block over one shared buffer, allocated up front. Each worker writes the rows of its own requests
 * in place, so nothing is copied or merged when the block ends. Rows start as `aborted` and with no time known: a
 * request that is never finished needs no further book-keeping to be counted right.
 */
function allocateColumns(count) {
    const buffer = new SharedArrayBuffer(Math.max(8, Math.ceil((count * bytesPerRequest) / 8) * 8));
    let offset = 0;
    const float64 = () => {
        const column = new Float64Array(buffer, offset, count).fill(Number.NaN);
        offset += count * 8;
        return column;
    };
    const columns = Object.fromEntries(float64Columns.map((name) => [name, float64()]));
    const itemIndex = new Uint32Array(buffer, offset, count);
    offset += count * 4;
    const classIndex = new Uint16Array(buffer, offset, count);
    offset += count * 2;
    const httpStatus = new Uint16Array(buffer, offset, count);
    offset += count * 2;
    const outcome = new Uint8Array(buffer, offset, count).fill(outcomes.indexOf('aborted'));
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
async function warmUp(run) {
    const server = (0,external_node_net_.createServer)((socket) => {
        socket.on('error', () => socket.destroy());
        // One answer for each piece that comes in is all that is needed: what is unanswered is aborted.
        socket.on('data', () => socket.write(answer));
    });
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
        },
        salt: '',
        columns,
        live: allocateLiveCounters(),
        worker: 0,
        workers: 1,
        arrivals: { kind: 'open' },
    });
    server.close();
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
    #options;
    constructor(prepared, endpoint, salt) {
        this.#options = prepared.entries.map((entry) => ({
            method: entry.method,
            path: endpoint.basePath + (entry.salted ? entry.path.replaceAll(saltMarker, salt) : entry.path),
            headers: entry.salted ? entry.headers.map((text) => text.replaceAll(saltMarker, salt)) : entry.headers,
            body: bodyOf(entry, prepared.bodies),
        }));
    }
    optionsOf(item) {
        return this.#options[item];
    }
}
function bodyOf(entry, bodies) {
    // A view: all workers send from the same bytes.
    return entry.bodyLength < 0 ? null : Buffer.from(bodies, entry.bodyOffset, entry.bodyLength);
}

;// CONCATENATED MODULE: ./build/load/worker/sender.js












/** Connections to so many servers are kept between blocks: two arms, and their last starts. */
const keptPools = 4;
const rehearsalDelayMs = 5;
/** The rehearsal takes about 60 ms; on a machine that is busy it is cut off here. */
const rehearsalMs = 300;
/** The thread that sends: takes one block after the other from the main thread and reports when each is done. */
function runSender(port, start) {
    const tell = (message) => port.postMessage(message);
    const clock = (0,load_clock/* createClock */.t)();
    const protocol = createProtocol(start.protocol);
    const pools = new Map();
    const observer = new SelfObserver();
    const secrets = secretsOf(start.protocol.headers);
    const thread = new external_node_worker_threads_.Worker(start.file, {
        workerData: { role: 'pacer' },
        execArgv: [],
    });
    const pacer = { thread, aim: new WakeAim(), cpuSeconds: new Float64Array(new SharedArrayBuffer(8)) };
    thread.on('error', (error) => tell({ kind: 'failed', message: error.message, stack: error.stack ?? '' }));
    let run;
    const poolOf = (order) => {
        const { origin, address, socketPath } = order.endpoint;
        const key = `${origin} ${address} ${socketPath ?? ''}`;
        const pool = pools.get(key) ?? new ConnectionPool(order.endpoint, protocol, clock);
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
        const examples = new ErrorExamples(secrets);
        pacer.cpuSeconds[0] = 0;
        const current = new BlockRun({
            order,
            pool,
            requests: new WireRequests(start.prepared, order.endpoint, order.salt),
            examples,
            classNames: start.classNames,
            timeouts: start.timeouts,
            clock,
            createArrivals: (owner) => order.arrivals.kind === 'open'
                ? new OpenArrivals(order, owner, pacer, clock)
                : new ClosedArrivals(order, order.arrivals, owner, clock),
            onDone: () => {
                const self = observer.stop();
                run = undefined;
                const { handled, connectionsOpened, localFaults } = current;
                const cpuSeconds = self.cpuSeconds + (pacer.cpuSeconds[0] ?? 0);
                onDone({
                    ...self,
                    handled,
                    connectionsOpened,
                    localFaults,
                    cpuSeconds,
                    errorExamples: examples.list(),
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
                run = createRun(message.order, poolOf(message.order), (report) => tell({ kind: 'done', report }));
                return tell({ kind: 'ready' });
            case 'go':
                return begin(message.startAtMs);
            case 'stop':
                return run?.stop(message.reason);
        }
    });
    const rehearse = (order) => new Promise((resolve) => {
        const pool = new ConnectionPool(order.endpoint, protocol, clock);
        run = createRun(order, pool, () => {
            clearTimeout(cutOff);
            pool.close();
            resolve();
        });
        const cutOff = setTimeout(() => run?.stop('the rehearsal is over'), rehearsalMs);
        begin(clock() + rehearsalDelayMs);
    });
    thread.once('online', async () => {
        if (start.prepared.entries.length > 0)
            await warmUp(rehearse);
        tell({ kind: 'idle' });
    });
}


/***/ })

};
