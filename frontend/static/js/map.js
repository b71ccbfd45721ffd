// A bigger map, made at a press with Leaflet. Everything on it stands in the list too, and a pin leads back there.
(() => {
  "use strict";
  const { L } = window;
  const APART = 42; // pixels from middle to middle, across or down, so that no pin lies on another
  // The spot itself, or the first free one on ever wider circles around it.
  const free = (at, taken) => {
    for (let circle = 0; ; circle += 1) {
      const many = circle ? 8 + 4 * circle : 1;
      for (let turn = 0; turn < many; turn += 1) {
        const angle = (2 * Math.PI * turn) / many;
        const aside = at.add([circle * 12 * Math.cos(angle), circle * 12 * Math.sin(angle)]);
        if (taken.every((other) => Math.max(Math.abs(aside.x - other.x), Math.abs(aside.y - other.y)) >= APART)) return aside;
      }
    }
  };

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
    const pins = [...box.querySelectorAll("a.pin")].map((pin) => {
      const spot = L.latLng(pin.dataset.at.split(",").map(Number));
      const icon = L.divIcon({ html: sign(pin), className: "", iconSize: [38, 38] });
      const marker = L.marker(spot, { icon }).addTo(map);
      marker.getElement().setAttribute("aria-label", pin.getAttribute("aria-label"));
      marker.on("click keypress", ({ originalEvent }) => {
        if (originalEvent?.key && originalEvent.key !== "Enter") return;
        dialog.close();
        location.hash = pin.getAttribute("href");
      });
      return { spot, marker, line: L.polyline([spot, spot], { color: "#20263a", weight: 1.5, interactive: false }).addTo(map) };
    });
    const here = Object.assign(document.createElement("span"), { className: "here", textContent: you });
    const middle = [(south + north) / 2, (west + east) / 2];
    L.marker(middle, { icon: L.divIcon({ html: here, className: "", iconSize: [64, 36] }), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
    // At every scale pins of one street are pushed apart; a line shows where each belongs.
    const apart = () => {
      const taken = [-16, 16].map((x) => map.latLngToLayerPoint(middle).add([x, 0])); // the word is wide
      for (const { spot, marker, line } of pins) {
        taken.push(free(map.latLngToLayerPoint(spot), taken));
        marker.setLatLng(map.layerPointToLatLng(taken.at(-1)));
        line.setLatLngs([spot, marker.getLatLng()]);
      }
    };
    map.on("zoomend", apart);
    map.fitBounds([middle, ...pins.map(({ spot }) => spot)], { padding: [60, 60], animate: false });
    apart();
  };
  window.kith.bigger = open;
})();
