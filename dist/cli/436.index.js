export const id = 436;
export const ids = [436];
export const modules = {

/***/ 71076:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  $: () => (/* binding */ drawChart)
});

// EXTERNAL MODULE: ./node_modules/echarts/lib/chart/custom/install.js + 12 modules
var install = __webpack_require__(73980);
// EXTERNAL MODULE: ./node_modules/echarts/lib/chart/line/install.js + 8 modules
var line_install = __webpack_require__(82149);
// EXTERNAL MODULE: ./node_modules/echarts/lib/chart/scatter/install.js + 3 modules
var scatter_install = __webpack_require__(40023);
// EXTERNAL MODULE: ./node_modules/echarts/lib/component/grid/installSimple.js + 24 modules
var installSimple = __webpack_require__(72661);
// EXTERNAL MODULE: ./node_modules/echarts/lib/component/legend/installLegendPlain.js + 5 modules
var installLegendPlain = __webpack_require__(50317);
// EXTERNAL MODULE: ./node_modules/echarts/lib/component/marker/installMarkArea.js + 2 modules
var installMarkArea = __webpack_require__(24036);
// EXTERNAL MODULE: ./node_modules/echarts/lib/component/marker/installMarkLine.js + 5 modules
var installMarkLine = __webpack_require__(74814);
// EXTERNAL MODULE: ./node_modules/echarts/lib/extension.js
var extension = __webpack_require__(91798);
// EXTERNAL MODULE: ./node_modules/echarts/lib/core/echarts.js + 18 modules
var echarts = __webpack_require__(45353);
// EXTERNAL MODULE: ./node_modules/echarts/lib/renderer/installSVGRenderer.js + 10 modules
var installSVGRenderer = __webpack_require__(9833);
// EXTERNAL MODULE: ./build/report/escape.js
var report_escape = __webpack_require__(9924);
// EXTERNAL MODULE: ./build/report/markup.js
var markup = __webpack_require__(29271);
;// CONCATENATED MODULE: ./build/report/charts/chart-axes.js
/**
 * How pixels of a drawn chart become values again, grid by grid: by it a test, or anybody with the page alone, reads what a
 * mark stands for. On axes of categories the value is the position from 0, so that their ends lie half a position beyond.
 */
function axesOf(chart, { width, height, logX }) {
    const { grid: grids, xAxis, yAxis } = chart.getOption();
    return grids.map(({ left, right, top, bottom = 0, height: own }, gridIndex) => {
        const [east, south] = [width - right, own === undefined ? height - bottom : top + own];
        const valuesAt = (point) => chart.convertFromPixel({ gridIndex }, point);
        const [atStart, atEnd] = [valuesAt([left, south]), valuesAt([east, top])];
        // What arithmetic leaves of zero is zero.
        const round = (value = 0) => (Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(6)));
        const x = (value = 0) => round(logX ? 10 ** value : value);
        const ofGrid = (axes) => axes.find((axis) => (axis.gridIndex ?? 0) === gridIndex);
        const ends = (axis, values) => {
            if (axis?.type !== 'category')
                return values;
            const last = (axis.data?.length ?? 0) - 0.5;
            return axis.inverse ? [last, -0.5] : [-0.5, last];
        };
        const [fromX, toX] = ends(ofGrid(xAxis), [x(atStart[0]), x(atEnd[0])]);
        const [fromY, toY] = ends(ofGrid(yAxis), [round(atStart[1]), round(atEnd[1])]);
        const isLogY = ofGrid(yAxis)?.type === 'log';
        const log = [...(logX ? ['x'] : []), ...(isLogY ? ['y'] : [])];
        return {
            x: [left, fromX, east, toX],
            y: [south, fromY, top, toY],
            ...(log.length > 0 ? { log } : {}),
        };
    });
}

// EXTERNAL MODULE: ./build/report/charts/theme.js
var theme = __webpack_require__(20636);
;// CONCATENATED MODULE: ./build/report/charts/svg.js








(0,extension/* use */.Y)([
    install/* install */.a,
    line_install/* install */.a,
    scatter_install/* install */.a,
    installSimple/* install */.a,
    installLegendPlain/* install */.a,
    installMarkArea/* install */.a,
    installMarkLine/* install */.a,
    installSVGRenderer/* install */.a,
]);
/**
 * A chart as static SVG: no script, no animation, no event, the same text for the same input. Colours are variables of
 * the page's style, so that one drawing serves light, dark and paper.
 */
function drawChart({ id, description, width, height, option, logX = false, notes }) {
    const chart = (0,echarts/* init */.Ts)(null, null, { renderer: 'svg', ssr: true, width, height });
    try {
        chart.setOption({
            animation: false,
            textStyle: { fontFamily: theme/* fontFamily */.mw, fontSize: 13, color: theme/* colours */.M8.soft },
            ...option,
        });
        const drawn = chart.renderToSVGString();
        const axes = (0,report_escape/* escapeHtml */.ZD)(JSON.stringify(axesOf(chart, { width, height, logX })), 10_000);
        const head = `<svg id="${id}" role="img" aria-label="${(0,report_escape/* escapeHtml */.ZD)(description, 1000)}" data-axes="${axes}"`;
        return (0,markup/* trusted */.IZ)(tidy(notes ? addNotes(drawn, notes) : nameMarks(drawn), id, head));
    }
    finally {
        chart.dispose();
    }
}
const nameMarks = (svg) => svg
    .replaceAll(' ecmeta_series_index="', ' data-series="')
    .replaceAll(' ecmeta_data_index="', ' data-index="');
/** A title is shown by every browser without a script. Marks are no stops of the keyboard: the table below has them all. */
function addNotes(svg, notes) {
    if (notes.length === 0)
        return svg;
    return svg.replace(/<path [^>]*ecmeta_series_index="0" ecmeta_data_index="(\d+)"[^>]*><\/path>/g, (mark, index) => {
        const note = notes[Number(index)];
        if (!note)
            return mark;
        const title = `<title>${note.lines.map((line) => (0,report_escape/* escapeHtml */.ZD)(line)).join('\n')}</title>`;
        return note.href === undefined
            ? `<g>${title}${mark}</g>`
            : `<a href="${note.href}" tabindex="-1">${title}${mark}</a>`;
    });
}
/**
 * ECharts numbers its charts over the life of the process, styles by attribute, which the page's content policy
 * forbids, and adds rules and notes for pointers. All of that is replaced or removed, but for which value of which series a
 * mark stands for.
 */
function tidy(svg, id, head) {
    return (svg
        .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
        .replace(/ (?:ecmeta_\w+|class|pointer-events|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
        .replace(/ style="([^"]*)"/g, (_, rules) => attributesOf(rules))
        .replace(/(id="|url\(#|href="#)zr\d+-/g, `$1${id}-`)
        .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>\n?/, '')
        .replace(/<(\w+)([^>]*)><\/\1>/g, '<$1$2/>')
        // Not as a pattern: in a class name `$` is no sign of ours.
        .replace(/^<svg width="\d+" height="\d+"/, () => head)
        .replace(/\n+/g, '\n')
        .trim());
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

/***/ 35436:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderHtml: () => (/* binding */ renderHtml)
});

// EXTERNAL MODULE: ./build/report/capacity.js
var capacity = __webpack_require__(43447);
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
// EXTERNAL MODULE: ./build/report/charts/svg.js + 1 modules
var svg = __webpack_require__(71076);
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
    return `${wording/* outcomeMarks */.zE[result.result]} ${(0,report_escape/* drawnText */.ai)((0,wording/* metricName */.Kh)(result))}`;
}

// EXTERNAL MODULE: ./build/report/diagnosis.js
var diagnosis = __webpack_require__(54458);
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

// EXTERNAL MODULE: ./build/report/ramp-steps.js
var ramp_steps = __webpack_require__(65449);
;// CONCATENATED MODULE: ./build/report/charts/ramp-marks.js


const ramp_marks_rowHeight = 14;
/**
 * Knee and breaking point of each arm, as series of a chart whose axis is the asked rate, and the room that their names take
 * above it: a row an arm, the candidate's next to the chart.
 */
function rampMarks(input) {
    const marked = (0,report_facts/* armsOf */.jO)(input)
        .toReversed()
        .flatMap(({ arm, summary }) => {
        const ramp = summary.characteristics?.ramp;
        return ramp && (ramp.knee || ramp.breaking) ? [{ arm, ramp }] : [];
    });
    return {
        room: marked.length * ramp_marks_rowHeight,
        series: marked.map(({ arm, ramp }, row) => marksOf(arm, ramp, row)),
    };
}
/** The names stand to both sides of their lines, since a server breaks to the right of where it bends. */
function marksOf(arm, { knee, breaking, highestPerSecond }, row) {
    const { colour } = theme/* armStyles */.rk[arm];
    const line = (x, text, type, align) => ({
        xAxis: x,
        lineStyle: { color: colour, width: 1.5, type },
        label: {
            formatter: text,
            position: 'end',
            align,
            color: colour,
            fontSize: 12,
            distance: 3 + row * ramp_marks_rowHeight,
        },
    });
    const within = (rate) => Math.min(Math.max(rate, 0), highestPerSecond);
    return {
        type: 'scatter',
        silent: true,
        data: [],
        markLine: {
            silent: true,
            symbol: 'none',
            data: [
                ...(knee ? [line(knee.value, 'knee', 'solid', 'right')] : []),
                ...(breaking ? [line(breaking.ratePerSecond, 'breaks', 'dotted', 'left')] : []),
            ],
        },
        markArea: {
            silent: true,
            itemStyle: { color: colour, opacity: 0.14 },
            data: knee?.interval
                ? [[{ xAxis: within(knee.interval[0]) }, { xAxis: within(knee.interval[1]) }]]
                : [],
        },
    };
}

;// CONCATENATED MODULE: ./build/report/charts/ramp-chart.js





/** p50 and p95 of both arms over the asked rate. Undefined where no ramp was driven. */
function rampLatencyChart(input) {
    const arms = (0,report_facts/* armsOf */.jO)(input);
    const values = arms.flatMap(({ summary }) => summary.ramp.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]));
    if (values.every((value) => value === null))
        return undefined;
    const marks = rampMarks(input);
    return (0,svg/* drawChart */.$)({
        id: 'ramp-latency',
        description: 'Latency over the load: p50 and p95 of each arm for every step of the ramp. The numbers are in the table below.',
        width: 400,
        height: 264 + marks.room,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14 + marks.room, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('asked, requests/s', 28, { min: 0 }),
            yAxis: (0,theme/* latencyAxis */.cH)(values, 52),
            series: [
                ...arms.flatMap(({ arm, summary }) => [
                    latencyLine(arm, summary, 'p95Ms', 'p95'),
                    latencyLine(arm, summary, 'p50Ms', 'p50'),
                ]),
                ...marks.series,
            ],
        },
    });
}
function latencyLine(arm, summary, key, label) {
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
        data: (0,ramp_steps/* sortedRamp */.MV)(summary).map((step) => [step.ratePerSecond, step.valid ? step[key] : null]),
        ...(arm === 'candidate' && {
            endLabel: { show: true, formatter: label, color: theme/* colours */.M8.soft, fontSize: 12, distance: 5 },
        }),
    };
}
/**
 * Completed against asked requests a second: where the lines leave the diagonal, the server no longer keeps up. Thin: those
 * within every limit on timings, where there are limits.
 */
function rampRateChart(input) {
    const arms = (0,report_facts/* armsOf */.jO)(input);
    const highest = (0,ramp_steps/* rampRates */.iO)(input).at(-1);
    if (highest === undefined)
        return undefined;
    const marks = rampMarks(input);
    return (0,svg/* drawChart */.$)({
        id: 'ramp-rate',
        description: 'Completed requests a second over the asked rate, with the line where all are completed.',
        width: 400,
        height: 264 + marks.room,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14 + marks.room, bottom: 46 },
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
                ...arms.flatMap(({ arm, summary }) => [
                    ...((0,ramp_steps/* knowsGoodput */.jM)(summary) ? [rateLine(arm, summary, 'goodPerSecond', 'good')] : []),
                    rateLine(arm, summary, 'completedPerSecond', 'all'),
                ]),
                ...marks.series,
            ],
        },
    });
}
function rateLine(arm, summary, key, label) {
    const { colour, line, marks, z } = theme/* armStyles */.rk[arm];
    const isMain = key === 'completedPerSecond';
    return {
        type: 'line',
        silent: true,
        symbol: 'circle',
        symbolSize: isMain ? 6 : 4,
        z,
        lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
        itemStyle: marks,
        data: (0,ramp_steps/* sortedRamp */.MV)(summary).map((step) => [step.ratePerSecond, step.valid ? (step[key] ?? null) : null]),
        ...(arm === 'candidate' &&
            (0,ramp_steps/* knowsGoodput */.jM)(summary) && {
            endLabel: { show: true, formatter: label, color: theme/* colours */.M8.soft, fontSize: 12, distance: 5 },
        }),
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
    const hasGood = (0,report_facts/* armsOf */.jO)(input).some(({ summary }) => (0,ramp_steps/* knowsGoodput */.jM)(summary));
    const rows = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => (0,ramp_steps/* sortedRamp */.MV)(summary).map((step) => [
        arm,
        (0,format/* formatRate */.CE)(step.ratePerSecond),
        (0,format/* formatRate */.CE)(step.completedPerSecond),
        ...(hasGood ? [(0,format/* formatRate */.CE)(step.goodPerSecond)] : []),
        (0,format/* formatMs */._V)(step.p50Ms),
        (0,format/* formatMs */._V)(step.p95Ms),
        (0,format/* formatShare */.T1)(step.errorShare),
        step.valid ? 'valid' : 'invalid',
    ]));
    const columns = [
        { head: 'arm' },
        ...numbers('asked', 'completed', ...(hasGood ? ['within limits'] : []), 'p50', 'p95', 'errors'),
        { head: 'block' },
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'Steps of the ramp');
}
/** `2 (1 timeout, 1 model-error)`. Kinds are unescaped. */
function errorText({ errors, errorKinds = {} }) {
    const kinds = Object.entries(errorKinds).filter(([, count]) => count > 0);
    return kinds.length === 0
        ? String(errors)
        : `${errors} (${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')})`;
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
        (0,format/* formatRate */.CE)(point.completedPerSecond),
        (0,format/* formatMs */._V)(point.p50Ms),
        (0,format/* formatMs */._V)(point.p95Ms),
        (0,format/* formatMs */._V)(point.p99Ms),
        errorText(point),
        point.valid ? 'valid' : point.reason === undefined ? 'invalid' : `invalid: ${point.reason}`,
    ]);
    const columns = [
        ...numbers('second'),
        { head: 'arm' },
        { head: 'block' },
        ...numbers('asked', 'completed', 'p50', 'p95', 'p99'),
        { head: 'errors' },
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

// EXTERNAL MODULE: ./build/report/plain-table.js
var plain_table = __webpack_require__(60970);
// EXTERNAL MODULE: ./build/report/scenario-facts.js
var scenario_facts = __webpack_require__(535);
// EXTERNAL MODULE: ./build/report/scenario-tables.js
var scenario_tables = __webpack_require__(84855);
;// CONCATENATED MODULE: ./build/report/page-charts.js











/** The sections of the page that are looked at rather than read, each with its numbers folded below. */
function rampSection(input) {
    const latency = rampLatencyChart(input);
    const rate = rampRateChart(input);
    if (!rate)
        return undefined;
    const facts = (0,scenario_facts/* rampFacts */.Wq)(input);
    const hasGood = (0,report_facts/* armsOf */.jO)(input).some(({ summary }) => (0,ramp_steps/* knowsGoodput */.jM)(summary));
    const completed = hasGood
        ? 'dotted: all completed; thin: those within every limit'
        : 'dotted: all completed';
    return (0,page_parts/* section */.uW)('Load', [
        (0,markup/* markup */.PT) `<p>The rate rises step by step. Where the lines bend, the server begins to queue.</p>
<div class="grid">${(0,page_parts/* figure */.vP)(latency, (0,markup/* markup */.PT) `<b>Latency over the load</b>, thick p95, thin p50. ${(0,page_parts/* armKey */.oX)(input)}`)}
${(0,page_parts/* figure */.vP)(rate, (0,markup/* markup */.PT) `<b>Completed over asked rate</b>, ${completed}. ${(0,page_parts/* armKey */.oX)(input)}`)}</div>`,
        facts.length > 0
            ? (0,markup/* markup */.PT) `<ul>${facts.map((fact) => (0,markup/* markup */.PT) `<li>${(0,markup/* sentence */.em)(fact)}</li>`)}</ul>`
            : undefined,
        (0,page_parts/* folded */.TM)('Steps as a table', rampPageTable(input)),
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
    const starts = (0,plain_table/* pageOf */.ZZ)((0,scenario_tables/* startTable */.tW)(input));
    return (chart &&
        (0,page_parts/* section */.uW)('Cold start', [
            (0,markup/* markup */.PT) `<div class="grid">${(0,page_parts/* figure */.vP)(chart, (0,markup/* markup */.PT) `${facts.join('; ')}.`)}</div>`,
            starts && (0,page_parts/* folded */.TM)('Starts as a table', starts),
        ]));
}

;// CONCATENATED MODULE: ./build/report/charts/log-axis.js

const mostTicks = 7;
const fewestTicks = 3;
/** Of a power of ten, from coarse to fine. */
const multiples = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];
/** Round numbers between two positive ones for a logarithmic axis; even steps where both ends are too near for these. */
function logTicks(low, high) {
    const first = Math.floor(Math.log10(low));
    const powers = Array.from({ length: Math.floor(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
    const fitting = multiples
        .map((set) => powers.flatMap((power) => set.map((multiple) => Number((multiple * power).toPrecision(6)))))
        .map((ticks) => ticks.filter((tick) => tick >= low && tick <= high))
        .find(({ length }) => length >= fewestTicks && length <= mostTicks);
    if (fitting)
        return fitting;
    const step = (high - low) / (fewestTicks + 1);
    const even = Array.from({ length: fewestTicks }, (_, i) => Number((low + (i + 1) * step).toPrecision(3)));
    return [...new Set(even)];
}
/** An axis of decimal logarithms, labelled with the numbers themselves: the library's own has no ticks between powers of ten. */
function logAxis(name, gap, low, high) {
    const ticks = logTicks(low, high);
    const logs = ticks.map(Math.log10);
    const labelOf = (value) => {
        const tick = logs.findIndex((log) => Math.abs(log - value) < 1e-9);
        return tick < 0 ? '' : (0,theme/* plainNumber */.ku)(ticks[tick]);
    };
    return (0,theme/* axis */.yo)(name, gap, {
        min: Math.log10(low),
        max: Math.log10(high),
        axisLabel: { customValues: logs, formatter: labelOf },
        axisTick: { show: true, customValues: logs, lineStyle: { color: theme/* colours */.M8.line } },
        splitLine: { show: false },
    });
}

;// CONCATENATED MODULE: ./build/report/charts/density-chart.js




/**
 * Where the latencies of one class lie under the mixed load, both arms, over a logarithmic axis: equal areas are equal shares
 * of the requests. `index` makes the id. Undefined where no arm has enough successes for a shape.
 */
function densityChart(input, className, index) {
    const curves = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => {
        const points = summary.mixed.find((entry) => entry.class === className)?.density ?? [];
        return points.length > 0 ? [{ arm, points }] : [];
    });
    if (curves.length === 0)
        return undefined;
    const values = curves.flatMap(({ points }) => points.map(([valueMs]) => valueMs));
    return (0,svg/* drawChart */.$)({
        id: `density-${index}`,
        description: `Distribution of the latency of ${className}, each arm, on a logarithmic time axis. The percentiles are in the table below.`,
        width: 400,
        height: 240,
        logX: true,
        option: {
            grid: { outerBoundsMode: 'none', left: 34, right: 24, top: 14, bottom: 46 },
            xAxis: logAxis('latency, ms (log)', 28, Math.min(...values), Math.max(...values)),
            // Heights mean something only beside each other.
            yAxis: (0,theme/* axis */.yo)('share of requests', 12, {
                min: 0,
                axisLabel: { show: false },
                splitLine: { show: false },
            }),
            series: curves.map(({ arm, points }) => {
                const { colour, line, z } = theme/* armStyles */.rk[arm];
                return {
                    type: 'line',
                    silent: true,
                    symbol: 'none',
                    z,
                    lineStyle: { color: colour, type: line, width: 2.5 },
                    ...(arm === 'candidate' && { areaStyle: { color: colour, opacity: 0.14 } }),
                    data: points.map(([valueMs, density]) => [
                        Number(Math.log10(valueMs).toFixed(5)),
                        Number(density.toFixed(5)),
                    ]),
                };
            }),
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
    return p === undefined ? '' : (0,format/* percentileName */.FS)(p);
}

;// CONCATENATED MODULE: ./build/report/charts/shift-chart.js



/** Small changes are drawn small: the axis reaches at least so many percent. */
const leastReach = 3;
/**
 * The change of each quantile of one class: a point with its own 95 % interval, and the band in which all of them lie at once.
 * `index` makes the id. Undefined where a single quantile or none could be compared.
 */
function shiftChart({ class: className, quantiles }, index) {
    if (quantiles.length < 2)
        return undefined;
    const percent = quantiles.flatMap(({ interval }) => interval.map((bound) => bound * 100));
    return (0,svg/* drawChart */.$)({
        id: `shift-${index}`,
        description: `Change of each quantile of the latency of ${className} from base to candidate, with its 95 % interval, and the band of all. The numbers are in the table below.`,
        width: 400,
        height: 240,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 16, top: 14, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('percentile', 28, {
                type: 'category',
                data: quantiles.map(({ p }) => (0,format/* percentileName */.FS)(p)),
                axisLabel: { interval: 0, hideOverlap: false },
                axisLine: { show: true, onZero: false, lineStyle: { color: theme/* colours */.M8.line } },
                splitLine: { show: false },
            }),
            yAxis: (0,theme/* axis */.yo)('change, %', 46, {
                // The band may be much wider than all that is known; it is cut then.
                min: -Math.ceil(Math.max(leastReach, -1.15 * Math.min(...percent))),
                max: Math.ceil(Math.max(leastReach, 1.15 * Math.max(...percent))),
                axisLabel: { showMinLabel: false, showMaxLabel: false },
            }),
            series: [
                {
                    type: 'custom',
                    silent: true,
                    clip: true,
                    z: 1,
                    data: [[0, 0]],
                    renderItem: (_, api) => drawBand(quantiles, api),
                    markLine: {
                        silent: true,
                        symbol: 'none',
                        label: { show: false },
                        lineStyle: { color: theme/* colours */.M8.ink, width: 1, type: 'solid' },
                        data: [{ yAxis: 0 }],
                    },
                },
                {
                    type: 'custom',
                    silent: true,
                    clip: true,
                    z: 3,
                    encode: { x: 0, y: [1, 2, 3] },
                    data: quantiles.map(({ change, interval }, position) => [
                        position,
                        interval[0] * 100,
                        change * 100,
                        interval[1] * 100,
                    ]),
                    renderItem: (_, api) => drawPoint(api),
                },
            ],
        },
    });
}
function drawBand(quantiles, api) {
    const edge = (side) => quantiles.map(({ band }, position) => api.coord([position, band[side] * 100]));
    return {
        type: 'polygon',
        shape: { points: [...edge(1), ...edge(0).reverse()] },
        style: { fill: theme/* colours */.M8.candidate, opacity: 0.16 },
    };
}
/** The interval with caps, the estimate as a dot. */
function drawPoint(api) {
    const [low, middle, high] = [1, 2, 3].map((dimension) => api.coord([api.value(0), api.value(dimension)]));
    const [x, top] = high;
    const bottom = low[1];
    const stroke = (x1, y1, x2, y2) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style: { stroke: theme/* colours */.M8.candidate, lineWidth: 2 },
    });
    return {
        type: 'group',
        children: [
            stroke(x, top, x, bottom),
            stroke(x - 4, top, x + 4, top),
            stroke(x - 4, bottom, x + 4, bottom),
            { type: 'circle', shape: { cx: x, cy: middle[1], r: 4.5 }, style: { fill: theme/* colours */.M8.candidate } },
        ],
    };
}

;// CONCATENATED MODULE: ./build/report/page-distributions.js









/** How the latencies of each class lie, and how far each quantile moved. */
/** Classes that get drawings of their own; the tables have all of them. */
const maximumClasses = 12;
function distributionSection(input) {
    const names = [
        ...new Set((0,report_facts/* armsOf */.jO)(input).flatMap(({ summary }) => summary.mixed.map((entry) => entry.class))),
    ];
    const figures = names.slice(0, maximumClasses).map((text, index) => {
        const curve = (0,page_parts/* figure */.vP)(percentileChart(input, text, index), (0,markup/* markup */.PT) `<b>${className(text)}</b>, by percentile. ${(0,page_parts/* armKey */.oX)(input)}`);
        const density = (0,page_parts/* figure */.vP)(densityChart(input, text, index), (0,markup/* markup */.PT) `<b>${className(text)}</b>, where its latencies lie. ${(0,page_parts/* armKey */.oX)(input)}`);
        return curve && (0,markup/* markup */.PT) `<div class="grid">${density}${curve}</div>\n`;
    });
    const numbers = classPageTable(input, 'mixed');
    if (!numbers)
        return undefined;
    const waiting = (0,scenario_facts/* headOfLineFacts */.BP)(input).map((fact) => (0,markup/* markup */.PT) `<p>${(0,markup/* sentence */.em)(fact)}</p>`);
    const isWhole = figures.every((drawing) => drawing === undefined);
    const curves = curvePageTable(input);
    return (0,page_parts/* section */.uW)('Latency by request class', [
        isWhole
            ? (0,markup/* markup */.PT) `<p>No request succeeded, so there is no latency to draw.</p>`
            : (0,markup/* markup */.PT) `<p>The hills show where the latencies lie, with equal areas for equal shares of the requests. The curves read: so many percent of the requests were answered within this time; their axis stretches the slowest ones.</p>
${figures}`,
        waiting.length > 0 ? (0,markup/* markup */.PT) `${waiting}` : undefined,
        isWhole ? numbers : (0,page_parts/* folded */.TM)('Requests and percentiles as a table', numbers),
        curves && (0,page_parts/* folded */.TM)('Percentile curves as a table', curves),
    ]);
}
const tablePercentiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999];
/** What the curves go through, as far as the requests reach. */
function curvePageTable(input) {
    const rows = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => summary.mixed
        .filter(({ curve }) => curve.length > 0)
        .map(({ class: name, curve }) => [
        className(name),
        arm,
        ...tablePercentiles.map((p) => (0,format/* formatMs */._V)(curve.find(([share]) => Math.abs(share - p) < 1e-9)?.[1])),
    ]));
    const numeric = true;
    const columns = [
        { head: 'class' },
        { head: 'arm' },
        ...tablePercentiles.map((p) => ({ head: (0,format/* percentileName */.FS)(p), numeric })),
    ];
    return rows.length > 0 ? (0,page_parts/* pageTable */.k2)(columns, rows, 'Percentiles of latency by class') : undefined;
}
function shiftSection({ shifts = [] }) {
    const figures = shifts
        .slice(0, maximumClasses)
        .map((shift, index) => (0,page_parts/* figure */.vP)(shiftChart(shift, index), (0,markup/* markup */.PT) `<b>${className(shift.class)}</b>`));
    if (figures.every((drawing) => drawing === undefined))
        return undefined;
    return (0,page_parts/* section */.uW)('Shift of each quantile', [
        (0,markup/* markup */.PT) `<p>How much slower or faster each part of the distribution became, with all block pairs as the sample: a point with its own 95 % interval; the shaded band holds all of them at once. A level line: everything changed by the same factor. A line that rises: what was slow became even slower. Quantiles that too few requests lie beyond are left out.</p>
<div class="grid">${figures}</div>`,
        (0,page_parts/* folded */.TM)('Shifts as a table', shiftPageTable(shifts)),
    ]);
}
function shiftPageTable(shifts) {
    const numeric = true;
    const percent = (interval) => (0,format/* formatInterval */.vy)('latency.p50', interval);
    const rows = shifts.flatMap(({ class: name, quantiles }) => quantiles.map(({ p, change, interval, band, units }) => [
        className(name),
        (0,format/* percentileName */.FS)(p),
        (0,format/* formatChange */.eD)('latency.p50', change),
        percent(interval),
        percent(band),
        String(units),
    ]));
    const columns = [
        { head: 'class' },
        { head: 'quantile' },
        ...['change', '95 % interval', 'band of all', 'units'].map((head) => ({ head, numeric })),
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'Change of each quantile');
}

// EXTERNAL MODULE: ./build/report/page-document.js
var page_document = __webpack_require__(47192);
;// CONCATENATED MODULE: ./build/report/charts/concurrency-chart.js



/** More lines than this nobody can tell apart; the table below has all of them. */
const maximumLines = 8;
const legendRow = 20;
const legendText = 14;
/**
 * p95 latency against throughput, a line a server or setting, a point a concurrency, whose number stands at it: to the right
 * is better, down is better. In tokens a second where the server tells of tokens. Undefined where no step had a success.
 */
function concurrencyChart(id, description, lines) {
    const steps = lines.flatMap((line) => line.steps);
    const inTokens = steps.length > 0 && steps.every(({ outputTokensPerSecond }) => outputTokensPerSecond !== null);
    const drawn = lines
        .slice(0, maximumLines)
        .map((line, index) => ({ ...line, key: `line-${index}`, points: pointsOf(line.steps, inTokens) }));
    const values = drawn.flatMap(({ points }) => points.map(({ y }) => y));
    if (values.length === 0)
        return undefined;
    const named = drawn.filter(({ label }) => label !== '');
    const top = 20 + named.length * legendRow;
    return (0,svg/* drawChart */.$)({
        id,
        description,
        width: 400,
        height: 260 + top,
        option: {
            ...(named.length > 0 && { legend: legendOf(named) }),
            grid: { outerBoundsMode: 'none', left: 68, right: 34, top, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)(inTokens ? 'output tokens/s' : 'completed, requests/s', 28, {
                min: 0,
                axisLabel: { formatter: theme/* plainNumber */.ku },
            }),
            yAxis: { ...(0,theme/* latencyAxis */.cH)(values, 52), name: 'p95 latency, ms' },
            series: drawn.map(lineOf),
        },
    });
}
function pointsOf(steps, inTokens) {
    return steps
        .filter(({ valid }) => valid)
        .flatMap(({ completedPerSecond, outputTokensPerSecond, p95Ms, concurrency }) => p95Ms === null
        ? []
        : [{ x: (inTokens ? outputTokensPerSecond : null) ?? completedPerSecond, y: p95Ms, concurrency }]);
}
/** One name a row, so that its height is known whatever the names are. */
const legendOf = (lines) => ({
    orient: 'vertical',
    left: 60,
    top: 0,
    padding: 0,
    itemGap: legendRow - legendText,
    itemHeight: legendText,
    selectedMode: false,
    textStyle: { color: theme/* colours */.M8.ink, fontSize: 12 },
    data: lines.map(({ key }) => key),
    formatter: (key) => (0,report_escape/* drawnText */.ai)(lines.find((line) => line.key === key)?.label ?? ''),
});
function lineOf({ key, colour, type, points, marked }) {
    return {
        type: 'line',
        name: key,
        silent: true,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: (0,theme/* hollow */.se)(colour),
        lineStyle: { color: colour, type, width: 2 },
        data: points.map(({ x, y, concurrency }) => ({
            value: [x, y],
            ...(concurrency === marked ? { symbol: 'diamond', symbolSize: 16, itemStyle: (0,theme/* filled */.Bq)(colour) } : {}),
            label: {
                show: true,
                // The curve bends up and to the left, so that the lower right of a point is free.
                position: 'right',
                offset: [0, 8],
                formatter: String(concurrency),
                color: concurrency === marked ? colour : theme/* colours */.M8.soft,
                fontWeight: concurrency === marked ? 'bold' : 'normal',
                fontSize: 12,
            },
        })),
    };
}

// EXTERNAL MODULE: ./build/model/byte-unit.js
var byte_unit = __webpack_require__(83905);
;// CONCATENATED MODULE: ./build/report/charts/telemetry-points.js
/** Samples that are further apart than so many of their usual distances have nothing between them. */
const gapFactor = 4;
/**
 * At most `most` points of a series within a span, and as many gaps: of each equal part of the span its largest sample, so that no peak is lost,
 * and no line over stretches that nobody watched.
 */
function thinned(atSeconds, values, { fromSeconds, toSeconds }, most) {
    const width = Math.max(toSeconds - fromSeconds, 1e-9) / most;
    const largest = new Map();
    atSeconds.forEach((at, index) => {
        const value = values[index] ?? null;
        if (value === null || !Number.isFinite(value) || at < fromSeconds || at > toSeconds)
            return;
        const part = Math.min(Math.floor((at - fromSeconds) / width), most - 1);
        const known = largest.get(part);
        if (!known || value > known.value)
            largest.set(part, { at, value });
    });
    return withGaps([...largest.values()], width);
}
function withGaps(points, width) {
    const distances = points.slice(1).map(({ at }, index) => at - points[index].at);
    const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
    const longest = gapFactor * Math.max(usual, width);
    return points.flatMap(({ at, value }, index) => {
        const before = points[index - 1];
        const isAfterGap = before !== undefined && at - before.at > longest;
        return isAfterGap
            ? [
                [(at + before.at) / 2, null],
                [at, value],
            ]
            : [[at, value]];
    });
}

;// CONCATENATED MODULE: ./build/report/charts/telemetry-panels.js



/** What is drawn, in this order, as far as it was sampled. */
const panelKinds = [
    { ids: ['server.waiting', 'server.running'], title: 'waiting (thick) and running', unit: 'requests' },
    { ids: ['server.kv-cache'], title: 'KV cache in use', unit: '%' },
    { ids: ['target.cpu'], title: 'CPU of the target', unit: 'cores' },
    { ids: ['target.memory'], title: 'memory of the target', unit: 'bytes' },
    { ids: ['gpu.busy'], title: 'GPU busy', unit: '%' },
    { ids: ['gpu.memory'], title: 'GPU memory in use', unit: 'bytes' },
];
const panelHeight = 46;
const panelGap = 30;
/** One small chart for each kind that any arm has samples of within the span; values are in the unit of the title. */
function panelsOf(arms, span, mostPoints, wanted) {
    return panelKinds
        .filter(({ ids }) => wanted === undefined || ids.some((id) => wanted.includes(id)))
        .flatMap(({ ids, title, unit }) => {
        const lines = arms.flatMap(({ arm, summary }) => ids.flatMap((id, index) => {
            const values = summary.telemetry?.series[id];
            const points = values ? thinned(summary.telemetry?.atSeconds ?? [], values, span, mostPoints) : [];
            return points.length > 0 ? [{ arm, isMain: index === 0, points }] : [];
        }));
        return lines.length > 0 ? [inUnit(title, unit, lines)] : [];
    });
}
function inUnit(title, unit, lines) {
    const most = Math.max(...lines.flatMap(({ points }) => points.map(([, value]) => value ?? 0)));
    const bytes = (0,byte_unit/* byteUnit */.p)(most);
    const [name, divisor] = unit === 'bytes' ? [bytes.unit, bytes.divisor] : unit === '%' ? [unit, 0.01] : [unit, 1];
    return {
        title: `${title}, ${name}`,
        lines: lines.map((line) => ({
            ...line,
            points: line.points.map(([at, value]) => [at, value === null ? null : rounded(value / divisor)]),
        })),
    };
}
/** Four digits are more than a panel of this height can show. */
const rounded = (value) => Number(value.toPrecision(4));
/** Of so many panels one below the other. */
const heightOf = (count) => count * (panelHeight + panelGap);
/** Grid and value axis of the small panel at a position below `top`; its title stands above it. */
function panelFrame({ grid, position, title, top, right, option = {}, }) {
    return {
        grid: {
            outerBoundsMode: 'none',
            left: 68,
            right,
            top: top + panelGap + heightOf(position),
            height: panelHeight,
        },
        yAxis: (0,theme/* axis */.yo)(title, 7, {
            gridIndex: grid,
            min: 0,
            splitNumber: 2,
            nameLocation: 'end',
            nameTextStyle: { color: theme/* colours */.M8.soft, fontSize: 12, align: 'left' },
            axisLabel: { formatter: theme/* plainNumber */.ku },
            ...option,
        }),
    };
}
/** Grids, axes and series of the panels, one below the other. */
function panelOptions(panels, { firstGrid, top, right, timeAxis, toX }) {
    const frames = panels.map(({ title }, position) => panelFrame({ grid: firstGrid + position, position, title, top, right }));
    return {
        grid: frames.map(({ grid }) => grid),
        xAxis: panels.map((_, index) => timeAxis(firstGrid + index, index === panels.length - 1)),
        yAxis: frames.map(({ yAxis }) => yAxis),
        series: panels.flatMap(({ lines }, index) => lines.map(({ arm, isMain, points }) => ({
            type: 'line',
            silent: true,
            symbol: 'none',
            xAxisIndex: firstGrid + index,
            yAxisIndex: firstGrid + index,
            z: theme/* armStyles */.rk[arm].z,
            lineStyle: { color: theme/* armStyles */.rk[arm].colour, type: theme/* armStyles */.rk[arm].line, width: isMain ? 2 : 1 },
            data: points.map(([at, value]) => [toX(at), value]),
        }))),
    };
}

;// CONCATENATED MODULE: ./build/report/charts/steady-chart.js



const maximumPoints = 300;
const right = 34;
/**
 * p50 and p95 of each block of a steady load over its minutes, and below them the memory of target and GPU. Undefined where
 * nothing succeeded.
 */
function steadyChart({ candidate }, scenario) {
    const blocks = candidate.timeline
        .filter((point) => point.scenario === scenario)
        .toSorted((a, b) => a.atSeconds - b.atSeconds);
    const values = blocks.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]);
    if (values.every((value) => value === null))
        return undefined;
    const span = {
        fromSeconds: Math.min(...blocks.map(({ atSeconds }) => atSeconds)),
        toSeconds: Math.max(...blocks.map(({ atSeconds, durationSeconds }) => atSeconds + durationSeconds)),
    };
    const minutes = (atSeconds) => (atSeconds - span.fromSeconds) / 60;
    const arms = [{ arm: 'candidate', summary: candidate }];
    const panels = panelsOf(arms, span, maximumPoints, ['target.memory', 'gpu.memory']);
    const time = (gridIndex, isLast) => (0,theme/* axis */.yo)(isLast ? 'minutes' : '', 28, {
        gridIndex,
        min: 0,
        max: Number(minutes(span.toSeconds).toPrecision(3)),
        axisLabel: { show: isLast, showMaxLabel: false },
        splitLine: { show: false },
    });
    const below = panelOptions(panels, { firstGrid: 1, top: 194, right, timeAxis: time, toX: minutes });
    return (0,svg/* drawChart */.$)({
        id: `steady-${scenario}`,
        description: `Latency of the candidate over the time of the ${scenario} load: p50 and p95 of each block, and below them ${panels.map(({ title }) => title).join(', ') || 'nothing'}.`,
        width: 400,
        height: 242 + heightOf(panels.length),
        option: {
            grid: [{ outerBoundsMode: 'none', left: 68, right, top: 14, height: 180 }, ...below.grid],
            xAxis: [time(0, panels.length === 0), ...below.xAxis],
            yAxis: [{ ...(0,theme/* latencyAxis */.cH)(values, 52), gridIndex: 0 }, ...below.yAxis],
            series: [
                blockLine(blocks, 'p95Ms', 'p95', minutes),
                blockLine(blocks, 'p50Ms', 'p50', minutes),
                ...below.series,
            ],
        },
    });
}
/** A point in the middle of each block; a gap where it is invalid or had no success. */
function blockLine(blocks, key, label, minutes) {
    const { colour, line, marks } = theme/* armStyles */.rk.candidate;
    const isMain = key === 'p95Ms';
    return {
        type: 'line',
        silent: true,
        symbol: 'circle',
        symbolSize: blocks.length > 60 ? 0 : isMain ? 6 : 4,
        lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
        itemStyle: marks,
        data: blocks.map((point) => [
            minutes(point.atSeconds + point.durationSeconds / 2),
            point.valid ? point[key] : null,
        ]),
        endLabel: { show: true, formatter: label, color: theme/* colours */.M8.soft, fontSize: 12, distance: 5 },
    };
}

// EXTERNAL MODULE: ./build/report/resources.js
var resources = __webpack_require__(74674);
;// CONCATENATED MODULE: ./build/report/page-scenarios.js










/** The sections of scenarios that find the limits of the server; each is left out where it was not run. */
const paragraphs = (texts) => texts.length === 0 ? undefined : (0,markup/* markup */.PT) `${texts.map((text) => (0,markup/* markup */.PT) `<p>${text}</p>\n`)}`;
const grid = (drawing) => drawing && (0,markup/* markup */.PT) `<div class="grid">${drawing}</div>`;
function spikeSection(input) {
    const table = (0,plain_table/* pageOf */.ZZ)((0,scenario_tables/* spikeTable */.rk)(input));
    return (table &&
        (0,page_parts/* section */.uW)('Spikes', [
            (0,markup/* markup */.PT) `<p>The load rises within a second to a multiple of the expected rate, is held, and falls again.</p>`,
            paragraphs((0,scenario_facts/* spikeFacts */.q6)(input)),
            table,
        ]));
}
function steadySection(input) {
    const steady = input.candidate.characteristics?.steady ?? [];
    const caption = (0,markup/* markup */.PT) `<b>Latency of each block</b>, thick p95, thin p50; below it memory, as far as it was sampled.`;
    return (0,page_parts/* section */.uW)('Steady load', steady.flatMap((traits) => [
        (0,markup/* markup */.PT) `<p>${(0,scenario_facts/* steadyFact */.v7)(traits)}</p>`,
        grid((0,page_parts/* figure */.vP)(steadyChart(input, traits.scenario), caption)),
        (0,plain_table/* pageOf */.ZZ)((0,scenario_tables/* trendTable */._K)(traits)),
    ]));
}
function longContextSection(input) {
    const table = (0,plain_table/* pageOf */.ZZ)((0,scenario_tables/* longContextTable */.KH)(input));
    if (!table)
        return undefined;
    const lines = (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => {
        const traits = summary.characteristics?.longContext;
        return traits ? [armLine(arm, traits.steps, traits.exhaustedAt?.concurrency ?? null)] : [];
    });
    const drawing = concurrencyChart('long-context', 'p95 latency against throughput with more and more long requests at a time. The numbers are in the table below.', lines);
    const caption = (0,markup/* markup */.PT) `<b>Long inputs, more and more at a time</b>: the numbers say how many, the diamond where there is no more room. ${(0,page_parts/* armKey */.oX)(input)}`;
    return (0,page_parts/* section */.uW)('Long context', [
        paragraphs((0,scenario_facts/* longContextFacts */.dC)(input)),
        grid((0,page_parts/* figure */.vP)(drawing, caption)),
        (0,page_parts/* folded */.TM)('Steps as a table', table),
    ]);
}
function armLine(arm, steps, marked) {
    const { colour, line } = theme/* armStyles */.rk[arm];
    return { label: '', colour, type: line, steps, marked };
}
/** Told apart by line as well, for readers who see no colours. */
const settingStyles = ['solid', 'dashed'].flatMap((type) => [theme/* colours */.M8.candidate, theme/* colours */.M8.bad, theme/* colours */.M8.good, theme/* colours */.M8.open].map((colour) => ({ colour, type })));
function batchingSection(input) {
    const facts = paragraphs((0,scenario_facts/* batchingFacts */.Yt)(input));
    if (!facts)
        return undefined;
    const settings = input.candidate.characteristics?.batching ?? [];
    const lines = settings
        .filter(({ steps }) => steps.length > 0)
        .slice(0, settingStyles.length)
        .map(({ setting, steps, best }, index) => ({
        label: setting,
        steps,
        marked: best,
        ...(settingStyles[index] ?? { colour: theme/* colours */.M8.soft, type: 'solid' }),
    }));
    const drawing = concurrencyChart('batching', 'p95 latency against throughput over the number of users, a line for each setting of the server. The numbers are in the table below.', lines);
    const caption = (0,markup/* markup */.PT) `<b>Latency against throughput</b>: the numbers say how many requests at a time, the diamond is the best point within every limit.`;
    const table = (0,plain_table/* pageOf */.ZZ)((0,scenario_tables/* batchingTable */.lN)(input));
    return (0,page_parts/* section */.uW)('Batching', [
        facts,
        grid((0,page_parts/* figure */.vP)(drawing, caption)),
        table && (0,page_parts/* folded */.TM)('Steps as a table', table),
    ]);
}
function faultSection(input) {
    const table = (0,plain_table/* pageOf */.ZZ)((0,scenario_tables/* faultTable */.lm)(input));
    return (table &&
        (0,page_parts/* section */.uW)('Faults of the dependency', [
            (0,markup/* markup */.PT) `<p>A dependency of the server was made slow, failing or unreachable. ✓ means that the server lived, let no request hang, and was as before again in the time that it was watched.</p>`,
            table,
        ]));
}
function resourceSection(input) {
    const table = (0,plain_table/* pageOf */.ZZ)((0,resources/* resourceTable */.t)(input));
    return (table &&
        (0,page_parts/* section */.uW)('Resources', [
            (0,markup/* markup */.PT) `<p>Means, and the most under the mixed load; of what is counted, the increase a second.</p>`,
            table,
        ]));
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
;// CONCATENATED MODULE: ./build/report/page-samples.js




/** The single requests, packed into the page itself so that it needs nothing else; or where they are. */
function samplesSection({ samples, base }) {
    if (!samples || samples.count === 0)
        return undefined;
    const count = (0,format/* formatCount */.B4)(samples.count, 'request');
    const files = base
        ? (0,markup/* markup */.PT) `<code>run-base.json</code> and <code>run-candidate.json</code>`
        : (0,markup/* markup */.PT) `<code>run-candidate.json</code>`;
    if (samples.csv === undefined)
        return (0,page_parts/* section */.uW)('Raw samples', [
            (0,markup/* markup */.PT) `<p>${count}, too many for a page: they are in ${files} of the artifact that this page comes from. <code>sluice export --format csv</code> makes a table of each.</p>`,
        ]);
    return (0,page_parts/* section */.uW)('Raw samples', [
        (0,markup/* markup */.PT) `<p><a id="samples" download="sluice-samples.csv.gz" href="data:application/gzip;base64,${(0,markup/* trusted */.IZ)(packed(samples.csv))}">Download ${count} as CSV</a> (gzip). A row a request: arm, scenario, block, class, and its times in milliseconds, empty where it did not complete.</p>
<p class="quiet">The same, with everything else that was measured, is in ${files} of the artifact; <code>sluice compare</code> judges these files again.</p>`,
    ]);
}
/** Node writes no time into the head, so that the same samples give the same bytes. */
const packed = (text) => (0,external_node_zlib_.gzipSync)(text, { level: 9 }).toString('base64');

// EXTERNAL MODULE: ./build/model/conversation.js
var conversation = __webpack_require__(81719);
;// CONCATENATED MODULE: ./build/report/session-turns.js


/** The turns of the sessions of a class under the mixed load, in their order. */
const turnsOf = ({ mixed }, sessionClass) => mixed
    .flatMap((summary) => {
    const place = (0,conversation/* turnOf */.LQ)(summary.class);
    return place?.sessionClass === sessionClass ? [{ turn: place.turn, summary }] : [];
})
    .toSorted((a, b) => a.turn - b.turn);
/** The classes whose sessions have several turns; empty where the run has no sessions. */
function sessionClasses(input) {
    const names = (0,report_facts/* armsOf */.jO)(input).flatMap(({ summary }) => summary.mixed.flatMap(({ class: name }) => (0,conversation/* turnOf */.LQ)(name)?.sessionClass ?? []));
    return [...new Set(names)].filter((name) => (0,report_facts/* armsOf */.jO)(input).some(({ summary }) => turnsOf(summary, name).length > 1));
}

;// CONCATENATED MODULE: ./build/report/charts/turn-chart.js




/**
 * p50 and p95 of a timing by the turn of the session, both arms. `index` makes the id. Undefined where no turn has it.
 */
function turnChart(input, sessionClass, timing, index) {
    const arms = (0,report_facts/* armsOf */.jO)(input).map(({ arm, summary }) => ({ arm, turns: turnsOf(summary, sessionClass) }));
    const values = arms.flatMap(({ turns }) => turns.flatMap(({ summary }) => [summary[timing]?.p50 ?? null, summary[timing]?.p95 ?? null]));
    if (values.every((value) => value === null))
        return undefined;
    const last = Math.max(...arms.flatMap(({ turns }) => turns.map(({ turn }) => turn)));
    const what = timing === 'latencyMs' ? 'latency' : 'time to the first token';
    return (0,svg/* drawChart */.$)({
        id: `turns-${index}-${timing === 'latencyMs' ? 'latency' : 'ttft'}`,
        description: `p50 and p95 of the ${what} of ${sessionClass} by the turn of the session, each arm. The numbers are in the table below.`,
        width: 400,
        height: 240,
        option: {
            grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14, bottom: 46 },
            xAxis: (0,theme/* axis */.yo)('turn of the session', 28, {
                min: 0.5,
                max: last + 0.5,
                axisLabel: { customValues: Array.from({ length: last }, (_, i) => i + 1) },
                splitLine: { show: false },
            }),
            yAxis: {
                ...(0,theme/* latencyAxis */.cH)(values, 52),
                ...(timing === 'ttftMs' && { name: 'time to first token, ms' }),
            },
            series: arms.flatMap(({ arm, turns }) => [
                turnLine(arm, turns, timing, 'p95'),
                turnLine(arm, turns, timing, 'p50'),
            ]),
        },
    });
}
function turnLine(arm, turns, timing, percentile) {
    const { colour, line, marks, z } = theme/* armStyles */.rk[arm];
    const isMain = percentile === 'p95';
    return {
        type: 'line',
        silent: true,
        z,
        symbol: 'circle',
        symbolSize: isMain ? 6 : 4,
        lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
        itemStyle: marks,
        data: turns.map(({ turn, summary }) => [turn, summary[timing]?.[percentile] ?? null]),
        ...(arm === 'candidate' && {
            endLabel: { show: true, formatter: percentile, color: theme/* colours */.M8.soft, fontSize: 12, distance: 5 },
        }),
    };
}

;// CONCATENATED MODULE: ./build/report/page-sessions.js







/** Classes of sessions that get drawings; the table has all of them. */
const page_sessions_maximumClasses = 6;
/** How a conversation gets slower from turn to turn; nothing where the run has no sessions. */
function sessionSection(input) {
    const names = sessionClasses(input);
    if (names.length === 0)
        return undefined;
    const figures = names
        .slice(0, page_sessions_maximumClasses)
        .flatMap((name, index) => [
        (0,page_parts/* figure */.vP)(turnChart(input, name, 'latencyMs', index), (0,markup/* markup */.PT) `<b>${className(name)}</b>, latency: thick p95, thin p50. ${(0,page_parts/* armKey */.oX)(input)}`),
        (0,page_parts/* figure */.vP)(turnChart(input, name, 'ttftMs', index), (0,markup/* markup */.PT) `<b>${className(name)}</b>, time to the first token: thick p95, thin p50. ${(0,page_parts/* armKey */.oX)(input)}`),
    ]);
    return (0,page_parts/* section */.uW)('Sessions by turn', [
        (0,markup/* markup */.PT) `<p>Each turn carries all turns before it, so its prompt grows. A line that rises more in the candidate than in the base: long histories became slower.</p>`,
        figures.some((drawing) => drawing !== undefined) ? (0,markup/* markup */.PT) `<div class="grid">${figures}</div>` : undefined,
        (0,page_parts/* folded */.TM)('Turns as a table', turnPageTable(input, names)),
    ]);
}
function turnPageTable(input, names) {
    const hasTtft = (0,report_facts/* armsOf */.jO)(input).some(({ summary }) => summary.mixed.some(({ ttftMs }) => ttftMs !== null));
    const rows = names.flatMap((name) => (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => turnsOf(summary, name).map(({ turn, summary: { attempted, latencyMs, ttftMs } }) => [
        className(name),
        String(turn),
        arm,
        String(attempted),
        (0,format/* formatMs */._V)(latencyMs?.p50),
        (0,format/* formatMs */._V)(latencyMs?.p95),
        ...(hasTtft ? [(0,format/* formatMs */._V)(ttftMs?.p50), (0,format/* formatMs */._V)(ttftMs?.p95)] : []),
    ])));
    const numeric = true;
    const columns = [
        { head: 'sessions of' },
        { head: 'turn', numeric },
        { head: 'arm' },
        ...['requests', 'p50', 'p95', ...(hasTtft ? ['TTFT p50', 'TTFT p95'] : [])].map((head) => ({
            head,
            numeric,
        })),
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'Latency by turn of the session');
}

// EXTERNAL MODULE: ./build/report/page-style.js
var page_style = __webpack_require__(94464);
// EXTERNAL MODULE: ./build/model/telemetry.js
var model_telemetry = __webpack_require__(20277);
;// CONCATENATED MODULE: ./build/report/charts/timeline-blocks.js



/** The most blocks that are drawn; a longer run shows its beginning and says so in the text below. */
const maximumBlocks = 400;
/** Every block of both arms in the order of time, as far as they are drawn. */
const blocksOf = (input) => (0,report_facts/* armsOf */.jO)(input)
    .flatMap(({ arm, summary }) => summary.timeline.map((point) => ({ ...point, arm })))
    .toSorted((a, b) => a.atSeconds - b.atSeconds)
    .slice(0, maximumBlocks);
const endOf = ({ atSeconds, durationSeconds }) => atSeconds + durationSeconds;
/** The whole seconds that the blocks span; 0 without any. */
const timelineSeconds = (points) => Math.ceil(Math.max(0, ...points.map(endOf)));
function rectangles(rows, grid) {
    return {
        type: 'custom',
        silent: true,
        xAxisIndex: grid,
        yAxisIndex: grid,
        encode: { x: [0, 2], y: [1, 3] },
        data: rows.map(({ point, low, high }, index) => [point.atSeconds, low, endOf(point), high, index]),
        renderItem: (_, api) => {
            const row = rows[api.value(4)];
            if (!row)
                return undefined;
            const [left, bottom] = api.coord([api.value(0), api.value(1)]);
            const [right, top] = api.coord([api.value(2), api.value(3)]);
            const box = {
                x: left,
                y: top,
                width: Math.max(right - left - 1, 1),
                height: Math.max(bottom - top, 1),
            };
            const drawn = row.draw(box, (value) => api.coord([api.value(0), value])[1]);
            return { type: 'group', children: Array.isArray(drawn) ? drawn : [drawn] };
        },
    };
}
const rect = (shape, style) => ({ type: 'rect', shape, style });
const line = (x1, y1, x2, y2, stroke, lineWidth = 1.5) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke, lineWidth },
});
/**
 * Behind everything, from the first panel to the last: each block in the colour of its arm, hatched where it is invalid.
 * @param atValue any value of the first panel's axis
 * @param secondsOfCharacter how much time of the axis a character of a name takes
 */
function bandSeries(points, { atValue, top, bottom, secondsOfCharacter, }) {
    const whole = ({ x, width }) => ({ x, y: top, width, height: bottom - top });
    return {
        ...rectangles(points.map((point) => ({
            point,
            low: atValue,
            high: atValue,
            draw: (box) => [
                rect(whole(box), { fill: theme/* armStyles */.rk[point.arm].colour, opacity: 0.13 }),
                ...(point.valid ? [] : hatch(whole(box))),
            ],
        })), 0),
        clip: false,
        z: 0,
        markArea: scenarioNames(points, secondsOfCharacter),
    };
}
const hatchDistance = 8;
/** Lines that rise to the right, cut off at the sides of the box. */
function hatch({ x, y, width, height }) {
    const lines = [];
    for (let offset = hatchDistance; offset < width + height; offset += hatchDistance) {
        const start = { x: x + Math.max(0, offset - height), y: y + Math.min(offset, height) };
        const end = { x: x + Math.min(offset, width), y: y + Math.max(0, offset - width) };
        lines.push(line(start.x, start.y, end.x, end.y, theme/* colours */.M8.bad, 1));
    }
    return lines;
}
/** Stretches of one scenario, named at their top as far as there is room, the longest first. */
function scenarioNames(points, secondsOfCharacter) {
    const stretches = [];
    for (const point of points) {
        const last = stretches.at(-1);
        if (last?.name === point.scenario)
            last.to = Math.max(last.to, endOf(point));
        else
            stretches.push({ name: point.scenario, from: point.atSeconds, to: endOf(point) });
    }
    const taken = [];
    const named = stretches
        .toSorted((a, b) => b.to - b.from - (a.to - a.from))
        .filter(({ name, from, to }) => {
        const [centre, half] = [(from + to) / 2, (Math.min(name.length, 40) * secondsOfCharacter) / 2];
        const isFree = taken.every(([start, end]) => centre + half < start || centre - half > end);
        if (isFree)
            taken.push([centre - half, centre + half]);
        return isFree;
    });
    return {
        silent: true,
        label: { show: true, position: 'top', color: theme/* colours */.M8.soft, fontSize: 12, distance: 4 },
        itemStyle: { color: 'transparent' },
        data: named.map(({ name, from, to }) => [{ xAxis: from, name: (0,report_escape/* drawnText */.ai)(name) }, { xAxis: to }]),
    };
}
/** A bar from p50 up to p95, and a stroke on to p99. Nothing where no request succeeded. */
function latencySeries(points, grid) {
    return rectangles(points.flatMap((point) => {
        const { arm, p50Ms, p95Ms, p99Ms } = point;
        if (p50Ms === null || p95Ms === null)
            return [];
        return [
            {
                point,
                low: p50Ms,
                high: Math.max(p95Ms, p99Ms ?? 0),
                draw: ({ x, y, width }, pixelOf) => {
                    const [upper, lower] = [pixelOf(p95Ms), pixelOf(p50Ms)];
                    const bar = { x, y: upper, width, height: Math.max(lower - upper, 2) };
                    const { colour } = theme/* armStyles */.rk[arm];
                    return [
                        rect(bar, {
                            fill: arm === 'base' ? theme/* colours */.M8.page : colour,
                            stroke: colour,
                            lineWidth: 1.5,
                        }),
                        ...(p99Ms ? [line(x + width / 2, upper, x + width / 2, y, colour)] : []),
                    ];
                },
            },
        ];
    }), grid);
}
/** Completed requests a second as a bar, the asked rate as a stroke across. */
function rateSeries(points, grid) {
    return rectangles(points.map((point) => {
        const { arm, ratePerSecond, completedPerSecond } = point;
        const { colour } = theme/* armStyles */.rk[arm];
        return {
            point,
            low: 0,
            high: Math.max(ratePerSecond, completedPerSecond ?? 0),
            draw: ({ x, width }, pixelOf) => {
                const [zero, asked] = [pixelOf(0), pixelOf(ratePerSecond)];
                const top = completedPerSecond === undefined ? zero : pixelOf(completedPerSecond);
                return [
                    rect({ x, y: top, width, height: zero - top }, { fill: colour, opacity: 0.55 }),
                    line(x, asked, x + width, asked, theme/* colours */.M8.ink),
                ];
            },
        };
    }), grid);
}
/** Kinds of errors by their frequency over all blocks, the rest as one: more colours than that nobody can tell apart. */
const errorColours = [theme/* colours */.M8.bad, theme/* colours */.M8.open, theme/* colours */.M8.ink, theme/* colours */.M8.soft];
/** The kinds that have a colour of their own, most frequent first; `null` stands for all others. */
function shownErrorKinds(points) {
    const totals = new Map();
    for (const { errorKinds = {} } of points)
        for (const [kind, count] of Object.entries(errorKinds))
            totals.set(kind, (totals.get(kind) ?? 0) + count);
    const kinds = [...totals]
        .filter(([, count]) => count > 0)
        .toSorted((a, b) => b[1] - a[1])
        .map(([kind]) => kind);
    const untold = points.some((point) => untoldErrors(point) > 0);
    const fits = kinds.length + (untold ? 1 : 0) <= errorColours.length;
    return fits ? [...kinds, ...(untold ? [null] : [])] : [...kinds.slice(0, errorColours.length - 1), null];
}
/** Failed requests of no kind that is told. */
const untoldErrors = ({ errors, errorKinds = {} }) => errors - Object.values(errorKinds).reduce((sum, count) => sum + count, 0);
/** Failed requests of each block, one kind upon the other. */
function errorSeries(points, kinds, grid) {
    const rows = points.flatMap((point) => {
        let sum = 0;
        return kinds.flatMap((kind, position) => {
            const isLast = position === kinds.length - 1;
            const count = kind === null ? point.errors - sum : (point.errorKinds?.[kind] ?? 0);
            if (count <= 0)
                return [];
            const low = sum;
            sum += count;
            const fill = errorColours[isLast && kind === null ? errorColours.length - 1 : position];
            return [{ point, low, high: sum, draw: (box) => rect(box, { fill }) }];
        });
    });
    return rectangles(rows, grid);
}

// EXTERNAL MODULE: ./build/report/charts/timeline-frame.js
var timeline_frame = __webpack_require__(25334);
;// CONCATENATED MODULE: ./build/report/charts/timeline-chart.js






/** Of each line of telemetry. */
const timeline_chart_maximumPoints = { broad: 600, narrow: 200 };
const timeline_chart_top = 24;
const latencyHeight = 190;
const pixelsOfCharacter = 7;
/**
 * Every block of both arms on one clock: percentiles of its latency, its rate and its errors by kind, then what was sampled of
 * the server and its machine. A broad and a narrow drawing of the same, of which the page shows the one that fits. Undefined
 * where no block was measured.
 */
function timelineChart(input, size) {
    const points = blocksOf(input);
    if (points.length === 0)
        return undefined;
    const values = points.flatMap(({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms ?? null]);
    const known = values.filter((value) => value !== null && value > 0);
    const mostErrors = Math.max(0, ...points.map(({ errors }) => errors));
    const span = { fromSeconds: 0, toSeconds: timelineSeconds(points) };
    const panels = panelsOf((0,report_facts/* armsOf */.jO)(input), span, timeline_chart_maximumPoints[size]);
    const { left, right } = timeline_frame/* timelineFrame */.n;
    const latencyBottom = timeline_chart_top + latencyHeight;
    const blockPanels = mostErrors > 0 ? 2 : 1;
    const height = latencyBottom + heightOf(blockPanels + panels.length);
    const time = (grid, isLast) => (0,theme/* axis */.yo)(isLast ? 'seconds since the first block' : '', 28, {
        gridIndex: grid,
        min: 0,
        max: span.toSeconds,
        axisLabel: { show: isLast },
        splitLine: { show: false },
    });
    const below = panelOptions(panels, {
        firstGrid: 1 + blockPanels,
        top: latencyBottom + heightOf(blockPanels),
        right,
        timeAxis: time,
        toX: (seconds) => seconds,
    });
    const frame = (position, title, option) => panelFrame({ grid: 1 + position, position, title, top: latencyBottom, right, option });
    const ofBlocks = [
        frame(0, 'requests/s: completed, and asked as a stroke', {}),
        ...(mostErrors > 0 ? [frame(1, 'failed requests', { max: mostErrors, interval: mostErrors })] : []),
    ];
    return (0,svg/* drawChart */.$)({
        id: `timeline-${size}`,
        description: [
            'Every block of both arms over time: a bar from p50 to p95 latency, below it completed requests a second, and failed requests where there are some.',
            ...panels.map(({ title }) => `Below that: ${title}.`),
            'The numbers are in the tables below.',
        ].join(' '),
        width: timeline_frame/* timelineFrame */.n[size],
        height: height + 48,
        option: {
            grid: [
                { outerBoundsMode: 'none', left, right, top: timeline_chart_top, height: latencyHeight },
                ...ofBlocks.map(({ grid }) => grid),
                ...below.grid,
            ],
            xAxis: [
                time(0, false),
                ...ofBlocks.map((_, i) => time(1 + i, panels.length === 0 && i === blockPanels - 1)),
                ...below.xAxis,
            ],
            yAxis: [
                { ...(0,theme/* latencyAxis */.cH)(values, 52), gridIndex: 0 },
                ...ofBlocks.map(({ yAxis }) => yAxis),
                ...below.yAxis,
            ],
            series: [
                bandSeries(points, {
                    atValue: known.length > 0 ? Math.min(...known) : 0,
                    top: timeline_chart_top,
                    bottom: height,
                    secondsOfCharacter: (pixelsOfCharacter * span.toSeconds) / (timeline_frame/* timelineFrame */.n[size] - left - right),
                }),
                latencySeries(points, 0),
                rateSeries(points, 1),
                ...(mostErrors > 0 ? [errorSeries(points, shownErrorKinds(points), 2)] : []),
                ...below.series,
            ],
        },
    });
}

// EXTERNAL MODULE: ./build/report/telemetry-format.js
var telemetry_format = __webpack_require__(7522);
;// CONCATENATED MODULE: ./build/report/time-slices.js



/** Columns that the timeline is cut into: as narrow as can still be pointed at. */
const mostSlices = 96;
/** Blocks that are told of in one slice. */
const mostBlocks = 4;
/** The timeline in equal slices of at least a second; empty where no block was measured. */
function timeSlices(input) {
    const points = blocksOf(input);
    const seconds = timelineSeconds(points);
    const count = Math.min(mostSlices, seconds);
    const width = seconds / Math.max(count, 1);
    return Array.from({ length: count }, (_, index) => {
        const [fromSeconds, toSeconds] = [index * width, (index + 1) * width];
        const blocks = points.filter((point) => point.atSeconds < toSeconds && endOf(point) > fromSeconds);
        return {
            fromSeconds,
            toSeconds,
            blocks: blocks.slice(0, mostBlocks),
            more: Math.max(0, blocks.length - mostBlocks),
            samples: (0,report_facts/* armsOf */.jO)(input).flatMap(({ arm, summary }) => {
                const values = samplesBetween(summary, fromSeconds, toSeconds);
                return values.length > 0 ? [{ arm, values }] : [];
            }),
        };
    });
}
/** Of each gauge the sample that is nearest to the middle. */
function samplesBetween({ telemetry }, from, to) {
    if (!telemetry)
        return [];
    const inside = telemetry.atSeconds
        .map((at, index) => ({ index, distance: Math.abs(at - (from + to) / 2), at }))
        .filter(({ at }) => at >= from && at < to)
        .toSorted((a, b) => a.distance - b.distance);
    return Object.entries(telemetry.series).flatMap(([id, values]) => {
        if (model_telemetry/* telemetryMetrics */.Vi[id].kind === 'counter')
            return [];
        const nearest = inside.map(({ index }) => values[index] ?? null).find((value) => value !== null);
        return nearest === undefined || nearest === null ? [] : [[id, nearest]];
    });
}

;// CONCATENATED MODULE: ./build/report/page-timeline.js










function timelineSection(input) {
    const broad = timelineChart(input, 'broad');
    if (!broad)
        return undefined;
    const sampled = (0,report_facts/* armsOf */.jO)(input).some(({ summary }) => summary.telemetry !== undefined);
    const more = sampled && (0,markup/* markup */.PT) ` Then what was sampled of each arm: base dashed, candidate solid.`;
    const slices = timeSlices(input);
    const kinds = errorKey(input);
    const samples = sampled ? samplePageTable(slices) : undefined;
    return (0,page_parts/* section */.uW)('Timeline', [
        (0,markup/* markup */.PT) `<figure class="timeline">
<div class="stage">
<div class="broad">${broad}</div><div class="narrow">${timelineChart(input, 'narrow')}</div>
<div class="times" role="radiogroup" aria-label="All values at one time">
${slices.map(timeColumn)}</div>
</div>
<p class="hint">Point at a time to see all of its values; by keyboard, Tab to the picture and then the arrow keys.</p>
<figcaption>Each block is shaded in the colour of its arm, and hatched where it is invalid. A bar is its latency from p50 up to p95, the stroke above it goes on to p99; there is none where nothing succeeded. Below: requests a second${kinds.length > 0 ? ', and failed requests by kind' : ' (no request failed)'}.${more || undefined}<br>${(0,page_parts/* armKey */.oX)(input)}${kinds}</figcaption>
</figure>`,
        (0,page_parts/* folded */.TM)('Blocks as a table', timelinePageTable(input, maximumBlocks)),
        samples && (0,page_parts/* folded */.TM)('Samples as a table', samples),
    ]);
}
function errorKey(input) {
    return shownErrorKinds(blocksOf(input)).map((kind, index) => {
        const colour = kind === null ? errorColours.length - 1 : index;
        return (0,markup/* markup */.PT) `<span class="kind kind-${colour}">${kind === null ? 'other errors' : (0,markup/* name */.UU)(kind)}</span>`;
    });
}
/** A radio button a column: one stop of the keyboard, arrow keys from time to time, and a tap that stays. No script. */
function timeColumn(slice) {
    const { fromSeconds, toSeconds, blocks, more, samples } = slice;
    const lines = [
        ...blocks.map((point) => (0,markup/* markup */.PT) `<span>${point.arm}, ${blockText(point)}</span>`),
        ...(more > 0 ? [(0,markup/* markup */.PT) `<span>and ${more} more blocks</span>`] : []),
        ...samples.map(({ arm, values }) => (0,markup/* markup */.PT) `<span>${arm}: ${values.map(([id, value]) => `${model_telemetry/* telemetryMetrics */.Vi[id].header} ${(0,telemetry_format/* formatTelemetry */.By)(id, value)}`).join(', ')}</span>`),
    ];
    return (0,markup/* markup */.PT) `<label data-from="${seconds(fromSeconds)}" data-to="${seconds(toSeconds)}"><input type="radio" name="time"><span class="readout"><b>${seconds(fromSeconds)} to ${seconds(toSeconds)} s</b>${lines.length > 0 ? lines : (0,markup/* markup */.PT) `<span>nothing was measured</span>`}</span></label>
`;
}
function blockText(point) {
    const facts = [
        `asked ${(0,format/* formatRate */.CE)(point.ratePerSecond)}`,
        ...(point.completedPerSecond === undefined ? [] : [`completed ${(0,format/* formatRate */.CE)(point.completedPerSecond)}`]),
        `p50 ${(0,format/* formatMs */._V)(point.p50Ms)}`,
        `p95 ${(0,format/* formatMs */._V)(point.p95Ms)}`,
        ...(point.p99Ms === undefined ? [] : [`p99 ${(0,format/* formatMs */._V)(point.p99Ms)}`]),
        `failed ${errorText(point)}`,
    ];
    const invalid = point.valid ? '' : `; invalid${point.reason === undefined ? '' : `: ${point.reason}`}`;
    return (0,markup/* markup */.PT) `${(0,markup/* name */.UU)(point.scenario)} ${point.index}: ${facts.join(', ')}${invalid}`;
}
/** What the panels draw, a row a slice and arm. */
function samplePageTable(slices) {
    const known = model_telemetry/* telemetryIds */.K$.filter((id) => slices.some(({ samples }) => samples.some(({ values }) => values.some(([other]) => other === id))));
    const rows = slices.flatMap(({ fromSeconds, toSeconds, samples }) => samples.map(({ arm, values }) => [
        `${seconds(fromSeconds)} to ${seconds(toSeconds)}`,
        arm,
        ...known.map((id) => {
            const value = values.find(([other]) => other === id)?.[1];
            return value === undefined ? format/* missing */.LO : (0,telemetry_format/* formatTelemetry */.By)(id, value);
        }),
    ]));
    if (rows.length === 0)
        return undefined;
    const numeric = true;
    const columns = [
        { head: 'seconds', numeric },
        { head: 'arm' },
        ...known.map((id) => ({ head: model_telemetry/* telemetryMetrics */.Vi[id].header, numeric })),
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'Samples in the order of time');
}
const seconds = (time) => time.toFixed(1);

;// CONCATENATED MODULE: ./build/report/html.js




















/**
 * The whole report as one HTML file: no script, no network, one style element that the content policy names by its
 * hash. Same input, same bytes.
 * @param above stands above everything, for example a link to where the page was opened from
 */
function renderHtml(input, above) {
    return (0,page_document/* pageDocument */.z)({
        title: `${wording/* verdictTitles */.vj[input.verdict.verdict]}: ${input.suite}`,
        style: page_style/* pageStyle */.x,
        body: [
            above,
            firstScreen(input),
            (0,diagnosis/* diagnosisPageSection */.Ce)(input),
            rampSection(input),
            distributionSection(input),
            shiftSection(input),
            sessionSection(input),
            otherLoadsSection(input),
            spikeSection(input),
            steadySection(input),
            longContextSection(input),
            batchingSection(input),
            faultSection(input),
            timelineSection(input),
            resourceSection(input),
            pairSection(input),
            coldStartSection(input),
            (0,page_parts/* section */.uW)('Errors', errorPageTables(input)),
            (0,page_parts/* section */.uW)('Edge cases', (0,edge_cases/* edgeCasesPageParts */.Ex)(input)),
            metricsSection(input),
            decisionSection(input),
            (0,page_parts/* section */.uW)('Provenance', [provenancePageTable(input)]),
            samplesSection(input),
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
    const cause = (0,diagnosis/* bottleneckLine */.yc)(input);
    const promises = [(0,capacity/* capacityLine */.jO)(input), (0,capacity/* costLine */.EK)(input)].filter((line) => line !== undefined);
    return (0,markup/* markup */.PT) `<h1>Sluice: performance of ${(0,markup/* name */.UU)(suite)}</h1>
<div class="verdict ${verdict.verdict}">
<p class="word">${wording/* verdictMarks */.M9[verdict.verdict]} ${wording/* verdictTitles */.vj[verdict.verdict]}</p>
<p class="sentence">${(0,markup/* sentence */.em)(verdict.sentence)}</p>
</div>
${promises.length > 0 ? (0,markup/* markup */.PT) `<p>${promises.map((line) => (0,markup/* markup */.PT) `${(0,markup/* sentence */.em)(line)} `)}</p>\n` : undefined}${list([...reasons, ...(drift ? [drift] : []), ...(cause ? [cause] : [])], 'reasons')}
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
        list(verdict.slo.map(report_rows/* sloLine */.dE)),
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


/***/ })

};
