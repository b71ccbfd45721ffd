// Kith on a weak signal. The server writes `const KITH = {version, shell}` before this text: the version follows the
// content of every shipped file, so a new one is a new worker. It never reloads a page, so an open form stays as it is.
/* global KITH */
(() => {
  "use strict";
  const SHELL = `kith-shell-${KITH.version}`;
  const LAST = "/offline/last"; // the one fixed key under which the page's own script keeps its results
  const OFFLINE = "/offline";
  const LEAVES = ["/sign-out", "/me/forget"]; // by the address: browsers keep Clear-Site-Data from workers
  const PATIENCE = 4000;
  const DAYS = 7; // after a week a list of ideas is more wrong than helpful

  addEventListener("install", (event) => event.waitUntil(
    caches.open(SHELL).then((shell) => shell.addAll(KITH.shell)).then(() => skipWaiting()),
  ));
  addEventListener("activate", (event) => event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("kith-shell-") && name !== SHELL) await caches.delete(name);
    await registration.navigationPreload?.enable();
  })()));

  // An address with the hash of its content never goes stale; without a signal an older file is better than none.
  const shipped = async (request) => {
    const there = await caches.match(request);
    if (there) return there;
    try {
      return await fetch(request);
    } catch {
      return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
    }
  };

  const offline = async () => (await caches.match(OFFLINE, { ignoreVary: true })) ?? Response.error();

  // What was kept goes out with the headers of our own page, its strict policy among them.
  const last = async (address) => {
    const kept = await (await caches.open("kith-kept")).match(LAST);
    if (!kept) return null;
    if (Date.now() - Number(kept.headers.get("X-Kept-At")) > DAYS * 86400000) {
      await caches.delete("kith-kept");
      return null;
    }
    if (address && kept.headers.get("X-Kept-From") !== address) return null;
    return new Response(await kept.text(), { headers: (await offline()).headers });
  };

  // Who signs out leaves nothing of what was looked at here, scripts or not; the list in the page's own storage stays.
  // The page for no signal is fetched again, as somebody who is not signed in has it.
  const signedOut = async () => {
    await Promise.all(["kith-kept", "kith-near"].map((name) => caches.delete(name)));
    await (await caches.open(SHELL)).add(OFFLINE);
  };

  const page = async (event, url) => {
    const { request } = event;
    if (url.pathname === LAST) return (await last()) ?? offline();
    const network = Promise.resolve(event.preloadResponse).then((answer) => answer ?? fetch(request));
    const ideas = request.method === "GET" && url.pathname === "/match";
    const same = ideas && (await last(url.pathname + url.search));
    network.then(({ ok }) => {
      if (ok && request.method === "POST" && LEAVES.includes(url.pathname)) event.waitUntil(signedOut());
      // The page for no signal is kept in the language that was chosen last.
      if (url.searchParams.has("lang")) event.waitUntil(caches.open(SHELL).then((shell) => shell.add(OFFLINE)));
    }).catch(() => {});
    try {
      if (!same) return await network;
      return await Promise.race([network, new Promise((done) => setTimeout(done, PATIENCE, same))]);
    } catch {
      return same || (ideas && (await last())) || offline();
    }
  };

  addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (url.origin !== location.origin) return;
    if (event.request.mode === "navigate") event.respondWith(page(event, url));
    else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(shipped(event.request));
  });
})();
