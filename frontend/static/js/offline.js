// What is kept on this phone: shown and looked through without a signal. Nothing here asks the network.
(() => {
  "use strict";
  const one = (css, within = document) => within.querySelector(css);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const AT_ONCE = 30;

  const entry = (it) => {
    const made = one("[data-entry]").content.cloneNode(true);
    one(".sym", made).classList.add(`sym-${it.section}`);
    const now = new Date().toISOString();
    const time = it.times?.find(({ over }) => new Date(over).toISOString() > now)?.words ?? it.opening;
    const told = { ...it, when: time, where: [it.far, it.place].filter(Boolean).join(", ") };
    for (const place of made.querySelectorAll("[data-t]")) {
      const text = told[place.dataset.t];
      if (!text) (place.closest(".facts > div, .acts") ?? place).remove();
      else place.textContent = text;
    }
    if (it.phone) one(".acts a", made).href = `tel:${it.phone.replace(/[^\d+]/g, "")}`;
    if (it.lang) for (const said of made.querySelectorAll("[data-t=name], [data-t=what]")) said.lang = it.lang;
    return made;
  };

  const look = (listings, text) => {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const found = words.length ? listings.filter((it) => words.every((word) => it.folded.includes(` ${word}`))) : listings;
    one("[data-found]").replaceChildren(...found.slice(0, AT_ONCE).map(entry));
    const says = one("[data-says]");
    says.textContent = !found.length ? says.dataset.none : found.length === 1 ? says.dataset.one : says.dataset.many.replace("{n}", found.length);
  };

  // What the list on this device holds: from the neighbourhoods, else (people, homes) from the last ideas.
  const mine = async (last, listings) => {
    const ids = (() => { try { return JSON.parse(localStorage.getItem("kith-list")).map(({ id }) => id); } catch { return []; } })();
    const page = ids.length && last ? new DOMParser().parseFromString(await last.clone().text(), "text/html") : document.createElement("div");
    const seen = (id) => {
      const card = one(`[data-add][value="${CSS.escape(id)}"]`, page)?.closest(".entry");
      const text = (css) => one(css, card)?.textContent.trim().replace(/\s+/g, " ");
      return card && { name: text("h3"), what: text(".what"), opening: text(".f-when dd"), phone: text("a[href^='tel:']")?.match(/[\d+][\d ]+$/)?.[0], section: card.closest(".group")?.id };
    };
    const found = ids.map((id) => listings.find((it) => it.id === id) ?? seen(id)).filter(Boolean);
    one("[data-mine]").hidden = !found.length;
    one("[data-mine-list]").replaceChildren(...found.map(entry));
  };

  const show = async () => {
    const last = await (await caches.open("kith-kept")).match("/offline/last");
    if (last) {
      one("[data-last]").hidden = false;
      one("[data-last-when]").textContent = window.kith.when(new Date(Number(last.headers.get("X-Kept-At"))));
    }
    const near = await caches.open("kith-near");
    const packs = await Promise.all((await near.keys()).map(async (key) => (await near.match(key)).json()));
    one("[data-nothing-kept]").hidden = Boolean(last || packs.length);
    one("[data-packs]").hidden = !packs.length;
    one("[data-kept-list]").replaceChildren(...packs.map((pack) => {
      const made = one("[data-pack]").content.cloneNode(true);
      one("[data-t=name]", made).textContent = `${pack.name}, ${pack.sector}`;
      const about = one("[data-t=about]", made);
      about.textContent = about.dataset.words.replace("{n}", pack.listings.length).replace("{when}", window.kith.when(new Date(pack.made_at)));
      return made;
    }));
    const listings = [...new Map(packs.flatMap((pack) => pack.listings).map((it) => [it.id, it])).values()];
    await mine(last, listings);
    for (const it of listings) it.folded = ` ${fold([it.name, it.what, it.kind, it.also].join(" ")).replace(/[^\p{L}\p{N}]+/gu, " ")}`;
    return listings;
  };

  const start = async () => {
    const listings = "caches" in window ? await show() : (one("[data-nothing-kept]").hidden = false, []);
    one("[data-room]").hidden = false; // last: what stands in sight already may not jump
    const search = one("#search");
    search.addEventListener("input", () => look(listings, search.value));
    if (!listings.length) return;
    const asked = location.pathname.startsWith("/listings/") && listings.filter(({ id }) => location.pathname.endsWith(id));
    if (asked?.length) one("[data-found]").replaceChildren(...asked.map(entry));
    else look(listings, "");
  };

  // This page stands at another address when that one could not be fetched. A page of ideas that was asked for again,
  // or gone back to, comes back as it was kept; not where something else was shown last, such as urgent help.
  if (location.pathname !== "/offline") {
    one("[data-no-signal]").hidden = false;
    const [way] = performance.getEntriesByType("navigation");
    const ideas = location.pathname === "/match" && sessionStorage.getItem("kith-from-ideas") !== null;
    if (["reload", "back_forward"].includes(way?.type) && ideas) return location.replace("/offline/last");
  }
  start();
})();
