export const id = 437;
export const ids = [437];
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

/***/ 437:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  renderTrendFiles: () => (/* binding */ renderTrendFiles)
});

// EXTERNAL MODULE: ./build/report/escape.js
var report_escape = __webpack_require__(9924);
// EXTERNAL MODULE: ./build/report/format.js
var format = __webpack_require__(92772);
// EXTERNAL MODULE: ./build/report/markdown.js + 1 modules
var markdown = __webpack_require__(6853);
// EXTERNAL MODULE: ./build/model/metric.js
var metric = __webpack_require__(16080);
;// CONCATENATED MODULE: ./build/report/trend-facts.js



/** `2026-01-31 08:15` of an ISO date in UTC. */
const minuteOf = (iso) => iso.slice(0, 16).replace('T', ' ');
const environmentName = ({ cpuModel, cores, gpus }) => [cpuModel, (0,format/* formatCount */.B4)(cores, 'core'), ...gpus].filter((part) => part !== '').join(', ');
function environmentDetails({ fingerprint, memoryGiB, kernel, runnerImage, nodeVersion, }) {
    return [fingerprint, `${memoryGiB} GiB`, kernel, runnerImage, `Node ${nodeVersion}`].filter((part) => part !== '');
}
const shortCommit = (run) => run.commit?.slice(0, 9) ?? format/* missing */.LO;
function commitUrl({ commit }, { repositoryUrl }) {
    if (repositoryUrl === undefined || !/^[0-9a-f]{7,64}$/.test(commit ?? ''))
        return undefined;
    return (0,report_escape/* safeUrl */.Pl)(`${repositoryUrl}/commit/${commit}`);
}
function pullRequestUrl(pullRequest, { repositoryUrl }) {
    return repositoryUrl === undefined ? undefined : (0,report_escape/* safeUrl */.Pl)(`${repositoryUrl}/pull/${pullRequest}`);
}
/** Image with its digest, command or host. */
function targetText({ target, digest }) {
    return digest === undefined ? target : `${(0,report_escape/* cleanText */.X5)(target, 60)} ${digest.slice(0, 19)}`;
}
function trendRows({ series }) {
    return series.map(({ id, values, sinceChange, sinceRelease }) => ({
        id,
        newest: (0,format/* formatValue */.Fl)(id, values.at(-1)),
        sinceChange: (0,format/* formatChange */.eD)(id, sinceChange),
        sinceRelease: sinceRelease
            ? `${(0,format/* formatChange */.eD)(id, sinceRelease.effect)} (${sinceRelease.release})`
            : format/* missing */.LO,
    }));
}
/** Change points of all metrics by the run of the new level, newest first. */
function changeEvents({ runs, series }) {
    return runs
        .map((run, index) => ({ run, index, steps: series.flatMap((entry) => stepAt(entry, index)) }))
        .filter(({ steps }) => steps.length > 0)
        .reverse();
}
function stepAt({ id, levels }, index) {
    const step = levels.find(({ first }) => first === index)?.step;
    if (step === undefined)
        return [];
    return [{ id, text: `${(0,format/* metricHeader */.YV)(id)} ${(0,format/* formatChange */.eD)(id, step)}`, isWorse: isWorse(id, step) }];
}
/** Whether a change in the metric's own value is for the worse. */
const isWorse = (id, change) => change > 0 === (metric/* metrics */.qd[id].betterIs === 'lower');
const acceptedRuns = ({ runs }) => runs.flatMap(({ accepted, ...run }) => (accepted ? [{ ...run, accepted }] : [])).reverse();
/** Undefined where the newest runs can be compared with others. */
function noTrendYet({ runs }) {
    if (runs.length === 1)
        return 'One run so far, so there is no trend yet.';
    const current = runs.at(-1)?.stretch;
    return runs.filter(({ stretch }) => stretch === current).length === 1
        ? 'The newest run is the only one of its plan and workload, so it has no trend yet.'
        : undefined;
}
const method = 'Change points are found by E-divisive (Matteson and James 2014) on the values that the gate compares: p below 1 % by 199 permutations, a step of 5 % or more (error rates: 0.2 percentage points), at least 3 runs a level. About the newest runs it can say little: a step of 10 % three runs ago is often not found yet.';
const key = 'Dots: runs, in the order they were recorded; old ones are thinned. Lines: levels. Dashed: change points with their step. Diamond: an accepted regression. Triangle: a release. Grey: another plan or workload than the newest run, which is not compared. Axes of times and throughput do not start at zero. Since the last change: the newest run against the mean of the earlier runs of its level; since the release: against that one run.';

// EXTERNAL MODULE: ./build/report/charts/svg.js + 1 modules
var svg = __webpack_require__(71076);
// EXTERNAL MODULE: ./build/report/charts/theme.js
var theme = __webpack_require__(20636);
;// CONCATENATED MODULE: ./build/report/charts/trend-chart.js





const sizes = {
    broad: { width: 940, height: 264, dates: 8 },
    narrow: { width: 420, height: 252, dates: 3 },
};
const left = 68;
const right = 20;
const pixelsOfCharacter = 7.5;
/** The axis spans at least this share of the values, so that noise does not look like news. */
const leastSpan = 0.2;
/**
 * One metric over the runs of a trend, in the order of recording: a dot a run, a line a level, a dashed line with its step
 * at each change point. Grey where plan or workload were others than the newest run's. Undefined below two values.
 * @param notes what each run says when pointed at, one for each of the trend's runs
 */
function trendChart(id, trend, series, size, notes = []) {
    const scale = metric/* metrics */.qd[series.id].unit === 'share' ? 100 : 1;
    const points = series.values.flatMap((value, run) => value === null ? [] : [{ run, value: value * scale }]);
    if (points.length < 2)
        return undefined;
    const { width, height, dates } = sizes[size];
    const count = trend.runs.length;
    const current = trend.runs.at(-1)?.stretch;
    const isCurrent = (run) => trend.runs[run]?.stretch === current;
    const limits = valueLimits(series.id, points.map(({ value }) => value));
    const diameter = count > 300 ? 3 : count > 80 ? 5 : 7;
    return (0,svg/* drawChart */.$)({
        id,
        description: `${(0,format/* metricHeader */.YV)(series.id)} of ${points.length} runs, ${series.levels.filter(({ step }) => step !== undefined).length} change points. The numbers are in the tables.`,
        width,
        height,
        notes: points.flatMap(({ run }) => notes[run] ?? []),
        option: {
            grid: { outerBoundsMode: 'none', left, right, top: 28, bottom: 32 },
            xAxis: (0,theme/* axis */.yo)('', 0, {
                min: -0.5,
                max: count - 0.5,
                axisLabel: {
                    customValues: dateTicks(count, dates),
                    formatter: (run) => minuteOf(trend.runs[run]?.measuredAt ?? '').slice(0, 10),
                },
                axisLine: { show: true, onZero: false, lineStyle: { color: theme/* colours */.M8.line } },
                splitLine: { show: false },
            }),
            yAxis: (0,theme/* axis */.yo)(axisName(series.id), 52, {
                ...limits,
                axisLine: { show: true, onZero: false, lineStyle: { color: theme/* colours */.M8.line } },
                axisLabel: { formatter: theme/* plainNumber */.ku },
            }),
            series: [
                {
                    type: 'scatter',
                    symbol: 'circle',
                    symbolSize: diameter,
                    z: 3,
                    itemStyle: dot(theme/* colours */.M8.candidate),
                    data: points.map(({ run, value }) => ({
                        value: [run, value],
                        ...(isCurrent(run) ? {} : { itemStyle: dot(theme/* colours */.M8.base) }),
                    })),
                },
                {
                    type: 'scatter',
                    silent: true,
                    data: [],
                    markLine: {
                        silent: true,
                        symbol: 'none',
                        data: verticalLines(trend, series, (width - left - right) / count),
                    },
                },
                ...series.levels.map((level) => levelLine(level, scale, isCurrent(level.first))),
                marks(points.filter(({ run }) => trend.runs[run]?.accepted), 'diamond', diameter + 8, theme/* colours */.M8.open),
                marks(points
                    .filter(({ run }) => trend.runs[run]?.release !== undefined)
                    .map(({ run }) => ({ run, value: limits.min })), 'triangle', 9, theme/* colours */.M8.ink),
            ],
        },
    });
}
function axisName(id) {
    const { unit, header } = metric/* metrics */.qd[id];
    return `${header}, ${unit === 'share' ? '%' : unit}`;
}
/** Round limits around the values; from zero for shares. */
function valueLimits(id, values) {
    const isShare = metric/* metrics */.qd[id].unit === 'share';
    const [low, high] = [isShare ? 0 : Math.min(...values), Math.max(...values)];
    const span = Math.max(high - low, isShare ? 0.01 : ((high + low) / 2) * leastSpan) || 1;
    const [bottom, top] = isShare ? [0, high] : [(high + low - span) / 2, (high + low + span) / 2];
    const interval = roundStep(span / 4);
    return {
        min: Math.max(0, Math.floor((bottom - span * 0.05) / interval) * interval),
        max: Math.ceil((top + span * 0.05) / interval) * interval,
        interval,
    };
}
/** The next of 1, 2, 5 times a power of ten. */
function roundStep(size) {
    const power = 10 ** Math.floor(Math.log10(size));
    return power * ([1, 2, 5, 10].find((step) => step * power >= size) ?? 10);
}
/** Runs under which the date is written, not too near to the ends. */
function dateTicks(count, dates) {
    const ticks = Array.from({ length: dates }, (_, i) => Math.round(((i + 0.5) / dates) * (count - 1)));
    return [...new Set(ticks)];
}
function levelLine({ first, last, value }, scale, isCurrent) {
    return {
        type: 'line',
        silent: true,
        symbol: 'none',
        z: 4,
        lineStyle: { color: isCurrent ? theme/* colours */.M8.ink : theme/* colours */.M8.base, width: 2 },
        data: [first - 0.45, last + 0.45].map((x) => [x, value * scale]),
    };
}
function marks(points, symbol, symbolSize, colour) {
    return {
        type: 'scatter',
        silent: true,
        clip: false,
        symbol,
        symbolSize,
        z: symbol === 'diamond' ? 2 : 5,
        itemStyle: symbol === 'diamond' ? (0,theme/* hollow */.se)(colour) : (0,theme/* filled */.Bq)(colour),
        data: points.map(({ run, value }) => [run, value]),
    };
}
/** Without an outline: a thousand of them are one picture. */
const dot = (color) => ({ color, opacity: 1 });
/** Change points and beginnings of a stretch, named at their top as far as there is room: change points first, new before old. */
function verticalLines({ runs }, { id, levels }, pixelsOfRun) {
    const changes = levels.flatMap(({ first: run, step }) => step === undefined
        ? []
        : [{ run, text: (0,format/* formatChange */.eD)(id, step), colour: stepColour(id, step), type: 'dashed' }]);
    const begins = runs.flatMap(({ begins: what }, run) => what === undefined ? [] : [{ run, text: `new ${what}`, colour: theme/* colours */.M8.soft, type: 'dotted' }]);
    const taken = [];
    return [...changes.reverse(), ...begins.reverse()].map(({ run, text, colour, type }) => {
        const centre = (run - 0.5) * pixelsOfRun;
        const half = (text.length * pixelsOfCharacter) / 2;
        const isFree = centre + half < (runs.length - 0.5) * pixelsOfRun + right &&
            taken.every(([from, to]) => centre + half < from || centre - half > to);
        if (isFree)
            taken.push([centre - half, centre + half]);
        return {
            xAxis: run - 0.5,
            lineStyle: { color: colour, width: 1.5, type },
            label: {
                show: isFree,
                formatter: text,
                color: colour,
                fontSize: 12,
                fontWeight: type === 'dashed' ? 'bold' : 'normal',
            },
        };
    });
}
function stepColour(id, step) {
    return isWorse(id, step) ? theme/* colours */.M8.bad : theme/* colours */.M8.good;
}

// EXTERNAL MODULE: ./build/report/page-style.js
var page_style = __webpack_require__(94464);
;// CONCATENATED MODULE: ./build/report/trend-pictures.js


const pictureThemes = ['light', 'dark'];
/** `trend/tickets/3f9a2c417be0/latency.p95.light.svg`: suite and fingerprint are names of a folder and a file already. */
const picturePath = (trend, id, theme) => `trend/${trend.suite}/${trend.environment.fingerprint}/${id}.${theme}.svg`;
/** One file a metric and theme, the same bytes for the same runs. A picture in a page of GitHub can hold no links. */
function trendPictures(trend) {
    return trend.series.flatMap((series) => {
        const drawing = trendChart('trend', trend, series, 'narrow');
        if (!drawing)
            return [];
        return pictureThemes.map((theme) => ({
            path: picturePath(trend, series.id, theme),
            text: standalone(drawing.html, theme),
        }));
    });
}
const hasPicture = ({ values }) => values.filter((value) => value !== null).length > 1;
/** Alone, a drawing has no page whose variables it could use, and needs a size of its own. */
function standalone(svg, theme) {
    const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const values = new Map([...page_style/* colourRules */.w[theme].matchAll(/(--\w+): (#\w+)/g)].map(([, name = '', colour = '']) => [name, colour]));
    return `${svg
        .replace('<svg ', `<svg width="${width}" height="${height}" `)
        .replace(/var\((--\w+)\)/g, (whole, name) => values.get(name) ?? whole)}\n`;
}

;// CONCATENATED MODULE: ./build/report/trend-markdown.js





/** Longer lists are in the page beside it. */
const maximumListed = 30;
/** `TREND.md`: the newest environment of each suite open, its others folded. */
function renderTrendMarkdown(trends, links) {
    const suites = [...new Set(trends.map(({ suite }) => suite))];
    return `${(0,markdown/* joinBlocks */.x9)([
        '# Performance trend',
        'Written by `sluice trend` from the baselines in this folder. The page `trend/index.html` beside it has the same with links and details on each point.',
        ...suites.flatMap((suite) => [
            `## ${(0,report_escape/* escapeMarkdown */.FV)(suite)}`,
            ...trends
                .filter((trend) => trend.suite === suite)
                .map((trend, index) => environmentPart(trend, links, index === 0)),
        ]),
        `<sub>${(0,report_escape/* escapeMarkdown */.FV)(key, 1000)} ${(0,report_escape/* escapeMarkdown */.FV)(method, 1000)}</sub>`,
    ])}\n`;
}
function environmentPart(trend, links, isOpen) {
    const { environment } = trend;
    const title = environmentName(environment);
    const body = (0,markdown/* joinBlocks */.x9)([
        environmentDetails(environment)
            .map((part) => (0,report_escape/* markdownCode */.D9)(part))
            .join(' · '),
        noTrendYet(trend),
        summaryTable(trend),
        trend.series
            .filter(hasPicture)
            .map((series) => picture(trend, series))
            .join('\n'),
        listed('Change points', changeEvents(trend).map(({ run, steps }) => `${runText(run, links)}: ${steps.map(({ text }) => text).join(', ')}`)),
        listed('Accepted regressions', acceptedRuns(trend).map((run) => acceptedText(run, links))),
    ]);
    return isOpen
        ? `### ${(0,report_escape/* escapeMarkdown */.FV)(title)}\n\n${body}`
        : (0,markdown/* details */.zH)((0,report_escape/* escapeSummary */.Gb)(`${title} (${environment.fingerprint})`), body);
}
function summaryTable(trend) {
    return (0,markdown/* table */.tp)(['metric', 'newest', 'since the last change', 'since the release'], trendRows(trend).map(({ id, newest, sinceChange, sinceRelease }) => [
        (0,format/* metricHeader */.YV)(id),
        (0,markdown/* unbroken */.D_)(newest),
        (0,markdown/* unbroken */.D_)(sinceChange),
        (0,report_escape/* escapeMarkdown */.FV)(sinceRelease, 60),
    ]), ['l', 'r', 'r', 'r']);
}
function picture(trend, { id }) {
    const alt = `${(0,format/* metricHeader */.YV)(id)} over the runs`;
    return `<picture><source media="(prefers-color-scheme: dark)" srcset="${picturePath(trend, id, 'dark')}"><img alt="${alt}" src="${picturePath(trend, id, 'light')}" width="420"></picture>`;
}
function listed(title, items) {
    if (items.length === 0)
        return undefined;
    const left = items.length - maximumListed;
    return (0,markdown/* joinBlocks */.x9)([
        `**${title}**`,
        (0,markdown/* bullets */.e5)([...items.slice(0, maximumListed), ...(left > 0 ? [`${left} older ones are in the page.`] : [])]),
    ]);
}
function runText(run, links) {
    const url = commitUrl(run, links);
    const commit = (0,report_escape/* markdownCode */.D9)(shortCommit(run));
    return `${minuteOf(run.measuredAt).slice(0, 10)} ${url === undefined ? commit : `[${commit}](${url})`}`;
}
function acceptedText({ accepted: { pullRequest, by, why }, ...run }, links) {
    const url = pullRequestUrl(pullRequest, links);
    const request = url === undefined ? `pull request ${pullRequest}` : `[pull request ${pullRequest}](${url})`;
    return `${runText(run, links)}: ${request}, accepted by ${(0,report_escape/* markdownCode */.D9)(by)}: ${(0,report_escape/* escapeMarkdown */.FV)(why, 500) || '(no reason given)'}`;
}

// EXTERNAL MODULE: ./build/report/markup.js
var markup = __webpack_require__(29271);
// EXTERNAL MODULE: ./build/report/page-document.js
var page_document = __webpack_require__(47192);
// EXTERNAL MODULE: ./build/report/page-parts.js
var page_parts = __webpack_require__(44059);
;// CONCATENATED MODULE: ./build/report/trend-page.js







/** Points are small: a stroke nobody sees makes them easier to hit. Of a thousand runs, only the drawings in sight are laid out. */
const trendStyle = `${page_style/* pageStyle */.x}
figure title + path { stroke: transparent; stroke-width: 1.5; }
figure a:hover path, figure g:hover > title + path { fill: var(--open); stroke: var(--open); }
section figure { content-visibility: auto; contain-intrinsic-size: auto 300px; }
nav ul { padding-left: 20px; }
th.number { white-space: normal; }
`;
/** The page of all trends: one file, no script, nothing loaded; each point tells its run and leads to its commit. */
function renderTrendPage(trends, links) {
    return (0,page_document/* pageDocument */.z)({
        title: 'Performance trend',
        style: trendStyle,
        body: [
            (0,markup/* markup */.PT) `<h1>Sluice: performance trend</h1>\n`,
            trends.length > 1 ? contents(trends) : undefined,
            ...trends.map((trend, index) => trendSection(trend, links, index)),
            (0,markup/* markup */.PT) `<section><h2>How to read it</h2>\n<p>${(0,markup/* trusted */.IZ)(key)}</p>\n<p>${(0,markup/* trusted */.IZ)(method)}</p></section>\n`,
        ],
    });
}
function contents(trends) {
    return (0,markup/* markup */.PT) `<nav aria-label="Suites and environments"><ul>${trends.map(({ suite, environment, runs }, index) => (0,markup/* markup */.PT) `<li><a href="#trend-${index}">${(0,markup/* name */.UU)(suite)}</a>: ${environmentName(environment)}, ${(0,format/* formatCount */.B4)(runs.length, 'run')}</li>\n`)}</ul></nav>\n`;
}
function trendSection(trend, links, index) {
    const { suite, environment, runs } = trend;
    const notes = runs.map((run) => noteOf(run, links));
    const yet = noTrendYet(trend);
    return (0,markup/* markup */.PT) `<section id="trend-${index}"><h2>${(0,markup/* name */.UU)(suite)}: ${environmentName(environment)}</h2>
<p class="quiet">${environmentDetails(environment).join(' · ')}</p>
${yet === undefined ? undefined : (0,markup/* markup */.PT) `<p>${yet}</p>`}
${trend_page_summaryTable(trend)}
${trend.series.flatMap((series) => metricFigures(trend, series, notes, index))}
${changeTable(trend, links)}
${acceptedTable(trend, links)}
${(0,page_parts/* folded */.TM)(`All runs as a table`, runTable(trend, links))}
</section>
`;
}
const numeric = true;
function trend_page_summaryTable(trend) {
    return (0,page_parts/* pageTable */.k2)([
        { head: 'metric' },
        { head: 'newest', numeric },
        { head: 'since the last change', numeric },
        { head: 'since the release', numeric },
    ], trendRows(trend).map(({ id, newest, sinceChange, sinceRelease }) => [
        (0,format/* metricHeader */.YV)(id),
        newest,
        sinceChange,
        sinceRelease,
    ]), 'Newest run');
}
function metricFigures(trend, series, notes, index) {
    const caption = (0,markup/* markup */.PT) `<b>${(0,format/* metricHeader */.YV)(series.id)}</b>`;
    const id = `trend-${index}-${series.id.replace('.', '-')}`;
    const said = notes.map((note, run) => ({
        ...note,
        lines: [(0,format/* formatValue */.Fl)(series.id, series.values[run]), ...note.lines],
    }));
    return [
        (0,page_parts/* figure */.vP)(trendChart(id, trend, series, 'broad', said), caption, 'broad'),
        (0,page_parts/* figure */.vP)(trendChart(`${id}-narrow`, trend, series, 'narrow'), caption, 'narrow'),
    ];
}
function noteOf(run, links) {
    const href = commitUrl(run, links);
    const { release, accepted, begins } = run;
    return {
        lines: [
            `${minuteOf(run.measuredAt)} UTC, commit ${shortCommit(run)}`,
            targetText(run),
            ...(release !== undefined ? [`release ${release}`] : []),
            ...(accepted
                ? [`accepted by ${accepted.by} in pull request ${accepted.pullRequest}: ${accepted.why}`]
                : []),
            ...(begins !== undefined ? [`new ${begins}`] : []),
        ],
        ...(href !== undefined ? { href } : {}),
    };
}
function changeTable(trend, links) {
    const events = changeEvents(trend);
    if (events.length === 0)
        return undefined;
    const rows = events.map(({ run, steps }) => [
        minuteOf(run.measuredAt),
        commitCell(run, links),
        (0,markup/* markup */.PT) `${steps.map(({ text, isWorse }, index) => (0,markup/* markup */.PT) `${index > 0 ? ', ' : ''}<span class="${isWorse ? 'tone-regressed' : 'tone-improved'}">${text}</span>`)}`,
        (0,markup/* markup */.PT) `${run.accepted ? `accepted by ${run.accepted.by}` : format/* missing */.LO}`,
    ]);
    const columns = [{ head: 'first run' }, { head: 'commit' }, { head: 'steps' }, { head: 'accepted' }];
    return (0,markup/* markup */.PT) `<h3>Change points</h3>\n${(0,page_parts/* pageTable */.k2)(columns, rows, 'Change points')}`;
}
function acceptedTable(trend, links) {
    const runs = acceptedRuns(trend);
    if (runs.length === 0)
        return undefined;
    const rows = runs.map((run) => {
        const { pullRequest, by, why } = run.accepted;
        const url = pullRequestUrl(pullRequest, links);
        return [
            minuteOf(run.measuredAt),
            commitCell(run, links),
            trend_page_link((0,markup/* markup */.PT) `${pullRequest}`, url),
            (0,markup/* name */.UU)(by),
            why.trim() === '' ? '(no reason given)' : why,
        ];
    });
    const columns = ['run', 'commit', 'pull request', 'accepted by', 'why'].map((head) => ({ head }));
    return (0,markup/* markup */.PT) `<h3>Accepted regressions</h3>\n${(0,page_parts/* pageTable */.k2)(columns, rows, 'Accepted regressions')}`;
}
function runTable({ runs, series }, links) {
    const rows = runs
        .map((run, index) => [
        minuteOf(run.measuredAt),
        commitCell(run, links),
        ...series.map(({ id, values }) => (0,format/* formatValue */.Fl)(id, values[index])),
        targetText(run),
        run.release ?? '',
        String(run.stretch + 1),
    ])
        .reverse();
    const columns = [
        { head: 'run' },
        { head: 'commit' },
        ...series.map(({ id }) => ({ head: (0,format/* metricHeader */.YV)(id), numeric })),
        { head: 'target' },
        { head: 'release' },
        { head: 'plan and workload', numeric },
    ];
    return (0,page_parts/* pageTable */.k2)(columns, rows, 'All runs');
}
const commitCell = (run, links) => trend_page_link((0,markup/* name */.UU)(shortCommit(run)), commitUrl(run, links));
const trend_page_link = (text, url) => url === undefined ? text : (0,markup/* markup */.PT) `<a href="${(0,markup/* trusted */.IZ)(url)}">${text}</a>`;

;// CONCATENATED MODULE: ./build/report/trend.js



/** All files of the trend: `TREND.md`, its pictures and `trend/index.html`. Same runs, same bytes. */
function renderTrendFiles(trends, links) {
    return [
        { path: 'TREND.md', text: renderTrendMarkdown(trends, links) },
        ...trends.flatMap(trendPictures),
        { path: 'trend/index.html', text: renderTrendPage(trends, links) },
    ];
}


/***/ })

};
