// A bigger map, made at a press with Leaflet. Everything on it stands in the list too, and a pin leads back there.
(() => {
  "use strict";
  const { L } = window;
  const ABREAST = 40; // pins of one place stand side by side

  const sign = (pin) => {
    const made = document.createElement("span");
    made.className = `sym ${[...pin.classList].find((name) => name.startsWith("pin-")).replace("pin-", "sym-")}`;
    made.append(Object.assign(document.createElement("b"), { textContent: pin.querySelector("text").textContent }));
    return made;
  };

  const open = (box) => {
    const { tiles, credit, window: edges, close: closing, you } = box.dataset;
    const [west, south, east, north] = edges.split(",").map(Number);
    const bounds = [[south, west], [north, east]];
    const dialog = Object.assign(document.createElement("dialog"), { className: "bigger" });
    dialog.setAttribute("aria-labelledby", "h-map");
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: closing });
    const ground = Object.assign(document.createElement("div"), { className: "bigger-map" });
    dialog.append(away, ground);
    document.body.append(dialog);
    away.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();

    const map = L.map(ground, { minZoom: 9, maxZoom: 18, zoomSnap: 0.25 }).fitBounds(bounds);
    map.attributionControl.setPrefix(false);
    if (tiles) L.tileLayer(tiles, { attribution: credit, maxZoom: 18 }).addTo(map);
    else {
      const sheet = box.querySelector("svg.chart").cloneNode(true);
      sheet.querySelectorAll(".pin, .you, .moved").forEach((part) => part.remove());
      sheet.setAttribute("aria-hidden", "true");
      sheet.setAttribute("preserveAspectRatio", "none");
      L.svgOverlay(sheet, bounds).addTo(map);
    }
    const there = new Map();
    for (const pin of box.querySelectorAll("a.pin")) {
      const { at } = pin.dataset;
      const beside = there.get(at) ?? 0;
      there.set(at, beside + 1);
      const icon = L.divIcon({ html: sign(pin), className: "", iconSize: [38, 38], iconAnchor: [19 - beside * ABREAST, 19] });
      const marker = L.marker(at.split(",").map(Number), { icon }).addTo(map);
      marker.getElement().setAttribute("aria-label", pin.getAttribute("aria-label"));
      marker.on("click keypress", ({ originalEvent }) => {
        if (originalEvent?.key && originalEvent.key !== "Enter") return;
        dialog.close();
        location.hash = pin.getAttribute("href");
      });
    }
    const here = Object.assign(document.createElement("span"), { className: "here", textContent: you });
    const middle = [(south + north) / 2, (west + east) / 2];
    L.marker(middle, { icon: L.divIcon({ html: here, className: "", iconSize: [64, 36] }), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    map.fitBounds([middle, ...[...there.keys()].map((at) => at.split(",").map(Number))], { padding: [60, 60], animate: false });
  };
  window.kith.bigger = open;
})();
