export const id = 97;
export const ids = [97];
export const modules = {

/***/ 17051:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ drawChart)
/* harmony export */ });
/* harmony import */ var echarts_charts__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(73980);
/* harmony import */ var echarts_charts__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(82149);
/* harmony import */ var echarts_charts__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(40023);
/* harmony import */ var echarts_components__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(72661);
/* harmony import */ var echarts_components__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(24036);
/* harmony import */ var echarts_components__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(74814);
/* harmony import */ var echarts_core__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(91798);
/* harmony import */ var echarts_core__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(45353);
/* harmony import */ var echarts_renderers__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(9833);
/* harmony import */ var _escape_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9924);
/* harmony import */ var _markup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(29271);
/* harmony import */ var _theme_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20636);







(0,echarts_core__WEBPACK_IMPORTED_MODULE_3__/* .use */ .Y)([
    echarts_charts__WEBPACK_IMPORTED_MODULE_4__/* .install */ .a,
    echarts_charts__WEBPACK_IMPORTED_MODULE_5__/* .install */ .a,
    echarts_charts__WEBPACK_IMPORTED_MODULE_6__/* .install */ .a,
    echarts_components__WEBPACK_IMPORTED_MODULE_7__/* .install */ .a,
    echarts_components__WEBPACK_IMPORTED_MODULE_8__/* .install */ .a,
    echarts_components__WEBPACK_IMPORTED_MODULE_9__/* .install */ .a,
    echarts_renderers__WEBPACK_IMPORTED_MODULE_10__/* .install */ .a,
]);
/**
 * A chart as static SVG: no script, no animation, no event, the same text for the same input. Colours are variables of
 * the page's style, so that one drawing serves light, dark and paper.
 */
function drawChart({ id, description, width, height, option, notes = [] }) {
    const chart = (0,echarts_core__WEBPACK_IMPORTED_MODULE_11__/* .init */ .Ts)(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
        chart.setOption({
            animation: false,
            textStyle: { fontFamily: _theme_js__WEBPACK_IMPORTED_MODULE_2__/* .fontFamily */ .mw, fontSize: 13, color: _theme_js__WEBPACK_IMPORTED_MODULE_2__/* .colours */ .M8.soft },
            ...option,
        });
        return (0,_markup_js__WEBPACK_IMPORTED_MODULE_1__/* .trusted */ .IZ)(tidy(addNotes(chart.renderToSVGString(), notes), id, description));
    }
    finally {
        chart.dispose();
    }
}
/** A title is shown by every browser without a script. Marks are no stops of the keyboard: the table below has them all. */
function addNotes(svg, notes) {
    if (notes.length === 0)
        return svg;
    return svg.replace(/<path [^>]*ecmeta_series_index="0" ecmeta_data_index="(\d+)"[^>]*><\/path>/g, (mark, index) => {
        const note = notes[Number(index)];
        if (!note)
            return mark;
        const title = `<title>${note.lines.map((line) => (0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeHtml */ .ZD)(line)).join('\n')}</title>`;
        return note.href === undefined
            ? `<g>${title}${mark}</g>`
            : `<a href="${note.href}" tabindex="-1">${title}${mark}</a>`;
    });
}
/**
 * ECharts numbers its charts over the life of the process, styles by attribute, which the page's content policy
 * forbids, and adds rules and notes for pointers. All of that is replaced or removed.
 */
function tidy(svg, id, description) {
    return svg
        .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
        .replace(/ (?:ecmeta_\w+|class|pointer-events|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
        .replace(/ style="([^"]*)"/g, (_, rules) => attributesOf(rules))
        .replace(/(id="|url\(#|href="#)zr\d+-/g, `$1${id}-`)
        .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>\n?/, '')
        .replace(/<(\w+)([^>]*)><\/\1>/g, '<$1$2/>')
        .replace(/^<svg width="\d+" height="\d+"/, `<svg id="${id}" role="img" aria-label="${(0,_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeHtml */ .ZD)(description, 1000)}"`)
        .replace(/\n+/g, '\n')
        .trim();
}
/** Style rules as the presentation attributes of SVG: `font-size:12px;` becomes ` font-size="12px"`. */
function attributesOf(rules) {
    return rules
        .split(';')
        .map((rule) => rule.split(':'))
        .filter((pair) => pair.length === 2)
        .map(([property, value]) => ` ${property.trim()}="${value.trim()}"`)
        .join('');
}


/***/ }),

/***/ 20636:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ filled),
/* harmony export */   M8: () => (/* binding */ colours),
/* harmony export */   cH: () => (/* binding */ latencyAxis),
/* harmony export */   ku: () => (/* binding */ plainNumber),
/* harmony export */   mw: () => (/* binding */ fontFamily),
/* harmony export */   oZ: () => (/* binding */ outcomeColours),
/* harmony export */   rk: () => (/* binding */ armStyles),
/* harmony export */   se: () => (/* binding */ hollow),
/* harmony export */   yo: () => (/* binding */ axis)
/* harmony export */ });
/** Generic families only: nothing is loaded, and every machine has one. */
const fontFamily = 'system-ui, sans-serif';
/** Names of the page's style variables, see `page-style.ts`. */
const colours = {
    ink: 'var(--ink)',
    soft: 'var(--soft)',
    line: 'var(--line)',
    page: 'var(--page)',
    base: 'var(--base)',
    candidate: 'var(--candidate)',
    bad: 'var(--bad)',
    good: 'var(--good)',
    open: 'var(--open)',
    zone: 'var(--zone)',
};
/** Arms differ by colour, by line and by mark, so that neither a colour-blind reader nor a printer loses one. */
const armStyles = {
    base: { colour: colours.base, line: 'dashed', marks: hollow(colours.base), z: 3 },
    candidate: { colour: colours.candidate, line: 'solid', marks: filled(colours.candidate), z: 2 },
};
/** The library's own hollow circle is white inside, also on a dark page. */
function hollow(colour) {
    return { color: colours.page, borderColor: colour, borderWidth: 2, opacity: 1 };
}
function filled(colour) {
    return { color: colour, borderColor: colour, borderWidth: 1, opacity: 1 };
}
const outcomeColours = {
    regressed: colours.bad,
    improved: colours.good,
    unchanged: colours.soft,
    inconclusive: colours.open,
    incomparable: colours.soft,
    insufficient: colours.soft,
};
const label = { color: colours.soft, fontSize: 12 };
/** Looks of an axis; `name` stands at its middle, outside. */
function axis(name, gap, option = {}) {
    return {
        type: 'value',
        name,
        nameLocation: 'middle',
        nameGap: gap,
        nameTextStyle: { color: colours.soft, fontSize: 12 },
        axisLine: { show: true, lineStyle: { color: colours.line } },
        axisTick: { show: false },
        splitLine: { show: true, lineStyle: { color: colours.line, width: 1, opacity: 0.6 } },
        minorTick: { show: false },
        ...option,
        axisLabel: { ...label, hideOverlap: true, ...option['axisLabel'] },
    };
}
/** Latencies spread over decades: logarithmic from a factor of 20 on, linear from zero below it. */
function latencyAxis(values, gap) {
    const known = values.filter((value) => value !== null && value > 0);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const name = 'latency, ms';
    if (known.length === 0)
        return axis(name, gap, { min: 0, max: 1 });
    return high / low > 20
        ? axis(`${name} (log)`, gap, {
            type: 'log',
            min: 10 ** Math.floor(Math.log10(low)),
            axisLabel: { formatter: plainNumber },
        })
        : axis(name, gap, { min: 0, axisLabel: { formatter: plainNumber } });
}
/** Without locale or grouping: `0.5`, `10`, `12000`. */
const plainNumber = (value) => String(Number(value.toPrecision(6)));


/***/ }),

/***/ 42097:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderHtml: () => (/* binding */ renderHtml)
});

// EXTERNAL MODULE: ./build/model/metric.js
var metric = __webpack_require__(16080);
// EXTERNAL MODULE: ./build/report/escape.js
var report_escape = __webpack_require__(9924);
// EXTERNAL MODULE: ./build/report/format.js
var format = __webpack_require__(92772);
// EXTERNAL MODULE: ./build/report/markup.js
var markup = __webpack_require__(29271);
// EXTERNAL MODULE: ./build/report/wording.js
var wording = __webpack_require__(62867);
// EXTERNAL MODULE: ./build/report/charts/svg.js
var svg = __webpack_require__(17051);
// EXTERNAL MODULE: ./build/report/charts/theme.js
var theme = __webpack_require__(20636);
;// CONCATENATED MODULE: ./build/report/charts/effect-chart.js







/** Rows of one chart; more than this is a table, not a picture. */
const maximumRows = 12;
const rowHeight = 38;
/**
 * Estimate and 95 % interval of each metric against its tolerance, one row a metric. Relative changes and differences
 * of shares have different units and so get a chart each.
 */
function effectCharts(results, size) {
    const drawable = results.filter(({ effect, interval }) => effect !== null && interval !== null);
    const shares = drawable.filter(({ id }) => metric/* metrics */.qd[id].unit === 'share');
    const relative = drawable.filter(({ id }) => metric/* metrics */.qd[id].unit !== 'share');
    const charts = [
        relative.length > 0 ? effectChart('effects', size, relative, 'change, %') : undefined,
        shares.length > 0 ? effectChart('effects-shares', size, shares, 'change, percentage points') : undefined,
    ];
    return (0,markup/* trusted */.IZ)(charts.map((chart) => chart?.html ?? '').join('\n'));
}
function effectChart(id, size, results, unit) {
    const rows = results.slice(0, maximumRows);
    const labelWidth = size === 'broad' ? 196 : 140;
    return (0,svg/* drawChart */.$)({
        id: `${id}-${size}`,
        description: rows
            .map((row) => `${(0,wording/* metricName */.Kh)(row)}: ${row.result}, interval ${(0,format/* formatInterval */.vy)(row.id, row.interval)}, tolerance ${(0,format/* formatTolerance */.z9)(row.id, row.tolerance)}.`)
            .join(' '),
        width: size === 'broad' ? 720 : 380,
        height: rows.length * rowHeight + 52,
        option: {
            grid: { outerBoundsMode: 'none', left: labelWidth + 14, right: 24, top: 6, bottom: 46 },
            // From the least to the greatest of all bounds and limits, zero included, to round numbers.
            xAxis: (0,theme/* axis */.yo)(unit, 28),
            yAxis: (0,theme/* axis */.yo)('', 0, {
                type: 'category',
                inverse: true,
                data: rows.map(rowLabel),
                axisLabel: { color: theme/* colours */.M8.ink, fontSize: 13, width: labelWidth, overflow: 'truncate' },
                splitLine: { show: false },
                axisLine: { show: false },
            }),
            series: [
                {
                    type: 'custom',
                    silent: true,
                    clip: true,
                    renderItem: (_, api) => drawRow(rows, api),
                    encode: { x: [1, 2, 3, 4], y: 0 },
                    data: rows.map(({ effect, interval, tolerance, id: metric }, index) => [
                        index,
                        (interval?.[0] ?? 0) * 100,
                        (interval?.[1] ?? 0) * 100,
                        (effect ?? 0) * 100,
                        worseBy(metric, tolerance) * 100,
                    ]),
                    markLine: {
                        silent: true,
                        symbol: 'none',
                        label: { show: false },
                        lineStyle: { color: theme/* colours */.M8.ink, width: 1, type: 'solid' },
                        data: [{ xAxis: 0 }],
                    },
                },
            ],
        },
    });
}
/** Tolerated zone, its end as a gate, the interval with caps, the estimate as a diamond. */
function drawRow(rows, api) {
    const index = api.value(0);
    const colour = theme/* outcomeColours */.oZ[rows[index]?.result ?? 'unchanged'];
    const x = (dimension) => api.coord([api.value(dimension), index])[0];
    const y = api.coord([0, index])[1];
    const [low, high, estimate, gate, zero] = [x(1), x(2), x(3), x(4), api.coord([0, index])[0]];
    const half = rowHeight / 2 - 6;
    const stroke = (points, lineWidth, style = colour) => ({
        type: 'line',
        shape: { x1: points[0], y1: points[1], x2: points[2], y2: points[3] },
        style: { stroke: style, lineWidth },
    });
    return {
        type: 'group',
        children: [
            {
                type: 'rect',
                shape: { x: Math.min(zero, gate), y: y - half, width: Math.abs(gate - zero), height: 2 * half },
                style: { fill: theme/* colours */.M8.zone },
            },
            stroke([gate, y - half, gate, y + half], 2, theme/* colours */.M8.soft),
            stroke([low, y, high, y], 3),
            stroke([low, y - 6, low, y + 6], 2),
            stroke([high, y - 6, high, y + 6], 2),
            {
                type: 'polygon',
                shape: {
                    points: [
                        [estimate - 6, y],
                        [estimate, y - 6],
                        [estimate + 6, y],
                        [estimate, y + 6],
                    ],
                },
                style: { fill: colour },
            },
        ],
    };
}
/** The tolerance on the side that is worse: to the left where higher is better. */
function worseBy(id, tolerance) {
    return metric/* metrics */.qd[id].betterIs === 'lower' ? tolerance : -tolerance;
}
function rowLabel(result) {
    return `${wording/* outcomeMarks */.zE[result.result]} ${(0,report_escape/* cleanText */.X5)((0,wording/* metricName */.Kh)(result), 40)}`;
}

// EXTERNAL MODULE: ./build/report/drift.js
var report_drift = __webpack_require__(32748);
// EXTERNAL MODULE: ./build/report/edge-cases.js
var edge_cases = __webpack_require__(45202);
// EXTERNAL MODULE: ./build/report/facts.js
var report_facts = __webpack_require__(87872);
;// CONCATENATED MODULE: ./build/report/charts/cold-start-chart.js



/** Each start of each arm as a point on the time until it was ready. Undefined where nothing was started. */
function coldStartChart(input) {
    const arms = (0,report_facts/* armsOf */.jO)(input).filter(({ summary }) => summary.coldStarts.length > 0);
    if (arms.length === 0)
        return undefined;
    return (0,svg/* drawChart */.$)({
        id: 'cold-starts',
        description: 'Time from start to ready, one point a start of each arm.',
        width: 400,
        height: 56 + 44 * arms.length,
        option: {
            grid: { outerBoundsMode: 'none', left: 84, right: 24, top: 8, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('start until ready, ms', 28, { min: 0, axisLabel: { formatter: theme/* plainNumber */.ku } }),
            yAxis: (0,theme/* axis */.yo)('', 0, {
                type: 'category',
                inverse: true,
                data: arms.map(({ arm }) => arm),
                axisLabel: { color: theme/* colours */.M8.ink, fontSize: 13 },
                splitLine: { show: false },
            }),
            series: arms.map(({ arm, summary }) => ({
                type: 'scatter',
                silent: true,
                symbol: 'circle',
                symbolSize: 10,
                itemStyle: theme/* armStyles */.rk[arm].marks,
                data: summary.coldStarts.slice(0, 200).map(({ readyMs }) => [readyMs, arm]),
            })),
        },
    });
}

;// CONCATENATED MODULE: ./build/report/charts/pair-chart.js


/**
 * What the verdict was computed from: candidate over base of each pair. Filled where the base went first, hollow where
 * the candidate did, so that an effect of the order shows. Undefined without pairs.
 */
function pairChart(pairs, percentile) {
    const key = percentile === 'p50' ? 'ratioP50' : 'ratioP95';
    const points = pairs.flatMap((point) => {
        const ratio = point[key];
        return ratio === null ? [] : [{ pair: point.pair + 1, percent: (ratio - 1) * 100, first: point.first }];
    });
    if (points.length === 0)
        return undefined;
    const last = Math.max(...pairs.map(({ pair }) => pair)) + 1;
    const reach = Math.max(5, ...points.map(({ percent }) => Math.abs(percent))) * 1.1;
    return (0,svg/* drawChart */.$)({
        id: `pairs-${percentile}`,
        description: `${percentile} latency of the candidate over that of the base, for each of ${points.length} pairs.`,
        width: 400,
        height: 220,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 16, top: 14, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('pair', 28, {
                min: 0,
                max: last + 1,
                interval: Math.ceil(last / 8),
                axisLabel: { showMinLabel: false, showMaxLabel: false },
                splitLine: { show: false },
            }),
            yAxis: (0,theme/* axis */.yo)(`${percentile} change, %`, 38, {
                min: -Math.ceil(reach),
                max: Math.ceil(reach),
                axisLabel: { showMinLabel: false, showMaxLabel: false },
            }),
            series: ['base', 'candidate'].map((first) => ({
                type: 'scatter',
                silent: true,
                symbol: 'circle',
                symbolSize: 9,
                itemStyle: first === 'base' ? (0,theme/* filled */.Bq)(theme/* colours */.M8.candidate) : (0,theme/* hollow */.se)(theme/* colours */.M8.candidate),
                data: points.filter((point) => point.first === first).map(({ pair, percent }) => [pair, percent]),
                ...(first === 'base' && {
                    markLine: {
                        silent: true,
                        symbol: 'none',
                        label: { show: false },
                        lineStyle: { color: theme/* colours */.M8.ink, width: 1, type: 'solid' },
                        data: [{ yAxis: 0 }],
                    },
                }),
            })),
        },
    });
}

;// CONCATENATED MODULE: ./build/report/charts/percentile-chart.js



/** Nines on the axis: p90 is 1, p99 is 2, p99.9 is 3, as in the percentile plots of HdrHistogram. */
const nines = (p) => -Math.log10(1 - p);
const ticks = [0.5, 0.9, 0.95, 0.99, 0.999];
/**
 * The percentile curve of one class under the mixed load, both arms, up to p99.9 or as far as the requests reach.
 * `index` makes the id; a name from outside never becomes one. Undefined where no request succeeded.
 */
function percentileChart(input, className, index) {
    const curves = (0,report_facts/* armsOf */.jO)(input).map(({ arm, summary }) => ({
        arm,
        points: summary.mixed.find((entry) => entry.class === className)?.curve ?? [],
    }));
    const values = curves.flatMap(({ points }) => points.map(([, valueMs]) => valueMs));
    if (values.length === 0)
        return undefined;
    return (0,svg/* drawChart */.$)({
        id: `percentiles-${index}`,
        description: `Latency by percentile of ${className}, each arm, on a logarithmic percentile axis.`,
        width: 400,
        height: 240,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 24, top: 14, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('percentile', 28, {
                min: 0,
                max: 3,
                axisLabel: { customValues: ticks.map(nines), formatter: percentileLabel, hideOverlap: false },
                axisTick: { show: true, customValues: ticks.map(nines), lineStyle: { color: 'var(--line)' } },
                splitLine: { show: false },
            }),
            yAxis: (0,theme/* latencyAxis */.cH)(values, 52),
            series: curves.map(({ arm, points }) => ({
                type: 'line',
                silent: true,
                symbol: 'none',
                z: theme/* armStyles */.rk[arm].z,
                lineStyle: { color: theme/* armStyles */.rk[arm].colour, type: theme/* armStyles */.rk[arm].line, width: 2.5 },
                data: points.filter(([p]) => p < 1 && nines(p) <= 3.001).map(([p, valueMs]) => [nines(p), valueMs]),
            })),
        },
    });
}
function percentileLabel(value) {
    const p = ticks.find((tick) => Math.abs(nines(tick) - value) < 1e-6);
    return p === undefined ? '' : `p${Number((p * 100).toFixed(1))}`;
}

;// CONCATENATED MODULE: ./build/report/charts/ramp-chart.js



/** p50 and p95 of both arms over the asked rate. Undefined where no ramp was driven. */
function rampLatencyChart(input) {
    const arms = (0,report_facts/* armsOf */.jO)(input);
    const values = arms.flatMap(({ summary }) => summary.ramp.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]));
    if (values.every((value) => value === null))
        return undefined;
    return (0,svg/* drawChart */.$)({
        id: 'ramp-latency',
        description: 'Latency over the load: p50 and p95 of each arm for every step of the ramp. The numbers are in the table below.',
        width: 400,
        height: 264,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('asked, requests/s', 28, { min: 0 }),
            yAxis: (0,theme/* latencyAxis */.cH)(values, 52),
            series: arms.flatMap(({ arm, summary }) => [
                latencyLine(arm, summary, 'p95Ms', 'p95'),
                latencyLine(arm, summary, 'p50Ms', 'p50'),
            ]),
        },
    });
}
function latencyLine(arm, { ramp }, key, label) {
    const { colour, line, marks, z } = theme/* armStyles */.rk[arm];
    const isMain = key === 'p95Ms';
    return {
        type: 'line',
        silent: true,
        z,
        symbol: 'circle',
        symbolSize: isMain ? 6 : 4,
        lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
        itemStyle: marks,
        // A gap, not a bridge, where a step is invalid or had no success.
        data: ramp.map((step) => [step.ratePerSecond, step.valid ? step[key] : null]),
        ...(arm === 'candidate' && {
            endLabel: { show: true, formatter: label, color: theme/* colours */.M8.soft, fontSize: 12, distance: 5 },
        }),
    };
}
/** Completed against asked requests a second: where the lines leave the diagonal, the server no longer keeps up. */
function rampRateChart(input) {
    const arms = (0,report_facts/* armsOf */.jO)(input);
    const rates = arms.flatMap(({ summary }) => summary.ramp.map(({ ratePerSecond }) => ratePerSecond));
    if (rates.length === 0)
        return undefined;
    const highest = Math.max(...rates);
    return (0,svg/* drawChart */.$)({
        id: 'ramp-rate',
        description: 'Completed requests a second over the asked rate, with the line where all are completed.',
        width: 400,
        height: 264,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('asked, requests/s', 28, { min: 0 }),
            yAxis: (0,theme/* axis */.yo)('completed, requests/s', 38, { min: 0 }),
            series: [
                {
                    type: 'line',
                    silent: true,
                    z: 1,
                    symbol: 'none',
                    lineStyle: { color: theme/* colours */.M8.line, type: 'dotted', width: 2 },
                    data: [
                        [0, 0],
                        [highest, highest],
                    ],
                },
                ...arms.map(({ arm, summary }) => ({
                    type: 'line',
                    silent: true,
                    symbol: 'circle',
                    symbolSize: 6,
                    z: theme/* armStyles */.rk[arm].z,
                    lineStyle: { color: theme/* armStyles */.rk[arm].colour, type: theme/* armStyles */.rk[arm].line, width: 2.5 },
                    itemStyle: theme/* armStyles */.rk[arm].marks,
                    data: summary.ramp.map((step) => [step.ratePerSecond, step.valid ? step.completedPerSecond : null]),
                })),
            ],
        },
    });
}

;// CONCATENATED MODULE: ./build/report/charts/timeline-chart.js



/** The most blocks that are drawn; a longer run shows its beginning and says so in the text below. */
const maximumBlocks = 400;
/**
 * Every block of both arms on one clock: a bar from p50 to p95 above, errors below. A broad and a narrow drawing of the
 * same, of which the page shows the one that fits. Undefined where no block was measured.
 */
function timelineChart(input, size) {
    const points = (0,report_facts/* armsOf */.jO)(input)
        .flatMap(({ arm, summary }) => summary.timeline.map((point) => ({ ...point, arm })))
        .toSorted((a, b) => a.atSeconds - b.atSeconds)
        .slice(0, maximumBlocks);
    if (points.length === 0)
        return undefined;
    const end = Math.max(...points.map(({ atSeconds, durationSeconds }) => atSeconds + durationSeconds));
    const values = points.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]);
    const lowest = Math.min(...values.filter((value) => value !== null && value > 0));
    const mostErrors = Math.max(1, ...points.map(({ errors }) => errors));
    const time = (name, grid, showsLabels) => (0,theme/* axis */.yo)(name, 28, {
        gridIndex: grid,
        min: 0,
        max: Math.ceil(end),
        axisLabel: { show: showsLabels },
        splitLine: { show: false },
    });
    return (0,svg/* drawChart */.$)({
        id: `timeline-${size}`,
        description: 'Every block of both arms over time: a bar from p50 to p95 latency, and below it the errors of the block.',
        width: size === 'broad' ? 940 : 400,
        height: 360,
        option: {
            grid: [
                { outerBoundsMode: 'none', left: 68, right: 16, top: 24, height: 208 },
                { outerBoundsMode: 'none', left: 68, right: 16, top: 258, height: 54 },
            ],
            xAxis: [time('', 0, false), time('seconds since the first block', 1, true)],
            yAxis: [
                { ...(0,theme/* latencyAxis */.cH)(values, 52), gridIndex: 0 },
                (0,theme/* axis */.yo)('errors', 52, { gridIndex: 1, min: 0, max: mostErrors, interval: mostErrors }),
            ],
            series: [latencyBars(points, Number.isFinite(lowest) ? lowest : 0), errorBars(points)],
        },
    });
}
function latencyBars(points, lowest) {
    return {
        type: 'custom',
        silent: true,
        data: points.map(({ atSeconds, durationSeconds, p50Ms, p95Ms }, index) => [
            atSeconds,
            p50Ms ?? lowest,
            atSeconds + durationSeconds,
            p95Ms ?? lowest,
            index,
        ]),
        encode: { x: [0, 2], y: [1, 3] },
        markArea: scenarioAreas(points),
        renderItem: (_, api) => {
            const point = points[api.value(4)];
            if (!point)
                return undefined;
            const [left, bottom] = api.coord([api.value(0), api.value(1)]);
            const [right, top] = api.coord([api.value(2), api.value(3)]);
            return {
                type: 'rect',
                shape: { x: left, y: top, width: Math.max(right - left - 1, 1), height: Math.max(bottom - top, 2) },
                style: blockStyle(point),
            };
        },
    };
}
/** Base: outlined and light. Candidate: filled. Invalid or without a success: dashed and empty. */
function blockStyle({ arm, valid, p50Ms }) {
    const { colour } = theme/* armStyles */.rk[arm];
    if (!valid || p50Ms === null)
        return { fill: 'none', stroke: theme/* colours */.M8.bad, lineWidth: 1.5, lineDash: [3, 2] };
    return arm === 'base'
        ? { fill: theme/* colours */.M8.zone, stroke: colour, lineWidth: 1.5 }
        : { fill: colour, stroke: colour, lineWidth: 1.5 };
}
function errorBars(points) {
    const failing = points.filter(({ errors }) => errors > 0);
    return {
        type: 'custom',
        silent: true,
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: failing.map(({ atSeconds, durationSeconds, errors }, index) => [
            atSeconds,
            0,
            atSeconds + durationSeconds,
            errors,
            index,
        ]),
        encode: { x: [0, 2], y: [1, 3] },
        renderItem: (_, api) => {
            const point = failing[api.value(4)];
            if (!point)
                return undefined;
            const [left, bottom] = api.coord([api.value(0), 0]);
            const [right, top] = api.coord([api.value(2), api.value(3)]);
            return {
                type: 'rect',
                shape: { x: left, y: top, width: Math.max(right - left - 1, 1), height: bottom - top },
                style: { fill: point.arm === 'base' ? 'none' : theme/* colours */.M8.bad, stroke: theme/* colours */.M8.bad, lineWidth: 1.5 },
            };
        },
    };
}
/** Stretches of one scenario, named at their top; every second one shaded. */
function scenarioAreas(points) {
    const stretches = [];
    for (const { scenario, atSeconds, durationSeconds } of points) {
        const last = stretches.at(-1);
        if (last?.scenario === scenario)
            last.to = Math.max(last.to, atSeconds + durationSeconds);
        else
            stretches.push({ scenario, from: atSeconds, to: atSeconds + durationSeconds });
    }
    return {
        silent: true,
        label: { show: true, position: 'top', color: theme/* colours */.M8.soft, fontSize: 12, distance: 4 },
        data: stretches.slice(0, 40).map(({ scenario, from, to }, index) => [
            {
                xAxis: from,
                name: scenario,
                itemStyle: { color: index % 2 === 0 ? theme/* colours */.M8.zone : 'transparent', opacity: 0.5 },
            },
            { xAxis: to },
        ]),
    };
}

// EXTERNAL MODULE: ./build/report/page-parts.js
var page_parts = __webpack_require__(44059);
// EXTERNAL MODULE: ./build/report/rows.js
var report_rows = __webpack_require__(24098);
;// CONCATENATED MODULE: ./build/report/page-tables.js






/** The tables of the page: what a chart draws stands in one of them as numbers. */
/** A class as a name of the user's, all requests together in our own words. */
const className = (text) => text === metric/* allClasses */.cP ? (0,markup/* trusted */.IZ)('all requests') : (0,markup/* name */.UU)(text);
const numbers = (...heads) => heads.map((head) => ({ head, numeric: true }));
function resultTable(results, label, options) {
    return (0,page_parts/* pageTable */.k2)([
        { head: '' },
        { head: 'metric' },
        ...numbers('base', 'candidate', 'change', '95 % interval', 'tolerance', 'smallest seen'),
        { head: 'verdict' },
    ], results.map((result) => resultCells((0,report_rows/* toRow */.IL)(result), options.reasons)), label, 'changed');
}
function resultCells(row, withReason) {
    const tone = (0,markup/* trusted */.IZ)(`tone-${row.result.result}`);
    const why = withReason && row.result.reason !== '' && (0,markup/* markup */.PT) `<br><span class="quiet">${row.result.reason}</span>`;
    return [
        (0,markup/* markup */.PT) `<span class="${tone}">${row.mark}</span>`,
        row.className === metric/* allClasses */.cP ? row.metric : (0,markup/* markup */.PT) `${row.metric} of ${(0,markup/* name */.UU)(row.className)}`,
        row.base,
        row.candidate,
        (0,markup/* markup */.PT) `<span class="${tone}">${row.change}</span>`,
        row.interval,
        row.tolerance,
        row.detectable,
        (0,markup/* markup */.PT) `<span class="${tone}">${row.verdict}</span>${why || undefined}`,
    ];
}
/** Requests and percentiles of each class and arm. */
function classPageTable(input, scenario) {
    const rows = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => summary[scenario].map((entry) => {
        const failed = Object.values(entry.errors).reduce((sum, count) => sum + count, 0);
        const { latencyMs } = entry;
        const percentile = (valueMs, isSufficient) => isSufficient === false
            ? (0,markup/* markup */.PT) `<span class="weak" title="fewer than 3 requests beyond the percentile">${(0,format/* formatMs */._V)(valueMs)}</span>`
            : (0,format/* formatMs */._V)(valueMs);
        return [
            className(entry.class),
            arm,
            String(entry.attempted),
            String(entry.completed),
            `${failed} (${(0,report_rows/* shareOf */.tC)(failed, entry.attempted)})`,
            (0,format/* formatMs */._V)(latencyMs?.p50),
            percentile(latencyMs?.p95, latencyMs?.p95Sufficient),
            percentile(latencyMs?.p99, latencyMs?.p99Sufficient),
        ];
    }));
    if (rows.length === 0)
        return undefined;
    const columns = [
        { head: 'class' },
        { head: 'arm' },
        ...numbers('requests', 'completed', 'errors', 'p50', 'p95', 'p99'),
    ];
    const hasWeak = rows.some((cells) => cells.some((cell) => typeof cell !== 'string' && cell.html.includes('class="weak"')));
    const note = (0,markup/* markup */.PT) `<p class="quiet">Slanted: fewer than 3 requests beyond the percentile, so it says little.</p>`;
    return (0,markup/* markup */.PT) `${(0,page_parts/* pageTable */.k2)(columns, rows, 'Requests and percentiles by class')}${hasWeak ? note : undefined}`;
}
function rampPageTable(input) {
    const rows = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => summary.ramp.map((step) => [
        arm,
        (0,format/* formatRate */.CE)(step.ratePerSecond),
        (0,format/* formatRate */.CE)(step.completedPerSecond),
        (0,format/* formatMs */._V)(step.p50Ms),
        (0,format/* formatMs */._V)(step.p95Ms),
        (0,format/* formatShare */.T1)(step.errorShare),
        step.valid ? 'valid' : 'invalid',
    ]));
    const columns = [
        { head: 'arm' },
        ...numbers('asked', 'completed', 'p50', 'p95', 'errors'),
        { head: 'block' },
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'Steps of the ramp');
}
function timelinePageTable(input, maximum) {
    const rows = (0,report_facts/* armsOf */.jO)(input)
        .flatMap(({ arm, summary }) => summary.timeline.map((point) => ({ arm, ...point })))
        .toSorted((a, b) => a.atSeconds - b.atSeconds)
        .slice(0, maximum)
        .map((point) => [
        point.atSeconds.toFixed(1),
        point.arm,
        `${point.scenario} ${point.index}`,
        (0,format/* formatRate */.CE)(point.ratePerSecond),
        (0,format/* formatMs */._V)(point.p50Ms),
        (0,format/* formatMs */._V)(point.p95Ms),
        String(point.errors),
        point.valid ? 'valid' : 'invalid',
    ]);
    const columns = [
        ...numbers('second'),
        { head: 'arm' },
        { head: 'block' },
        ...numbers('asked', 'p50', 'p95', 'errors'),
        { head: 'validity' },
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'Blocks in the order of time');
}
function pairPageTable({ pairs }) {
    const percent = (ratio) => ratio === null ? format/* missing */.LO : `${((ratio - 1) * 100).toFixed(1)} %`;
    const rows = pairs
        .slice(0, 400)
        .map(({ pair, first, ratioP50, ratioP95 }) => [
        String(pair + 1),
        first,
        percent(ratioP50),
        percent(ratioP95),
    ]);
    return (0,page_parts/* pageTable */.k2)([...numbers('pair'), { head: 'went first' }, ...numbers('p50 change', 'p95 change')], rows, 'Block pairs');
}
/** Counts by kind, then bounded examples. Undefined where nothing failed. */
function errorPageTables(input) {
    const counts = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => (0,report_facts/* errorCounts */.v1)(summary).map(([kind, count]) => [arm, (0,markup/* name */.UU)(kind), String(count)]));
    const examples = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => summary.errorExamples
        .slice(0, 20)
        .map((example) => [
        arm,
        (0,markup/* name */.UU)(example.kind),
        className(example.className),
        example.httpStatus === 0 ? 'none' : String(example.httpStatus),
        (0,markup/* markup */.PT) `<bdi>${example.message}</bdi>`,
    ]));
    return [
        counts.length > 0
            ? (0,page_parts/* pageTable */.k2)([{ head: 'arm' }, { head: 'kind' }, ...numbers('requests')], counts, 'Errors by kind')
            : undefined,
        examples.length > 0
            ? (0,markup/* markup */.PT) `<h3>Examples</h3>${(0,page_parts/* pageTable */.k2)([
                { head: 'arm' },
                { head: 'kind' },
                { head: 'class' },
                ...numbers('status'),
                { head: 'what the client saw' },
            ], examples, 'Examples of errors')}`
            : undefined,
    ];
}
function provenancePageTable(input) {
    const arms = (0,report_facts/* armsOf */.jO)(input);
    const rows = report_facts/* provenanceFields */.ZN.flatMap(([field, read]) => {
        const values = arms.map(({ summary }) => read(summary.provenance));
        return values.every((value) => value === undefined)
            ? []
            : [[field, ...values.map((value) => (value === undefined ? format/* missing */.LO : (0,markup/* name */.UU)(value, 200)))]];
    });
    return (0,page_parts/* pageTable */.k2)([{ head: '' }, ...arms.map(({ arm }) => ({ head: arm }))], rows, 'Provenance');
}

;// CONCATENATED MODULE: ./build/report/page-charts.js









/** The sections of the page that are looked at rather than read, each with its numbers folded below. */
/** Classes that get a percentile chart of their own; the table below has all of them. */
const maximumClasses = 12;
function rampSection(input) {
    const latency = rampLatencyChart(input);
    const rate = rampRateChart(input);
    if (!rate)
        return undefined;
    return (0,page_parts/* section */.uW)('Load', [
        (0,markup/* markup */.PT) `<p>The rate rises step by step. Where the lines bend, the server begins to queue.</p>
<div class="grid">${(0,page_parts/* figure */.vP)(latency, (0,markup/* markup */.PT) `<b>Latency over the load</b>, thick p95, thin p50. ${(0,page_parts/* armKey */.oX)(input)}`)}
${(0,page_parts/* figure */.vP)(rate, (0,markup/* markup */.PT) `<b>Completed over asked rate</b>, dotted: all completed. ${(0,page_parts/* armKey */.oX)(input)}`)}</div>`,
        (0,page_parts/* folded */.TM)('Steps as a table', rampPageTable(input)),
    ]);
}
function percentileSection(input) {
    const names = [
        ...new Set((0,report_facts/* armsOf */.jO)(input).flatMap(({ summary }) => summary.mixed.map((entry) => entry.class))),
    ];
    const figures = names
        .slice(0, maximumClasses)
        .map((text, index) => (0,page_parts/* figure */.vP)(percentileChart(input, text, index), (0,markup/* markup */.PT) `<b>${className(text)}</b> ${(0,page_parts/* armKey */.oX)(input)}`));
    const numbers = classPageTable(input, 'mixed');
    if (!numbers)
        return undefined;
    const isWhole = figures.every((drawing) => drawing === undefined);
    return (0,page_parts/* section */.uW)('Latency by request class', [
        isWhole
            ? (0,markup/* markup */.PT) `<p>No request succeeded, so there is no latency to draw.</p>`
            : (0,markup/* markup */.PT) `<p>Each curve reads: so many percent of the requests were answered within this time. The axis stretches the slowest ones.</p>
<div class="grid">${figures}</div>`,
        isWhole ? numbers : (0,page_parts/* folded */.TM)('Percentiles as a table', numbers),
    ]);
}
/** What is measured besides the steady load, and is not judged. */
function otherLoadsSection(input) {
    const single = classPageTable(input, 'single');
    const closed = classPageTable(input, 'closed');
    if (!single && !closed)
        return undefined;
    return (0,page_parts/* section */.uW)('Under other loads', [
        single && (0,page_parts/* folded */.TM)('One request at a time', single),
        closed && (0,page_parts/* folded */.TM)('Closed loop', closed),
    ]);
}
function timelineSection(input) {
    const broad = timelineChart(input, 'broad');
    if (!broad)
        return undefined;
    const caption = (0,markup/* markup */.PT) `Each bar is one block, from p50 up to p95: base outlined, candidate filled, dashed and empty where the block was invalid or had no success. Below: failed requests.`;
    return (0,page_parts/* section */.uW)('Timeline', [
        (0,page_parts/* figure */.vP)(broad, caption, 'broad'),
        (0,page_parts/* figure */.vP)(timelineChart(input, 'narrow'), caption, 'narrow'),
        (0,page_parts/* folded */.TM)('Blocks as a table', timelinePageTable(input, maximumBlocks)),
    ]);
}
function pairSection(input) {
    const p50 = pairChart(input.pairs, 'p50');
    const p95 = pairChart(input.pairs, 'p95');
    if (!p50 && !p95)
        return undefined;
    return (0,page_parts/* section */.uW)('Block pairs', [
        (0,markup/* markup */.PT) `<p>What the verdict was computed from: candidate against base in each pair of blocks, over all requests. Filled: the base went first. Hollow: the candidate did.</p>
<div class="grid">${(0,page_parts/* figure */.vP)(p50, (0,markup/* markup */.PT) `<b>p50 latency</b>`)}${(0,page_parts/* figure */.vP)(p95, (0,markup/* markup */.PT) `<b>p95 latency</b>`)}</div>`,
        (0,page_parts/* folded */.TM)('Pairs as a table', pairPageTable(input)),
    ]);
}
function coldStartSection(input) {
    const chart = coldStartChart(input);
    const facts = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => {
        const fact = (0,report_facts/* coldStartFact */.v8)(summary);
        return fact ? [`${arm}: ${fact}`] : [];
    });
    return (chart &&
        (0,page_parts/* section */.uW)('Cold start', [(0,markup/* markup */.PT) `<div class="grid">${(0,page_parts/* figure */.vP)(chart, (0,markup/* markup */.PT) `${facts.join('; ')}.`)}</div>`]));
}

// EXTERNAL MODULE: ./build/report/page-document.js
var page_document = __webpack_require__(47192);
// EXTERNAL MODULE: ./build/report/page-style.js
var page_style = __webpack_require__(94464);
;// CONCATENATED MODULE: ./build/report/html.js













/**
 * The whole report as one HTML file: no script, no network, one style element that the content policy names by its
 * hash. Same input, same bytes.
 */
function renderHtml(input) {
    return (0,page_document/* pageDocument */.z)({
        title: `${wording/* verdictTitles */.vj[input.verdict.verdict]}: ${input.suite}`,
        style: page_style/* pageStyle */.x,
        body: [
            firstScreen(input),
            rampSection(input),
            percentileSection(input),
            otherLoadsSection(input),
            timelineSection(input),
            pairSection(input),
            coldStartSection(input),
            (0,page_parts/* section */.uW)('Errors', errorPageTables(input)),
            (0,page_parts/* section */.uW)('Edge cases', (0,edge_cases/* edgeCasesPageParts */.Ex)(input)),
            metricsSection(input),
            decisionSection(input),
            (0,page_parts/* section */.uW)('Provenance', [provenancePageTable(input)]),
            repeatSection(input),
        ],
    });
}
function firstScreen(input) {
    const { verdict, suite } = input;
    const changed = (0,report_rows/* changedResults */.Xm)(verdict);
    const reasons = (0,report_facts/* furtherReasons */.QA)(input).slice(0, 5);
    const drift = (0,report_drift/* driftLine */.w)(verdict);
    const warnings = (0,report_facts/* warningsOf */.nZ)(input);
    return (0,markup/* markup */.PT) `<h1>Sluice: performance of ${(0,markup/* name */.UU)(suite)}</h1>
<div class="verdict ${verdict.verdict}">
<p class="word">${wording/* verdictMarks */.M9[verdict.verdict]} ${wording/* verdictTitles */.vj[verdict.verdict]}</p>
<p class="sentence">${(0,markup/* sentence */.em)(verdict.sentence)}</p>
</div>
${list([...reasons, ...(drift ? [drift] : [])], 'reasons')}
${warnings.length > 0 ? (0,markup/* markup */.PT) `<div class="warnings"><b>What makes this result less valid</b>${list(warnings.slice(0, 30))}</div>` : undefined}
${changed.length > 0 ? changedPart(input) : undefined}
${(0,report_rows/* hasBase */.UY)(verdict) ? undefined : classPageTable(input, 'mixed')}
<p>${(0,markup/* sentence */.em)((0,report_rows/* detectableLine */.qw)(verdict) ?? '')}</p>
<p class="quiet">${(0,report_facts/* runFacts */.pI)(input).join(' · ')}</p>
`;
}
function changedPart({ verdict }) {
    const changed = (0,report_rows/* changedResults */.Xm)(verdict);
    const caption = (0,markup/* markup */.PT) `Estimate with its 95 % interval. Shaded: the tolerated change, with its limit as a line.`;
    return (0,markup/* markup */.PT) `${resultTable(changed.slice(0, 12), 'Changed metrics', { reasons: false })}
${effectFigure(changed, 'broad', caption)}${effectFigure(changed, 'narrow', caption)}`;
}
function effectFigure(changed, size, caption) {
    const charts = effectCharts(changed, size);
    return charts.html === '' ? undefined : (0,page_parts/* figure */.vP)(charts, caption, `effects ${size}`);
}
function list(items, className = '') {
    if (items.length === 0)
        return undefined;
    return (0,markup/* markup */.PT) `<ul class="${className}">${items.map((item) => (0,markup/* markup */.PT) `<li>${(0,markup/* sentence */.em)(item)}</li>`)}</ul>`;
}
function metricsSection(input) {
    const { verdict } = input;
    const tokens = (0,report_facts/* tokenFact */.yy)(input);
    if (verdict.metrics.length === 0 && verdict.slo.length === 0)
        return undefined;
    const results = (0,report_rows/* orderedResults */.YF)(verdict).slice(0, 200);
    return (0,page_parts/* section */.uW)('All metrics', [
        results.length > 0 ? resultTable(results, 'All metrics', { reasons: true }) : undefined,
        tokens ? (0,markup/* markup */.PT) `<p>Under the mixed load: ${tokens}.</p>` : undefined,
        verdict.slo.length > 0 ? (0,markup/* markup */.PT) `<h3>Limits (SLO)</h3>` : undefined,
        list(verdict.slo.map((slo) => `${slo.met ? '✓' : '✗'} ${(0,report_rows/* sloSentence */.Yy)(slo)}`)),
    ]);
}
function decisionSection(input) {
    const { verdict } = input;
    const looks = verdict.looks.map(({ pairs, alpha, decision }, index) => [
        String(index + 1),
        String(pairs),
        (0,format/* formatProbability */.tY)(alpha),
        decision,
    ]);
    const drift = (0,report_drift/* driftFact */.a)(verdict);
    const numeric = true;
    const columns = [
        { head: 'look', numeric },
        { head: `${(0,wording/* unitNoun */.LS)(verdict.mode)}s`, numeric },
        { head: 'alpha', numeric },
        { head: 'decision' },
    ];
    return (0,page_parts/* section */.uW)('How it was decided', [
        list([...(0,report_facts/* decisionFacts */.OP)(input), ...(drift ? [drift] : [])]),
        looks.length > 0 ? (0,page_parts/* pageTable */.k2)(columns, looks, 'Looks at the data') : undefined,
        verdict.reasons.length > 0
            ? (0,markup/* markup */.PT) `<h3>Reasons</h3><ul>${verdict.reasons.slice(0, 50).map(({ code, message }) => (0,markup/* markup */.PT) `<li>${(0,markup/* name */.UU)(code)} ${message}</li>`)}</ul>`
            : undefined,
    ]);
}
function repeatSection({ repeatCommand, guesses }) {
    return (0,page_parts/* section */.uW)('Repeat it', [
        repeatCommand.trim() === '' ? undefined : (0,markup/* markup */.PT) `<pre>${repeatCommand}</pre>`,
        guesses.length > 0 ? (0,markup/* markup */.PT) `<h3>Guessed, because the settings say nothing</h3>` : undefined,
        list(guesses.slice(0, 50)),
    ]);
}


/***/ }),

/***/ 47192:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ pageDocument)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var _markup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(29271);


/** A whole HTML file: no script, no network, one style element that the content policy names by its hash. */
function pageDocument({ title, style, body }) {
    const policy = `default-src 'none'; style-src 'sha256-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
    return (0,_markup_js__WEBPACK_IMPORTED_MODULE_1__/* .markup */ .PT) `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${(0,_markup_js__WEBPACK_IMPORTED_MODULE_1__/* .trusted */ .IZ)(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} - Sluice</title>
<style>${(0,_markup_js__WEBPACK_IMPORTED_MODULE_1__/* .trusted */ .IZ)(style)}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.html;
}


/***/ }),

/***/ 94464:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ colourRules),
/* harmony export */   x: () => (/* binding */ pageStyle)
/* harmony export */ });
/**
 * Colours after Okabe and Ito's palette for colour-blind readers, darkened or lightened until text reaches 4.5:1 on its page.
 */
const colourRules = {
    light: `--page: #ffffff; --panel: #f6f7f9; --ink: #1c2024; --soft: #5a6470; --line: #c9d0d8; --zone: #e4e8ed;
  --base: #6a737d; --candidate: #0072b2; --bad: #b8450a; --good: #00734f; --open: #8a6100;`,
    dark: `--page: #101418; --panel: #191f25; --ink: #e8ecf0; --soft: #a3aeb9; --line: #3a444e; --zone: #262e36;
    --base: #9aa5b1; --candidate: #56b4e9; --bad: #f0884f; --good: #3fc59b; --open: #e0b040;`,
};
/**
 * The style of the HTML report. No url, no import, no font: the page loads nothing.
 */
const pageStyle = `
:root {
  color-scheme: light dark;
  ${colourRules.light}
}
@media (prefers-color-scheme: dark) {
  :root {
    ${colourRules.dark}
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1rem; font-weight: 600; margin: 0 0 4px; color: var(--soft); }
h2 { font-size: 1.2rem; margin: 48px 0 8px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 16px 0 4px; }
p { margin: 8px 0; max-width: 75ch; }
.verdict { border-left: 6px solid var(--tone); padding: 4px 0 4px 16px; margin: 0 0 16px; }
.verdict .word { color: var(--tone); font-size: 1.6rem; font-weight: 700; margin: 0; line-height: 1.3; }
.verdict .sentence { font-size: 1.15rem; margin: 4px 0 0; }
.pass { --tone: var(--good); } .fail { --tone: var(--bad); } .inconclusive { --tone: var(--open); } .invalid { --tone: var(--bad); }
.warnings { background: var(--panel); border: 1px solid var(--open); border-radius: 6px; padding: 8px 16px; margin: 16px 0; }
.warnings ul, .reasons { margin: 4px 0; padding-left: 20px; }
.quiet { color: var(--soft); font-size: .9rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px 24px; }
figure { margin: 12px 0; min-width: 0; }
figcaption { font-size: .875rem; color: var(--soft); }
figcaption b { color: var(--ink); }
svg { display: block; width: 100%; height: auto; }
.grid figure { max-width: 560px; }
.effects svg { max-width: 760px; }
.narrow { display: none; }
.key { white-space: nowrap; margin-right: 12px; }
.key::before { content: ''; display: inline-block; width: 22px; margin-right: 6px; vertical-align: middle; border-top: 3px solid var(--candidate); }
.key.base::before { border-top: 3px dashed var(--base); }
.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--candidate); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; overflow-wrap: normal; }
.changed table { width: 100%; }
th, td { text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.weak { color: var(--soft); font-style: italic; }
.tone-regressed { color: var(--bad); font-weight: 700; } .tone-improved { color: var(--good); font-weight: 700; }
.tone-inconclusive { color: var(--open); font-weight: 700; }
.name { font-family: ui-monospace, monospace; font-size: .92em; overflow-wrap: anywhere; }
details { margin: 8px 0; }
summary { cursor: pointer; color: var(--candidate); font-size: .875rem; padding: 4px 0; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; white-space: pre-wrap; font: .875rem/1.5 ui-monospace, monospace; }
a { color: var(--candidate); }
@media (max-width: 560px) {
  main { padding: 16px 12px 48px; }
  .broad { display: none; } .narrow { display: block; }
  .changed thead { display: none; }
  .changed tr { display: grid; grid-template-columns: 1fr 1fr; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .changed td { border: 0; padding: 2px 0; text-align: left; }
  .changed td:first-child, .changed td:nth-child(2) { grid-column: 1 / -1; }
  .changed td:first-child { display: none; }
  .changed td[data-head]::before { content: attr(data-head) ' '; color: var(--soft); }
}
@media print {
  :root { --page: #ffffff; --panel: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --zone: #e8e8e8; --base: #666666; --candidate: #00558a; --bad: #a33a00; --good: #005f40; --open: #6f4e00; }
  body { font-size: 11pt; }
  figure, tr, .verdict { break-inside: avoid; }
  h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; height: auto; opacity: 1; }
}
`;


/***/ })

};
