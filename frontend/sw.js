// Kith on a weak signal. The server writes `const KITH = {version, shell}` before this text: the version follows the
// content of every shipped file, so a new one is a new worker. It never reloads a page, so an open form stays as it is.
/* global KITH */
(() => {
  "use strict";
  const SHELL = `kith-shell-${KITH.version}`;
  const LAST = "/offline/last"; // the one fixed key under which the page's own script keeps its results
  const OFFLINE = "/offline";
  const ASKS = ["/match", "/easy", "/find", "/why", "/list", "/list/paper"]; // by POST, so that no address has the words; nothing is written
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

  // Going back to an answer to a form asks the browser's own store, which may not have it. The window still knows what
  // was sent; asking again changes nothing, and nothing of it is kept here.
  const went = ({ method, cache, isHistoryNavigation }) =>
    method === "POST" && (isHistoryNavigation ?? ["only-if-cached", "force-cache"].includes(cache));
  const again = async (request) => {
    const headers = { "Content-Type": request.headers.get("Content-Type"), Accept: "text/html" };
    return fetch(request.url, { method: "POST", body: await request.arrayBuffer(), headers, redirect: "manual", cache: "no-store" });
  };

  const page = async (event, url) => {
    const { request } = event;
    if (url.pathname === LAST) return (await last()) ?? offline();
    const back = went(request);
    if (back && !ASKS.includes(url.pathname)) return Response.redirect(url, 303); // the form itself, never sent twice
    const network = back ? again(request) : Promise.resolve(event.preloadResponse).then((answer) => answer ?? fetch(request));
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
