/* Runs in the page of a test before anything else: counts what must never happen, and reads back as data what the page holds. */

globalThis.reader = (() => {
  /** What a text from outside would call if it ran. */
  let calls = 0;
  for (const name of ['owned', 'alert', 'confirm', 'prompt', 'open', 'print']) {
    globalThis[name] = () => {
      calls += 1;
    };
  }

  /** Attributes that could run or load something. In a drawing the others depend on the words that are drawn. */
  const isActive = (name) => /^on|^(?:style|src|srcdoc|href|xlink:href)$/.test(name);

  /** An element with the names of its attributes, without any text. */
  const signature = (element) => {
    const isDrawn = element.closest('svg') !== null;
    const names = [...element.attributes]
      .map(({ name }) => name)
      .filter((name) => !isDrawn || isActive(name));
    return `${element.localName}${names.length > 0 ? `[${names.sort().join(' ')}]` : ''}`;
  };

  /** The tree without its texts. Of a drawing only the element itself; code is no structure, its children are. */
  const skeleton = (element) => {
    const children = element.localName === 'svg' ? [] : [...element.children].map(skeleton);
    const inner = children.join('');
    return element.localName === 'code' ? inner : `(${signature(element)}${inner})`;
  };

  const textNodes = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts;
  };

  /** What GitHub looks for in rendered text, outside code and links. */
  const references = {
    mention: /(?:^|[^\w`])@[a-z0-9]/i,
    issue: /#\d|\bGH-\d/i,
    advisory: /\b(?:GHSA|CVE)-\w/i,
    commit: /(?:^|[^0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i,
    link: /:\/\/|www\.|\b(?:mailto|xmpp):\w|\w@[\w-]+\.\w/i,
    picture: /:[\w+-]+:/,
  };

  const referencesIn = (root) =>
    textNodes(root)
      .filter((node) => !node.parentElement?.closest('code, pre, a'))
      .flatMap(({ data }) =>
        Object.entries(references).flatMap(([kind, pattern]) => {
          const [found] = pattern.exec(data) ?? [];
          return found === undefined ? [] : [`${kind}: ${data.slice(0, 120)}`];
        }),
      );

  const parse = (text, type) => new DOMParser().parseFromString(text, type);

  /** The value at a pixel between two pixels whose values are known. */
  const valueAt = (pixel, [fromPixel, from, toPixel, to], isLog) => {
    const share = (pixel - fromPixel) / (toPixel - fromPixel);
    return isLog ? from * (to / from) ** share : from + share * (to - from);
  };

  /** The panel of a drawing in which a pixel lies, and the values there. */
  const placeOf = (axes, { x, y }) => {
    const inside = ({ y: [bottom, , top] }) => y >= top - 1 && y <= bottom + 1;
    const panel = axes.findIndex(inside);
    if (panel < 0) return { panel, x: null, y: null };
    const { x: ofX, y: ofY, log = [] } = axes[panel];
    return { panel, x: valueAt(x, ofX, log.includes('x')), y: valueAt(y, ofY, log.includes('y')) };
  };

  /** The middle of a mark as the browser drew it, in pixels of the drawing. */
  const middleOf = (svg, mark) => {
    const { x, y, width, height } = mark.getBBox();
    const toDrawing = svg.getScreenCTM().inverse().multiply(mark.getScreenCTM());
    return new DOMPoint(x + width / 2, y + height / 2).matrixTransform(toDrawing);
  };

  const lineOf = (axes, path) => ({
    stroke: path.getAttribute('stroke'),
    isDashed: path.hasAttribute('stroke-dasharray'),
    points: [...path.getAttribute('d').matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) =>
      placeOf(axes, { x: Number(x), y: Number(y) }),
    ),
  });

  const chartOf = (svg) => {
    const axes = JSON.parse(svg.dataset.axes);
    const lines = [...svg.querySelectorAll('path[fill="none"]')].filter((path) =>
      /base|candidate/.test(path.getAttribute('stroke') ?? ''),
    );
    return {
      id: svg.id,
      label: svg.getAttribute('aria-label'),
      axes,
      marks: [...svg.querySelectorAll('[data-series]')].map((mark) => ({
        element: mark.localName,
        series: Number(mark.dataset.series),
        index: Number(mark.dataset.index),
        ...placeOf(axes, middleOf(svg, mark)),
      })),
      lines: lines.map((path) => lineOf(axes, path)),
    };
  };

  /** A stop of the keyboard by its words. */
  const nameOf = (element) => {
    if (element.type === 'radio') return `radio ${element.name}`;
    const label = element.getAttribute('aria-label') ?? element.textContent;
    return `${element.localName} ${label.trim().slice(0, 60)}`;
  };

  /** By WCAG 2, of `rgb(r, g, b)`. */
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrastOf = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  const reader = {
    /** Every drawing that is shown, with the values that its marks and lines stand at. */
    charts: () =>
      [...document.querySelectorAll('svg[data-axes]')].filter((svg) => svg.checkVisibility()).map(chartOf),

    /** One of the functions below on each of many texts: a call of the page costs more than all of them. */
    all: (name, texts) => texts.map((text) => reader[name](text)),

    /** The marks of a drawing that tell something when pointed at: their words, their link and the values they stand at. */
    told: (id) => {
      const svg = document.getElementById(id);
      const axes = JSON.parse(svg.dataset.axes);
      return [...svg.querySelectorAll('title')].map((title) => ({
        words: title.textContent.split('\n'),
        link: title.closest('a')?.getAttribute('href') ?? null,
        ...placeOf(axes, middleOf(svg, title.nextElementSibling)),
      }));
    },

    /** How often anything ran that must not. */
    calls: () => calls,

    skeleton: () => skeleton(document.documentElement),

    /** Every kind of element with its attributes and the element around it, drawings included. */
    kinds: () => [
      ...new Set(
        [...document.querySelectorAll('*')].map(
          (element) => `${element.parentElement?.localName ?? ''} > ${signature(element)}`,
        ),
      ),
    ],

    /** Texts of the elements that a selector finds. */
    texts: (selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent),

    heights: (selector) => [...document.querySelectorAll(selector)].map((element) => element.offsetHeight),

    /** How many of something each of the elements holds. */
    counts: (selector, inner) =>
      [...document.querySelectorAll(selector)].map((element) => element.querySelectorAll(inner).length),

    /** How many of the elements that a selector finds are shown. */
    shown: (selector) =>
      [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).length,

    /** A property of style as it came to be. */
    style: (selector, property) => getComputedStyle(document.querySelector(selector))[property],

    /** Opens everything that is folded. */
    unfold: () => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    },

    /** What HTML made of markdown holds, without loading or running it. */
    markdown: (html) => {
      const { body } = parse(html, 'text/html');
      return {
        skeleton: skeleton(body),
        references: referencesIn(body),
        links: [...body.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      };
    },

    /** The tree of an XML document; an error where it is none. */
    xml: (text) => {
      const { documentElement } = parse(text, 'application/xml');
      const error = documentElement.querySelector('parsererror');
      return error ? `error: ${error.textContent}` : skeleton(documentElement);
    },

    /** Tries what could start a hidden handler: every element is pointed at, clicked, focused and opened. */
    provoke: () => {
      for (const element of document.querySelectorAll('*')) {
        for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle', 'error', 'load', 'begin']) {
          element.dispatchEvent(new Event(type, { bubbles: true }));
        }
        if (element.localName !== 'a' && typeof element.click === 'function') element.click();
      }
    },

    /** Stops of the keyboard in the order of the document; of a group of radio buttons the first one. */
    stops: () =>
      [...document.querySelectorAll('a[href], summary, input, [tabindex="0"]')]
        .filter((element) => element.checkVisibility() && element.tabIndex >= 0)
        .filter(
          ({ type, name }, index, all) =>
            type !== 'radio' || all.findIndex((other) => other.name === name) === index,
        )
        .map(nameOf),

    /** What has the focus, and whether that can be seen. */
    focused: () => {
      const element = document.activeElement;
      const shown = element.type === 'radio' ? element.parentElement : element;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
      return { name: nameOf(element), isMarked };
    },

    /** Least contrast of the texts with the page, of words and of what is drawn. */
    contrast: () => {
      const page = luminance(getComputedStyle(document.body).backgroundColor);
      const least = (colours) => Math.min(...colours.map((colour) => contrastOf(luminance(colour), page)));
      const visible = (selector) =>
        [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
      return {
        page,
        words: least(
          visible('h1, h2, p, td, th, figcaption, summary, li').map(
            (element) => getComputedStyle(element).color,
          ),
        ),
        labels: least(visible('svg text').map((element) => getComputedStyle(element).fill)),
        lines: least(
          visible('svg path[stroke="var(--candidate)"], svg path[stroke="var(--base)"]').map(
            (element) => getComputedStyle(element).stroke,
          ),
        ),
      };
    },

    /** How far the page could be scrolled sideways, in pixels. */
    sideways: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
  return reader;
})();
