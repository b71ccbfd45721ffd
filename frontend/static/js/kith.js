// Small comforts; every page does its work without this file.
(() => {
  "use strict";
  const one = (css) => document.querySelector(css);
  const all = (css) => document.querySelectorAll(css);

  // What went wrong is read out first.
  one("[data-focus]")?.focus();

  // A pin and its card light up together.
  const light = ({ target }) => {
    all(".lit").forEach((lit) => lit.classList.remove("lit"));
    const part = target.closest?.("a.pin, .entry[id]");
    const id = part?.id || part?.getAttribute("href").slice(1);
    if (id) [document.getElementById(id), one(`.pin[href="#${id}"]`)].forEach((lit) => lit?.classList.add("lit"));
  };
  for (const event of ["mouseover", "focusin"]) document.addEventListener(event, light);

  // A link into a fold opens the fold.
  const unfold = () => {
    const fold = location.hash.length > 1 && document.getElementById(location.hash.slice(1))?.closest("details");
    if (fold) fold.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Your list: ids and choices, on this device only. Without storage the forms do the same work.
  const KEY = "kith-list";
  const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; } };
  const storage = (() => { try { localStorage.setItem("kith-try", ""); localStorage.removeItem("kith-try"); return true; } catch { return false; } })();
  const tell = () => {
    const list = kept();
    all("[data-list-count]").forEach((count) => { count.textContent = list.length || ""; });
    all("[data-add]").forEach((box) => { box.checked = list.some(({ id }) => id === box.value); });
  };
  const keep = (list) => { localStorage.setItem(KEY, JSON.stringify(list)); tell(); };
  const main = one("main");
  const asking = () => one("#choose [name=audience]")?.value;
  // A page fetched by a form, and its main part put in the place of ours.
  const page = async (address, fields) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    if (!answer.ok) throw answer.status;
    return [new DOMParser().parseFromString(await answer.text(), "text/html"), answer];
  };
  const put = ([made]) => {
    main.replaceChildren(...made.querySelector("main").childNodes);
    document.title = made.title;
    awake();
  };
  const bring = async () => {
    const list = kept();
    const empty = one("[data-list-empty]");
    if (!list.length && empty) return;
    if (empty) empty.hidden = true;
    const fields = new URLSearchParams(location.search); // whom the list is for
    for (const { id, how } of list) { fields.append("id", id); if (how) fields.append(`how-${id}`, how); }
    try {
      put(await page("/list", fields));
      const there = [...all("[data-list-own] [name=id]")].map((field) => field.value);
      keep(list.filter(({ id }) => there.includes(id)));
    } catch { one("[data-list-failed]")?.removeAttribute("hidden"); }
  };
  if (storage) {
    addEventListener("pageshow", tell);
    addEventListener("storage", tell);
    document.addEventListener("change", ({ target }) => {
      const list = kept();
      if (target.matches("[data-add]"))
        keep([...list.filter(({ id }) => id !== target.value), ...(target.checked ? [{ id: target.value }] : [])]);
      else if (target.matches("[data-list-own] input[type=radio]"))
        keep(list.map((idea) => (`how-${idea.id}` === target.name ? { ...idea, how: target.value } : idea)));
    });
    // A double tap puts an idea on the list once: its second press does not take it off again.
    document.addEventListener("click", (event) => {
      if (event.detail > 1 && event.target.closest("label.add, [data-add]")) event.preventDefault();
    });
    document.addEventListener("submit", (event) => {
      const { name, value } = event.submitter ?? {};
      if (event.target.matches("#choose")) { // not .id: the boxes are called that
        event.preventDefault();
        location.href = `/list${asking() ? `?audience=${asking()}` : ""}`;
      } else if (event.target.matches("[data-list-own]") && (name === "drop" || value === "clear")) {
        event.preventDefault();
        keep(value === "clear" ? [] : kept().filter(({ id }) => id !== value));
        bring().then(() => one("#h-list")?.focus());
      }
    });
    addEventListener("DOMContentLoaded", () => { if (one("[data-list-empty]") && location.pathname === "/list") bring(); });
  }

  // Print and copy buttons, where there is a script to press them.
  const comforts = () => all("[data-print], [data-copy]").forEach((button) => {
    if (button.dataset.copy && !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!button.dataset.copy) return print();
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      const says = one("[data-copy-says]");
      says.textContent = says.dataset.done;
    });
  });

  // "Not for me", "Show 5 more": the answer comes into this page. Whatever goes wrong, the form itself is sent.
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.getAttribute("id") !== "said" || !submitter?.name || submitter.value === "change") return;
    event.preventDefault();
    const at = Number(submitter.closest(".entry")?.id.slice(5)) || all(".entry[id^=idea]").length + 1;
    try {
      const [made, answer] = await page("/match", new FormData(form, submitter));
      if (!made.querySelector("[data-keep]")) throw answer.status;
      put([made]);
      // What may stand in no address leaves the one there is: "back" to it finds the ideas as they were first.
      if (answer.redirected) history.replaceState(null, "", answer.url);
      (one(`#idea-${at} h3 a`) ?? one("#main")).focus();
    } catch {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
      form.submit();
    }
  });

  // The browser's own voice, part by part, each in its language. What is hidden or folded away is left out.
  const voice = window.speechSynthesis;
  const silent = () => { voice?.cancel(); all("[data-aloud]").forEach((button) => { button.textContent = button.dataset.start ?? button.textContent; }); };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-aloud]");
    if (!button) return;
    const reading = voice.speaking;
    button.dataset.start ??= button.textContent;
    silent();
    if (reading) return;
    button.textContent = button.dataset.stop;
    const parts = [...main.querySelectorAll("h1, h2, h3, p, li, dd, label")].filter((part) => part.checkVisibility()
      && !part.querySelector("h1, h2, h3, p, li, dd, label") && !part.closest("[data-live]") && part.textContent.trim());
    parts.forEach((part, at) => {
      const said = new SpeechSynthesisUtterance(part.textContent.trim().replace(/\s+/g, " "));
      said.lang = part.closest("[lang]").lang;
      if (at === parts.length - 1) said.onend = silent;
      voice.speak(said);
    });
  });
  addEventListener("pagehide", silent);

  // On a weak signal: the worker keeps the shell, a page keeps the ideas on it, and all of it stays on the device.
  const pocket = "caches" in window && "serviceWorker" in navigator && isSecureContext;
  const when = (moment) => {
    const today = new Date().toDateString() === moment.toDateString();
    const day = today ? {} : { weekday: "long", day: "numeric", month: "long" };
    return moment.toLocaleString(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit" });
  };
  window.kith = { when };
  // Never an urgent page: only a page of ideas carries the mark. Words as typed are left out of the copy.
  const keepIdeas = async () => {
    const ideas = one("[data-keep]");
    if (!pocket || !ideas || one("[data-saved-at]")) return;
    const copy = document.documentElement.cloneNode(true);
    const told = [...copy.querySelectorAll(".why p, .best p")].filter((part) => part.querySelector("mark"));
    [...copy.querySelectorAll("[data-live], .said, .order, #start"), ...told].forEach((part) => part.remove());
    copy.querySelector("[data-saved]").dataset.savedAt = Date.now();
    const from = ideas.dataset.keep ? "" : location.pathname + location.search;
    const headers = { "Content-Type": "text/html; charset=utf-8", "X-Kept-At": Date.now(), "X-Kept-From": from };
    const kept = await caches.open("kith-kept");
    await kept.put("/offline/last", new Response(`<!doctype html>${copy.outerHTML}`, { headers }));
  };
  // From an idea back to the ideas: the window remembers that ideas were shown last and which was opened, and nothing
  // else. Not in the history: that would make an answer to a form into an address with nothing behind it.
  const FROM = "kith-from-ideas";
  if (storage && one("[data-keep]")) {
    sessionStorage.setItem(FROM, "");
    main.addEventListener("click", ({ target }) => {
      const link = target.closest("a[href^='/listings/']");
      if (link) sessionStorage.setItem(FROM, link.pathname);
    });
  } else if (storage && location.pathname === "/match" && !one("[data-no-signal]")) sessionStorage.removeItem(FROM);
  const back = one("[data-back]");
  if (back && storage && history.length > 1 && sessionStorage.getItem(FROM) === location.pathname) {
    back.hidden = false;
    back.querySelector("button").addEventListener("click", () => history.back());
  }
  const saved = one("[data-saved-at]");
  if (saved) {
    saved.hidden = false;
    const says = one("[data-saved-says]");
    says.textContent = says.dataset.words.replace("{when}", when(new Date(Number(saved.dataset.savedAt))));
  }
  const later = window.requestIdleCallback ?? setTimeout; // nothing of this may keep a slow phone from answering
  if (pocket) later(() => navigator.serviceWorker.register("/sw.js").catch(() => { /* the pages work without it */ }));
  const near = () => {
    const box = one("[data-pocket]");
    if (!box || !pocket) return;
    box.hidden = false;
    const says = box.querySelector("[role=status]");
    box.querySelector("button").addEventListener("click", async () => {
      says.textContent = says.dataset.busy;
      try {
        const answer = await fetch(box.dataset.pocket);
        if (!answer.ok) throw answer.status;
        await (await caches.open("kith-near")).put(box.dataset.pocket, answer.clone());
        says.textContent = says.dataset.done.replace("{n}", (await answer.json()).listings.length);
      } catch { says.textContent = says.dataset.failed; }
    });
  };
  // Where ideas were looked for lately: names of places and sectors, on this device only.
  const PLACES = "kith-places";
  const NUMBER = "kith-number";
  const lately = () => { try { return JSON.parse(localStorage.getItem(PLACES)) ?? []; } catch { return []; } };
  const places = () => {
    const here = one("[data-near-here]")?.dataset.nearHere;
    if (here && storage && !saved) localStorage.setItem(PLACES, JSON.stringify([here, ...lately().filter((place) => place !== here)].slice(0, 4)));
    // And the number that was shown there, for the foot of pages that know no place.
    const number = one("[data-number]")?.dataset.number;
    if (number && storage && !saved) localStorage.setItem(NUMBER, number);
    const foot = one("[data-local]");
    const known = foot && !here && storage && localStorage.getItem(NUMBER); // a place without a number has not that of another
    if (known) foot.replaceChildren(`${foot.dataset.local} `, Object.assign(document.createElement("a"), { href: `tel:${known.replace(/[^+\d]/g, "")}`, textContent: known }));
    const box = one("[data-lately]");
    if (!box || !lately().length) return;
    box.hidden = false;
    box.append(...lately().map((place) => {
      const press = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-2", textContent: place });
      press.addEventListener("click", () => { one("#near").value = place; one("#near").focus(); });
      return press;
    }));
  };
  // The bigger map, and all it takes, comes at a press.
  const fetched = (address) => new Promise((done, failed) => {
    const style = address.includes(".css");
    const made = document.createElement(style ? "link" : "script");
    Object.assign(made, style ? { rel: "stylesheet", href: address } : { src: address }, { onload: done, onerror: failed });
    document.head.append(made);
  });
  const bigger = () => {
    const press = one("[data-bigger]");
    if (!press || !window.HTMLDialogElement) return;
    press.hidden = false;
    press.addEventListener("click", async () => {
      if (!window.kith.bigger) for (const address of press.dataset.bigger.split(" ")) await fetched(address);
      window.kith.bigger(press.closest(".mapbox"));
    });
  };
  // What a page needs when it opens, and again when its main part was changed.
  const awake = () => {
    comforts();
    if (voice) all("[data-aloud]").forEach((button) => { button.hidden = false; });
    near();
    bigger();
    places();
    if (storage) tell();
    later(() => keepIdeas().catch(() => { /* no room is no reason to complain */ }));
  };
  awake();
  const forget = (...names) => {
    names.forEach((name) => localStorage.removeItem(name));
    sessionStorage.removeItem(FROM);
    return Promise.all(["kith-kept", "kith-near"].map((name) => caches.delete(name)));
  };
  // Whoever signed out here, for whomever they looked: the list alone stays, until somebody takes it off.
  if (one("[data-signed-out]") && pocket && storage) forget(PLACES, NUMBER);
  all("[data-forget]").forEach((button) => {
    button.hidden = !pocket;
    button.addEventListener("click", async () => {
      await forget(KEY, PLACES, NUMBER, AUDIENCE);
      all("[data-mine], [data-last], [data-packs]").forEach((part) => { part.hidden = true; });
      one("[data-forget-says]").textContent = button.dataset.done;
      tell();
      button.hidden = true;
    });
  });

  // Leaving fast replaces this page, so that "back" does not show it.
  one("[data-leave]")?.addEventListener("click", (press) => {
    press.preventDefault();
    document.body.hidden = true;
    location.replace(press.currentTarget.href);
  });

  // What a choice asks beside it stands behind a press: that choice opens it.
  const asks = one("[data-opened-by]");
  asks?.closest("form").addEventListener("change", ({ target }) => {
    if (target.type === "radio" && asks.dataset.openedBy.split(" ").includes(target.value)) asks.open = true;
  });

  // A short page is kept while it is typed; what has been read of the days is said at once.
  const short = one("[data-autosave]");
  const savedSays = one("[data-autosave-says]");
  let waiting = 0;
  short?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      try {
        const answer = await fetch(short.dataset.autosave, { method: "POST", body: new URLSearchParams(new FormData(short)) });
        if (!answer.ok) throw answer.status;
        const { when, where } = await answer.json();
        savedSays.textContent = savedSays.dataset.saved;
        const told = one("[data-autosave-told]");
        if (told) told.textContent = when || where;
      } catch { savedSays.textContent = savedSays.dataset.failed; }
    }, 800);
  });

  // On a phone one question at a time; all answers stay in the one form, and "back" goes to the question before.
  const talk = one("[data-stepped]");
  const narrow = matchMedia("(max-width: 40rem)");
  const ALL = "kith-all";
  const steps = () => {
    const parts = [...talk.querySelectorAll(":scope > .q")];
    const last = parts.length - 1;
    const [bar, says, send] = ["[data-steps]", "[data-step-says]", ".btn-go"].map(one);
    const [back, next] = ["-1", "1"].map((step) => bar.querySelector(`[data-step="${step}"]`));
    let at = -1;
    const filled = ({ type, checked, defaultChecked, value }) => (type === "checkbox" || type === "radio" ? checked !== defaultChecked : value.trim());
    const name = () => { next.textContent = [...parts[at]?.querySelectorAll("input, textarea") ?? []].some(filled) ? next.dataset.next : next.dataset.skip; };
    const show = (to, focus) => {
      at = to;
      parts.forEach((part, n) => { part.hidden = to >= 0 && n !== to; });
      bar.hidden = says.hidden = to < 0;
      back.hidden = to < 1;
      next.hidden = to === last;
      send.classList.toggle("btn-2", to >= 0 && to < last);
      document.body.classList.toggle("step-on", to > 0);
      talk.classList.add("ready");
      if (to < 0) return;
      says.textContent = says.dataset.stepSays.replace("{n}", to + 1).replace("{all}", last + 1);
      name();
      if (!focus) return;
      const heading = parts[to].querySelector("h2");
      heading.tabIndex = -1;
      scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    };
    const go = (to) => { history.pushState({ step: to }, ""); show(to, true); };
    const first = history.state?.step ?? (narrow.matches && !(storage && sessionStorage.getItem(ALL)) ? 0 : -1);
    history.replaceState({ step: first }, "");
    show(first);
    addEventListener("popstate", ({ state }) => { if (state?.step !== undefined) show(state.step, true); });
    narrow.addEventListener("change", () => { if (!narrow.matches) show(-1); });
    talk.addEventListener("input", name);
    talk.addEventListener("keydown", (press) => {
      if (press.key !== "Enter" || press.isComposing || at < 0 || at === last || !press.target.matches("input")) return;
      press.preventDefault();
      go(at + 1);
    });
    bar.addEventListener("click", ({ target }) => {
      const { step } = target.dataset;
      if (step === "all") {
        if (storage) sessionStorage.setItem(ALL, "yes");
        history.replaceState({ step: -1 }, "");
        show(-1);
        parts[0].querySelector("input").focus();
      } else if (step === "-1") history.back();
      else if (step) go(at + 1);
    });
  };
  if (talk) steps();

  // The page for coordinators or clinicians comes again on a device where it was chosen.
  const AUDIENCE = "kith-audience";
  const audience = one("[data-talk]")?.dataset.audience;
  if (storage && audience !== undefined) {
    const before = localStorage.getItem(AUDIENCE);
    if (audience === "resident") localStorage.removeItem(AUDIENCE);
    else if (audience) localStorage.setItem(AUDIENCE, audience);
    else if (before && location.pathname === "/" && !location.search) location.replace(`/?audience=${encodeURIComponent(before)}`);
  }
  // A photo that is too big is said so before it is sent.
  all("[data-most]").forEach((field) => field.addEventListener("change", () => {
    const big = field.files[0]?.size > field.dataset.most;
    if (big) field.value = "";
    field.nextElementSibling.textContent = big ? field.dataset.tooBig : "";
  }));

  // No signal: keep the answers on the page. A double tap sends once.
  const form = one("[data-talk]");
  let sent = 0;
  form?.addEventListener("submit", (event) => {
    const says = one("[data-talk-says]");
    if (!navigator.onLine) {
      event.preventDefault();
      says.textContent = says.dataset.offline;
      says.scrollIntoView({ block: "nearest" }); // clear of the bar at the foot
    } else if (Date.now() - sent < 4000) {
      event.preventDefault();
    } else {
      sent = Date.now();
    }
  });

  // The phone's place, made coarse here (two decimals, about a kilometre) before anything is sent.
  const button = one("[data-place]");
  const says = one("[data-place-says]");
  const where = one("#near");
  const coarse = async ({ coords }) => {
    const [lat, lon] = [coords.latitude.toFixed(2), coords.longitude.toFixed(2)];
    where.value = `${lat},${lon}`;
    try {
      const answer = await fetch(`/api/v1/places?lat=${lat}&lon=${lon}`);
      const { places } = await answer.json();
      where.value = places[0].sector ?? where.value;
    } catch { /* the coarse point serves too */ }
    says.textContent = says.dataset.done;
  };
  if (button && "geolocation" in navigator && isSecureContext) {
    button.hidden = false;
    button.addEventListener("click", () => {
      says.textContent = says.dataset.busy;
      const failed = () => { says.textContent = says.dataset.failed; where.focus(); };
      navigator.geolocation.getCurrentPosition(coarse, failed, { maximumAge: 600000, timeout: 10000 });
    });
  }
})();
