// What a page is asked about itself. Nothing of this is part of Kith: tests put it into the page they look at.
window.bars = (() => {
  const all = (css, within = document) => [...within.querySelectorAll(css)];
  const told = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const shown = (one) => one.checkVisibility({ checkVisibilityCSS: true });
  const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "strokeWidth", "backgroundColor", "borderColor"];
  const look = (one) => [one, one.nextElementSibling, ...one.children].filter(Boolean)
    .map((part) => { const style = getComputedStyle(part); return LOOKS.map((name) => style[name]).join(); }).join("|");
  let stops = [];

  const wide = () => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    const out = all("body *").filter((one) => shown(one) && one.getBoundingClientRect().right > edge + 1 && !one.closest(".scroll"));
    return [`scrolls sideways to ${document.documentElement.scrollWidth} of ${edge}: ${out.slice(0, 3).map(told).join(" ; ")}`];
  };

  return {
    unfold: () => all("details").forEach((fold) => { fold.open = true; }),
    still: () => all(".tray, .leave").forEach((bar) => { bar.style.position = "static"; }),
    wide,
    big: (size) => { document.documentElement.style.fontSize = size; return wide(); },
    spaced: () => {
      all("*").forEach((one) => Object.assign(one.style, { lineHeight: "1.5", letterSpacing: ".12em", wordSpacing: ".16em" }));
      all("p").forEach((one) => { one.style.marginBottom = "2em"; });
      return wide();
    },

    // A finger needs 24 px; a link within a sentence is as high as its line, and the skip link stands off the page.
    small: () => all("a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex='0']")
      .filter((one) => (one.offsetParent !== null || one.closest("svg")) && !one.matches(".skip"))
      .filter((one) => getComputedStyle(one).display !== "inline")
      .filter((one) => { const { width, height } = one.getBoundingClientRect(); return width && (width < 24 || height < 24); })
      .map((one) => `too small for a finger: ${told(one)}`),

    // As a first visit weighs, whatever was kept before: all that came until the page stood, as it was sent, and a
    // little for each head. What came through a service worker is told unpacked, so it is kept out.
    weight: () => {
      const [way] = performance.getEntriesByType("navigation");
      const parts = [way, ...performance.getEntriesByType("resource").filter((part) => part.startTime < way.loadEventEnd)];
      return { requests: parts.length, bytes: parts.reduce((sum, part) => sum + part.encodedBodySize + 300, 0) };
    },

    shift: () => new Promise((done) => {
      let sum = 0;
      const add = (list) => list.getEntries().forEach((one) => { sum += one.hadRecentInput ? 0 : one.value; });
      new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(sum), 100);
    }),

    // Where the keyboard is: a number for the stop, 0 outside the page, and what is wrong with it.
    begin: () => { stops = []; document.activeElement?.blur(); scrollTo({ top: 0, behavior: "instant" }); },
    stop: () => {
      const one = document.activeElement;
      const wrong = [];
      const last = stops.at(-1);
      if (last && last.one === one) return { at: stops.length, wrong }; // a day has parts of its own, and is one stop
      if (last && last.look === look(last.one)) wrong.push(`focus cannot be seen on ${told(last.one)}`);
      if (!one || one === document.body || one === stops[0]?.one) return { at: 0, wrong };
      if (last && !(last.one.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push(`the keyboard jumps back to ${told(one)}`);
      const box = one.getBoundingClientRect();
      const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x, y]) => document.elementFromPoint(box.left + x * box.width, box.top + y * box.height));
      if (!spots.some((spot) => spot && (one.contains(spot) || spot.contains(one) || spot.closest("label")?.contains(one)))) wrong.push(`covered or off the screen when it has the focus: ${told(one)}`);
      stops.push({ one, look: look(one) });
      return { at: stops.length, wrong };
    },

    // What is read first stands first: nothing is moved about by the style sheet, and headings go down the page.
    order: () => {
      const moved = all("body *").filter((one) => { const { order, flexDirection } = getComputedStyle(one); return order !== "0" || flexDirection.endsWith("reverse"); });
      const tops = all("main h1, main h2, main h3").filter((one) => shown(one) && !one.closest(".vh"))
        .map((one) => [one, one.getBoundingClientRect().top]);
      const back = tops.filter(([, top], at) => at && top < tops[at - 1][1] - 2);
      return [...moved.map((one) => `moved by style: ${told(one)}`), ...back.map(([one]) => `stands above what is read before it: ${told(one)}`),
        ...all("[tabindex]").filter((one) => one.tabIndex > 0).map((one) => `a tab stop out of its order: ${told(one)}`),
        ...all("[aria-owns], [aria-flowto]").map((one) => `read in another order: ${told(one)}`)];
    },

    hidden: () => all("[aria-hidden=true]").flatMap((part) => [part, ...all("*", part)])
      .filter((one) => one.tabIndex >= 0 && shown(one)).map((one) => `can have the focus and is hidden from who listens: ${told(one)}`),

    // A part that changes in place is told to who cannot see it change.
    silent: (hooks) => hooks.filter(([css, live]) => document.querySelector(css) && !document.querySelector(live))
      .map(([css, live]) => `${css} changes the page, and there is no ${live}`),
  };
})();
